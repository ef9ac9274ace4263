/**
 * I-36 ConditionalConfluence: honest nodes that await recoveries and were given the same messages come to the same trunks, key states
 * and records, whatever the order, unless versions among them can never be reconciled.
 *
 * Source: dst.md 4, 3.4 (tempting predicates that are false). What was dropped for its age or for want of room, or
 * was lost with a store, was not the same for both. Records that were written at the same moment keep the first.
 */
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { NodeBook } from './book.ts';
import type { Judge, Member, NodeId, Verdict, World } from './judge.ts';
import { openLineage } from './lineage.ts';
import type { Lineage } from './lineage.ts';
import { isOwnStore } from './openings.ts';
import { broken } from './verdict.ts';

/** Refusals that depend on when a message came. */
const passing: readonly (string | undefined)[] = [
  'expired',
  'escrow-full',
  'receipts-full',
  'removed-by-hand',
];

export const conditionalConfluence: Judge = {
  id: 'I-36',
  name: 'ConditionalConfluence',
  says: 'nodes that await recoveries and were given the same messages come to the same, in whatever order they came',
  source: 'dst.md 4, 3.4',
  when: ['rest', 'end'],
  needs: 'world',
  open: () => {
    const unlike = new Set<NodeId>();
    const records = new Set<string>();
    const look = (world: World): Verdict => judgeWorld(world, unlike, records);
    return {
      step: ({ node, step: { decision } }) => {
        if (decision.outcome === 'rejected' && passing.includes(decision.why.reason)) unlike.add(node);
        return undefined;
      },
      entry: ({ entry }) => {
        if (entry.kind === 'append-reply') records.add(`${entry.record.table} ${entry.record.key.join(' ')}`);
        return undefined;
      },
      opening: (seen) => {
        if (!isOwnStore(seen) || seen.inFlight.length > 0) unlike.add(seen.node);
        return undefined;
      },
      rest: look,
      end: look,
    };
  },
};

function judgeWorld(world: World, unlike: ReadonlySet<NodeId>, records: ReadonlySet<string>): Verdict {
  const groups = new Map<string, Member>();
  const judged = world.members.filter(
    ({ node, isHonest, awaitsRecoveries, own, probe, book }) =>
      isHonest &&
      awaitsRecoveries &&
      own.length === 0 &&
      probe !== undefined &&
      book.count() > 0 &&
      !unlike.has(node),
  );
  let verdict: Verdict;
  for (const member of judged) {
    const digest = world.received(member.node);
    const other = groups.get(digest);
    groups.set(digest, member);
    if (other === undefined) continue;
    const found = judgePair(world, [other, member], records);
    if (typeof found === 'object') return found;
    verdict = found ?? verdict;
  }
  return verdict;
}

type Pair = readonly [Member, Member];

function judgePair(world: World, pair: Pair, records: ReadonlySet<string>): Verdict {
  const [one, other] = pair;
  if (one.probe?.outcome() === other.probe?.outcome()) return 'holds';
  const lineage = openLineage(world);
  const prefixes = new Set([...one.book.aids(), ...other.book.aids()].map(({ prefix }) => prefix));
  const open = [...prefixes].filter((prefix) => !isReconcilable(world, lineage, prefix));
  for (const prefix of prefixes) {
    if (open.includes(prefix) || open.some((above) => pair.some(({ book }) => isBelow(book, prefix, above))))
      continue;
    if (trunkText(one.book, prefix) !== trunkText(other.book, prefix))
      return broken(
        `${one.node} and ${other.node} were given the same, and their trunks of ${prefix} differ`,
      );
  }
  if (open.length > 0) return undefined;
  const differing = [...records].filter((record) => isDifferent(one.book, other.book, record));
  const [record] = differing.filter((text) => !isTie(one.book, other.book, text));
  if (record !== undefined)
    return broken(`${one.node} and ${other.node} were given the same, and their records ${record} differ`);
  return differing.length > 0
    ? undefined
    : broken(`${one.node} and ${other.node} were given the same, and their key states differ`);
}

/** At every number with several versions one rotation wins, and no other rotation stands on what it takes the place of. */
function isReconcilable(world: World, lineage: Lineage, prefix: Prefix): boolean {
  return lineage.contested(prefix).every(({ sn, versions }) => {
    const losers = versions.filter(({ ilk }) => ilk === 'ixn');
    if (versions.length - losers.length > 1 || versions.some(({ ilk }) => ilk === 'drt')) return false;
    const rotations = world.made(prefix).flatMap((said) => {
      const event = world.event(said);
      return event === undefined || event.ilk === 'ixn' || event.sn <= sn ? [] : [event];
    });
    if (losers.length === versions.length) return false;
    return !rotations.some((event) => losers.some((loser) => standsOn(world, event.said, loser.said)));
  });
}

/** True when one event is further down on the branch of another. */
function standsOn({ event }: World, above: Said, below: Said): boolean {
  let at = event(above);
  while (at !== undefined && at.said !== below) at = 'prior' in at ? event(at.prior) : undefined;
  return at !== undefined;
}

/** True when `above` is a delegator of the log, however far up, as far as a node knows that. */
function isBelow(book: NodeBook, prefix: Prefix, above: Prefix): boolean {
  const seen = new Set<Prefix>();
  let at: Prefix | undefined = prefix;
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    at = book.aid(at)?.trunk[0]?.standing.delegator;
    if (at === above) return true;
  }
  return false;
}

function trunkText(book: NodeBook, prefix: Prefix): string {
  return (book.aid(prefix)?.trunk ?? []).map(({ event }) => event.said).join(' ');
}

function isDifferent(one: NodeBook, other: NodeBook, record: string): boolean {
  return one.reply(record)?.reply.said !== other.reply(record)?.reply.said;
}

/** Written under one key state at one moment: the first one stays. */
function isTie(one: NodeBook, other: NodeBook, record: string): boolean {
  const [mine, theirs] = [one.reply(record), other.reply(record)];
  return mine?.reply.dt === theirs?.reply.dt && mine?.signedAtSn === theirs?.signedAtSn;
}
