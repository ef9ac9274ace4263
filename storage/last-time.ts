/**
 * The last time that a store shows while messages wait in it: where the clock of the next host begins, at the
 * earliest, so that their ages do not shrink. decisions/0021.
 */
import type { Micros } from '../kernel/cesr/qualified.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { Waiting } from '../kernel/state/escrow.ts';
import { microsOfNumber } from './codec/brand.ts';
import { waitingCodec } from './codec/waiting.ts';
import { decodeRecord, ordinalOfKey } from './record.ts';
import { openRow } from './sealed-row.ts';
import { StoreDamaged } from './store.ts';
import type { Store } from './store.ts';

/**
 * When the message that waits last came, or the last record was made; undefined when nothing waits. A record counts
 * until that message has waited its time: a first-seen time may be a peer's (keripy.md 3.10), and one ahead of the
 * world is not to last. Rows that are damaged tell no time: whoever needs them tells of them.
 */
export function lastTimeOf(store: Store, algorithms: Algorithms): Micros | undefined {
  try {
    const waiting = lastWaiting(store, algorithms);
    return waiting === undefined ? undefined : within(waiting, lastRecorded(store));
  } catch (error) {
    if (error instanceof StoreDamaged) return undefined;
    throw error;
  }
}

/** `recorded`, but no earlier than the message came, and no later than when its time is over. */
function within({ since, expires }: Waiting, recorded: Micros | undefined): Micros {
  if (recorded === undefined || recorded <= since) return since;
  return recorded <= expires ? recorded : microsOfNumber(expires + 1n);
}

function lastWaiting(store: Store, algorithms: Algorithms): Waiting | undefined {
  for (const [key, value] of store.range('escrow', { reverse: true, countMax: 1 }))
    return waitingCodec(algorithms).read(openRow('escrow', key, value));
  return undefined;
}

function lastRecorded(store: Store): Micros | undefined {
  for (const [key, bytes] of store.range('log', { reverse: true, countMax: 1 }))
    return decodeRecord(bytes, ordinalOfKey(key)).at;
  return undefined;
}
