/**
 * The key state record: KERIpy's field names in KERIpy's order.
 *
 * Source: keripy.md 3.1 (`vn i s p d f dt et kt k nt n bt b c ee di`).
 */
import { formatDatetime } from '../kernel/cesr/datetime.ts';
import { formatThreshold } from '../kernel/event/threshold.ts';
import { shownTraits } from '../kernel/state/key-state-record.ts';
import type { KeyState } from '../kernel/state/key-state.ts';
import { plainJson } from './plain-json.ts';

export type KeyStateRecord = {
  readonly vn: readonly [number, number];
  readonly i: string;
  readonly s: string;
  readonly p: string;
  readonly d: string;
  readonly f: string;
  readonly dt: string;
  readonly et: string;
  readonly kt: unknown;
  readonly k: readonly string[];
  readonly nt: unknown;
  readonly n: readonly string[];
  readonly bt: string;
  readonly b: readonly string[];
  readonly c: readonly string[];
  readonly ee: {
    readonly s: string;
    readonly d: string;
    readonly br: readonly string[];
    readonly ba: readonly string[];
  };
  readonly di: string;
};

/** The record of a key state. */
export function keyStateRecord(state: KeyState): KeyStateRecord {
  return {
    vn: state.version,
    i: state.prefix,
    s: state.sn.toString(16),
    p: state.prior ?? '',
    d: state.said,
    f: state.fn.toString(16),
    dt: formatDatetime(state.at),
    et: state.ilk,
    kt: plainJson(formatThreshold(state.signingThreshold)),
    k: state.keys,
    nt: plainJson(formatThreshold(state.nextThreshold)),
    n: state.nextKeyDigests,
    bt: state.toad.toString(16),
    b: state.witnesses,
    c: shownTraits(state),
    ee: {
      s: state.establishmentSn.toString(16),
      d: state.establishmentSaid,
      br: state.cuts,
      ba: state.adds,
    },
    di: state.delegator ?? '',
  };
}
