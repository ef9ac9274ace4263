/**
 * The key state: which keys speak for an AID after an event.
 *
 * Source: keripy.md 3.1. KERIpy: `Kever` and its key state record.
 */
import type { Digest, Fn, Key, Micros, Prefix, Said, Sn } from '../cesr/qualified.ts';
import type { Threshold } from '../event/threshold.ts';
import type { KeyEventIlk } from '../event/types.ts';

/**
 * The key state after one accepted event.
 *  1. `establishmentSn <= sn`.
 *  2. `toad` is 0 exactly when there are no witnesses, and at most their number.
 *  3. `keys` is not empty.
 *  4. Empty `nextKeyDigests` means that no further event is accepted.
 */
export type KeyState = {
  /** Protocol version of the latest event. */
  readonly version: readonly [major: number, minor: number];
  readonly prefix: Prefix;
  readonly sn: Sn;
  /** SAID of the latest event. */
  readonly said: Said;
  /** SAID of the event before; undefined after an inception. */
  readonly prior: Said | undefined;
  readonly fn: Fn;
  /** When the latest event was first seen here. */
  readonly at: Micros;
  readonly ilk: KeyEventIlk;
  readonly keys: readonly Key[];
  readonly signingThreshold: Threshold;
  readonly nextKeyDigests: readonly Digest[];
  readonly nextThreshold: Threshold;
  readonly toad: number;
  readonly witnesses: readonly Prefix[];
  /** Traits of the inception (and of version 2 rotations), in order. */
  readonly traits: readonly string[];
  /** The latest establishment event. */
  readonly establishmentSn: Sn;
  readonly establishmentSaid: Said;
  readonly cuts: readonly Prefix[];
  readonly adds: readonly Prefix[];
  /** Undefined for an AID that is not delegated. */
  readonly delegator: Prefix | undefined;
};
