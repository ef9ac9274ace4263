/** Key states in rows: one JSON array, places as `KeyStateRow` says. */
import type { KeyState } from '../../kernel/state/key-state.ts';
import type { RowCodec } from '../pending-table.ts';
import { digestOf, fnOf, hex, keyOf, microsOf, prefixOf, saidOf, snOf } from './brand.ts';
import { readThreshold, writeThreshold } from './threshold.ts';
import type { ThresholdRow } from './threshold.ts';

type KeyStateRow = readonly [
  version: readonly [number, number],
  prefix: string,
  sn: string,
  said: string,
  prior: string | null,
  fn: string,
  at: string,
  ilk: KeyState['ilk'],
  keys: readonly string[],
  signingThreshold: ThresholdRow,
  nextKeyDigests: readonly string[],
  nextThreshold: ThresholdRow,
  toad: number,
  witnesses: readonly string[],
  traits: readonly string[],
  establishmentSn: string,
  establishmentSaid: string,
  cuts: readonly string[],
  adds: readonly string[],
  delegator: string | null,
];

export const keyStateCodec: RowCodec<KeyState> = { write: writeKeyState, read: readKeyState };

function writeKeyState(state: KeyState): string {
  const row: KeyStateRow = [
    state.version,
    state.prefix,
    hex(state.sn),
    state.said,
    state.prior ?? null,
    hex(state.fn),
    hex(state.at),
    state.ilk,
    state.keys,
    writeThreshold(state.signingThreshold),
    state.nextKeyDigests,
    writeThreshold(state.nextThreshold),
    state.toad,
    state.witnesses,
    state.traits,
    hex(state.establishmentSn),
    state.establishmentSaid,
    state.cuts,
    state.adds,
    state.delegator ?? null,
  ];
  return JSON.stringify(row);
}

function readKeyState(payload: Buffer): KeyState {
  const row = JSON.parse(payload.toString('utf8')) as KeyStateRow;
  return {
    version: row[0],
    prefix: prefixOf(row[1]),
    sn: snOf(row[2]),
    said: saidOf(row[3]),
    prior: row[4] === null ? undefined : saidOf(row[4]),
    fn: fnOf(row[5]),
    at: microsOf(row[6]),
    ilk: row[7],
    keys: row[8].map(keyOf),
    signingThreshold: readThreshold(row[9]),
    nextKeyDigests: row[10].map(digestOf),
    nextThreshold: readThreshold(row[11]),
    toad: row[12],
    witnesses: row[13].map(prefixOf),
    traits: row[14],
    establishmentSn: snOf(row[15]),
    establishmentSaid: saidOf(row[16]),
    cuts: row[17].map(prefixOf),
    adds: row[18].map(prefixOf),
    delegator: row[19] === null ? undefined : prefixOf(row[19]),
  };
}
