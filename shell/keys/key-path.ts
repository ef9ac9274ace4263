/**
 * The paths of keys that come of a salt.
 *
 * Source: keripy.md 8.2. Parts stand side by side without separators, numbers in hex without padding, as KERIpy has
 * it. Sequences of different stems may therefore meet in a path, and with it in a key: `bob1` `0` `0` and `bob` `10`
 * `0` (KY-1). Stems that all end in something that is no hex digit cannot.
 */

/** The place of one key. */
export type KeyPlace = {
  /** The given stem; when empty, the number of the sequence stands for it. */
  readonly stem: string;
  /** Number of the sequence in its keyring, from 0. */
  readonly pidx: number;
  /** Number of the set of keys: 0 at inception, 1 for the first next keys. */
  readonly ridx: number;
  /** Number of the key over the whole life of the sequence. */
  readonly kidx: number;
};

/** The path of a key. */
export function keyPath({ stem, pidx, ridx, kidx }: KeyPlace): string {
  const head = stem === '' ? pidx.toString(16) : stem;
  return `${head}${ridx.toString(16)}${kidx.toString(16)}`;
}
