/**
 * The keys of a group are those of its members: the first current key of each who signs, the first next key of each who
 * rotates. What a member contributed is looked up in its log.
 *
 * Source: keripy.md 8.6. KERIpy: `extractMerfersMigers`, `fetchLatestContribTo`.
 */
import type { Digest, Key } from '../../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import { isSatisfied } from '../../kernel/event/threshold.ts';
import type { Threshold } from '../../kernel/event/threshold.ts';
import { commitsTo } from '../../kernel/evidence/signatures.ts';
import { KeelsonError } from '../errors.ts';
import type { Host } from '../host.ts';

/** A member as it contributes: with its latest keys, or those that an earlier event of its log established. */
export type MemberRef = string | { readonly prefix: string; readonly sn: bigint };

/** Who is in a group. */
export type Members = {
  /** Identifiers whose keys sign. KERIpy: `smids`. */
  readonly signing: readonly string[];
  /** Identifiers whose next keys are committed to. KERIpy: `rmids`. */
  readonly rotating: readonly string[];
};

/** What an establishment event of a member gives to a group. */
export type Contribution = {
  readonly sn: bigint;
  readonly key: Key;
  /** Undefined for a member that is rotated no more. */
  readonly nextKeyDigest: Digest | undefined;
};

/** Keys of an establishment event of a group. */
export type GroupKeys = { readonly keys: readonly Key[]; readonly nextKeyDigests: readonly Digest[] };

type LogOf = Pick<Host, 'keyState' | 'kel'>;

export function prefixOf(ref: MemberRef): string {
  return typeof ref === 'string' ? ref : ref.prefix;
}

/** Everybody of a group, each once. */
export function everybody({ signing, rotating }: Members): readonly string[] {
  return [...new Set([...signing, ...rotating])];
}

/**
 * What a member contributed, latest first; nothing when its log is not known here. Events that establish several keys
 * contribute nothing.
 */
export function contributionsOf(host: LogOf, prefix: string): readonly Contribution[] {
  if (host.keyState(prefix) === undefined) return [];
  const found: Contribution[] = [];
  for (const { stored } of host.kel(prefix)) {
    const contribution = contributionOf(stored.event);
    if (contribution !== undefined) found.unshift(contribution);
  }
  return found;
}

function contributionOf(event: KeyEvent): Contribution | undefined {
  if (event.ilk === 'ixn' || event.keys.length !== 1 || event.nextKeyDigests.length > 1) return undefined;
  const [key] = event.keys;
  return key === undefined ? undefined : { sn: event.sn, key, nextKeyDigest: event.nextKeyDigests[0] };
}

/**
 * The keys of a group of these members. Throws `KeelsonError`: `unknown-prefix` for a member whose log is not here,
 * `wrong-members` for one that has several keys, or no such event.
 */
export function keysOfMembers(
  host: LogOf,
  signing: readonly MemberRef[],
  rotating: readonly MemberRef[],
): GroupKeys {
  return {
    keys: signing.map((ref) => contributionAt(host, ref).key),
    nextKeyDigests: rotating.flatMap((ref) => contributionAt(host, ref).nextKeyDigest ?? []),
  };
}

function contributionAt(host: LogOf, ref: MemberRef): Contribution {
  const prefix = prefixOf(ref);
  const state = host.keyState(prefix);
  if (state === undefined) {
    const says = `nothing of the member ${prefix} is known here; ingest its log first`;
    throw new KeelsonError('unknown-prefix', { says, keripy: 'ConfigurationError', facts: { prefix } });
  }
  const sn = typeof ref === 'string' ? state.establishmentSn : ref.sn;
  const found = contributionsOf(host, prefix).find((contribution) => contribution.sn === sn);
  if (found !== undefined) return found;
  throw wrongMembers(
    `a member of a group has one key and one next key; ${prefix} at sn ${sn.toString(16)} has not`,
    { prefix, sn },
  );
}

/** Why keys are not those of the members; undefined when they are. `since` says how far back they may have been contributed. */
export function misfitOf(
  host: LogOf,
  { keys, nextKeyDigests }: GroupKeys,
  { signing, rotating }: Members,
  since: 'latest' | 'ever',
): string | undefined {
  const of = (prefix: string): readonly Contribution[] => {
    const found = contributionsOf(host, prefix);
    return since === 'latest' ? found.slice(0, 1) : found;
  };
  if (keys.length !== signing.length)
    return `it has ${String(keys.length)} keys and ${String(signing.length)} members that sign`;
  const stranger = signing.find((prefix, place) => !of(prefix).some(({ key }) => key === keys[place]));
  if (stranger !== undefined) return `its key at ${String(signing.indexOf(stranger))} is none of ${stranger}`;
  let place = 0;
  for (const prefix of rotating) {
    const contributed = of(prefix);
    if (
      contributed.some(
        ({ nextKeyDigest }) => nextKeyDigest !== undefined && nextKeyDigest === nextKeyDigests[place],
      )
    )
      place += 1;
    else if (contributed[0] === undefined || contributed[0].nextKeyDigest !== undefined)
      return `its next key at ${String(place)} is none of ${prefix}`;
  }
  return place === nextKeyDigests.length ? undefined : 'it has more next keys than members that rotate';
}

/** True when a key or a next key of the group is one that the member contributed. */
export function isOfGroup(host: LogOf, { keys, nextKeyDigests }: GroupKeys, prefix: string): boolean {
  return contributionsOf(host, prefix).some(
    ({ key, nextKeyDigest }) =>
      keys.includes(key) || (nextKeyDigest !== undefined && nextKeyDigests.includes(nextKeyDigest)),
  );
}

/** Who of the candidates contributed the keys in force; a place that nobody of them has is left out. */
export function membersOf(host: LogOf, of: GroupKeys, candidates: readonly string[]): Members {
  const contributed = candidates.map((prefix) => ({ prefix, all: contributionsOf(host, prefix) }));
  const who = (fits: (contribution: Contribution) => boolean): readonly string[] => {
    const found = contributed.find(({ all }) => all.some(fits));
    return found === undefined ? [] : [found.prefix];
  };
  return {
    signing: of.keys.flatMap((key) => who((one) => one.key === key)),
    rotating: of.nextKeyDigests.flatMap((digest) => who((one) => one.nextKeyDigest === digest)),
  };
}

/** Where the signature of a member stands, and the key that makes it. */
export type MemberPlace = {
  readonly key: Key;
  readonly index: number;
  /** Place of the digest of the key in the list that was committed to; undefined when it is not there. */
  readonly ondex: number | undefined;
};

/** The place of a member among the keys of an event; undefined when it does not sign. `committed` is empty but for rotations. */
export function placeOfMember(
  host: LogOf & Pick<Host, 'algorithms'>,
  prefix: string,
  keys: readonly Key[],
  committed: readonly Digest[],
): MemberPlace | undefined {
  for (const { key } of contributionsOf(host, prefix)) {
    const index = keys.indexOf(key);
    if (index === -1) continue;
    const ondex = committed.findIndex((digest) => commitsTo(digest, key, host.algorithms));
    return { key, index, ondex: ondex === -1 ? undefined : ondex };
  }
  return undefined;
}

/** Whether keys reveal enough of what was committed to. keripy.md 2.4. */
export function revealsEnough(
  { algorithms }: Pick<Host, 'algorithms'>,
  keys: readonly Key[],
  {
    nextKeyDigests,
    nextThreshold,
  }: { readonly nextKeyDigests: readonly Digest[]; readonly nextThreshold: Threshold },
): boolean {
  const places = nextKeyDigests.flatMap((digest, place) =>
    keys.some((key) => commitsTo(digest, key, algorithms)) ? [place] : [],
  );
  return isSatisfied(nextThreshold, places);
}

export function wrongMembers(says: string, facts: { readonly [name: string]: unknown } = {}): KeelsonError {
  return new KeelsonError('wrong-members', { says, keripy: 'ConfigurationError', facts });
}
