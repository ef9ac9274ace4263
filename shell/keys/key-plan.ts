/**
 * What can be asked of a keyring: the options of its calls, and the same with every default written out.
 *
 * Source: keripy.md 8.3. KERIpy: the arguments of `Manager.incept` and `Manager.rotate`.
 */

import { digestAlgorithmOf } from '../../kernel/cesr/identifiers.ts';
import { KeelsonError } from '../errors.ts';
import type { Algo } from './creator.ts';
import type { Tier } from './salter.ts';
import { isSeedCode } from './signer.ts';
import type { SeedCode } from './signer.ts';

/** How the keys of an inception are made. */
export type KeyInception = {
  /** Codes of the seeds of the current keys, one for each. KERIpy: `icodes`. */
  readonly codes?: readonly SeedCode[];
  /** Number of current keys where no codes are given, of code `A`; 1 when left out. KERIpy: `icount`. */
  readonly count?: number;
  /** KERIpy: `ncodes`. */
  readonly nextCodes?: readonly SeedCode[];
  /** Number of next keys; 1 when left out. Without next keys nothing can be rotated. KERIpy: `ncount`. */
  readonly nextCount?: number;
  /** Code of the digests of next keys; `E`, BLAKE3-256, when left out. KERIpy: `dcode`. */
  readonly digestCode?: string;
  readonly transferable?: boolean;
  /** That of the keyring when left out, and so with `salt` and `tier`. */
  readonly algo?: Algo;
  /** Qualified text. It is a secret. */
  readonly salt?: string;
  readonly tier?: Tier;
  /** Stands for the number of the sequence in the paths of its keys. */
  readonly stem?: string;
  /** False: nothing is taken from the keyring, and a salt that is not given is drawn. KERIpy: `rooted`. */
  readonly rooted?: boolean;
  /** Cheap stretching, for tests. */
  readonly temp?: boolean;
};

/** How the next keys of a rotation are made. */
export type KeyRotation = {
  /**
   * Places of the committed next keys that come into force, in their order; all of them when left out. The others
   * stay committed: they stand first among the new next keys.
   */
  readonly expose?: readonly number[];
  /** Codes of the seeds of the keys to make, one for each. */
  readonly nextCodes?: readonly SeedCode[];
  /**
   * Number of next keys where no codes are given, those among them that stay committed; 1 when left out, and with
   * `expose` as many as before.
   */
  readonly nextCount?: number;
  readonly digestCode?: string;
  readonly transferable?: boolean;
  readonly temp?: boolean;
  /** False: seeds two rotations old are kept. KERIpy: `erase`. */
  readonly erase?: boolean;
};

/** How a replay goes on. */
export type KeyReplay = {
  /** False: the current set is answered as it stands. */
  readonly advance?: boolean;
  readonly digestCode?: string;
  /** False: seeds two sets old are kept. KERIpy: `erase`. */
  readonly erase?: boolean;
};

/** Where given keys stand, and how the next keys behind them are made. */
export type KeyIngestion = Omit<KeyInception, 'codes' | 'count' | 'digestCode'> & {
  /** The set that is current; 0, the first, when left out. KERIpy: `iridx`. */
  readonly ridx?: number;
};

/** Which keys sign, and where the signatures point to. */
export type SigningPlan = {
  /** Public keys, in the order of the signatures; or the prefix, for its current keys. */
  readonly by: { readonly keys: readonly string[] } | { readonly prefix: string };
  /**
   * Places in the current list of keys. By keys: one for each; those of `keys` when left out. By prefix: which of
   * its current keys sign; all when left out.
   */
  readonly indices?: readonly number[];
  /** Places in the prior list of next keys, one for each signature; the index when left out; undefined for none. */
  readonly ondices?: readonly (number | undefined)[];
};

const digestCodeDefault = 'E';
const seedCodeDefault: SeedCode = 'A';

/** As many as indices of signatures can point to: keys beyond could not sign. */
export const keysOfSetMax = 4096;

/** The codes of the keys to make. Throws `KeelsonError` of code `usage`. */
export function codesOf(
  codes: readonly string[] | undefined,
  count: number | undefined,
  least: 0 | 1,
): readonly SeedCode[] {
  const isGiven = codes !== undefined && codes.length > 0;
  const size = isGiven ? codes.length : (count ?? 1);
  if (!Number.isSafeInteger(size) || size < least || size > keysOfSetMax)
    throw refused(`the number of keys is a whole number from ${least} to ${keysOfSetMax}`, { count: size });
  if (!isGiven) return Array.from({ length: size }, () => seedCodeDefault);
  const known = codes.filter(isSeedCode);
  if (known.length === codes.length) return known;
  throw refused('the codes of seeds are A, J and Q', {});
}

/** Which next keys come into force, and which stay committed, by their places. Throws `KeelsonError` of code `usage`. */
export function exposureOf(
  count: number,
  expose: readonly number[] | undefined,
): { readonly exposed: readonly number[]; readonly kept: readonly number[] } {
  const all = Array.from({ length: count }, (_, place) => place);
  if (expose === undefined) return { exposed: all, kept: [] };
  const isSound =
    expose.length > 0 && expose.every((place, at) => all.includes(place) && expose.indexOf(place) === at);
  if (!isSound)
    throw refused(`the places of the next keys that come into force are different ones below ${count}`, {
      count,
    });
  return { exposed: expose, kept: all.filter((place) => !expose.includes(place)) };
}

/** The codes of the next keys to make behind `kept` ones of `before`. Throws `KeelsonError` of code `usage`. */
export function freshCodesOf(
  { expose, nextCodes, nextCount }: KeyRotation,
  { kept, before }: { readonly kept: number; readonly before: number },
): readonly SeedCode[] {
  if (expose === undefined || (nextCodes !== undefined && nextCodes.length > 0))
    return codesOf(nextCodes, nextCount, 0);
  const count = nextCount ?? before;
  if (count >= kept && count <= keysOfSetMax) return codesOf(undefined, count - kept, 0);
  throw refused(`the number of next keys is from ${kept}, which stay committed, to ${keysOfSetMax}`, {
    count,
  });
}

/** The code of digests of next keys. Throws `KeelsonError` of code `usage`. */
export function digestCodeOf(code: string | undefined): string {
  if (code === undefined) return digestCodeDefault;
  if (digestAlgorithmOf(code) !== undefined) return code;
  throw refused('the code of the digests of next keys is none of a digest; E is the usual one', {});
}

/** A way of making keys that is none. */
export function wrongAlgo(): KeelsonError {
  return refused('name how keys are made: salty or randy', {});
}

/**
 * A call that makes no sense, as KERIpy raises it. Texts that were given are not repeated: one may be a secret in
 * the wrong place.
 */
export function refused(says: string, facts: { readonly [name: string]: unknown }): KeelsonError {
  return new KeelsonError('usage', { says, keripy: 'ValueError', facts });
}
