/**
 * What holds whatever bytes come: nothing throws, first-seen numbers are without gaps, each event of a trunk follows
 * the one before, no accepted event is lost, and the store is what its log says.
 */
import type { Micros, Prefix, Said } from '../../kernel/cesr/qualified.ts';
import { fnOf, snOf } from '../../kernel/cesr/number.ts';
import { defaultReceiver } from '../../kernel/receiver.ts';
import { settle } from '../../kernel/settle.ts';
import type { LogReader } from '../../kernel/state/view.ts';
import { defaultReadingLimits } from '../../shell/reading-limits.ts';
import { openReading } from '../../shell/reading.ts';
import type { StreamPiece } from '../../shell/reading.ts';
import { openLedger } from '../../storage/ledger.ts';
import type { Ledger } from '../../storage/ledger.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { verifyStore } from '../../storage/verify.ts';
import { algorithms } from '../storage/drive.ts';

export type Fed = { readonly messages: number; readonly accepted: number };

const start = 1_704_067_200_000_000n;

/** Reads the bytes in chunks of `chunkSize`, decides all, and checks what has to hold. Throws when it does not. */
export function feedAndCheck(bytes: Uint8Array, chunkSize: number): Fed {
  const store = openMemoryStore();
  const ledger = openLedger(store, { algorithms, keyStateCacheCountMax: 2 });
  const accepted = new Map<Said, Prefix>();
  let messages = 0;
  const take = (pieces: readonly StreamPiece[]): void => {
    for (const piece of pieces) {
      if (piece.kind === 'fault') continue;
      messages += 1;
      decide(ledger, piece, start + BigInt(messages) * 1_000_000n, accepted);
      ledger.commit();
    }
  };
  const reading = openReading(algorithms, defaultReadingLimits);
  for (let at = 0; at < bytes.length; at += chunkSize) take(reading.feed(bytes.slice(at, at + chunkSize)));
  take(reading.settle());
  take(reading.finish());
  checkLogs(ledger.reader, accepted);
  const { findings } = verifyStore({ store, scratch: openMemoryStore(), algorithms });
  ensure(findings.length === 0, `the store verifies: ${JSON.stringify(findings[0])}`);
  return { messages, accepted: accepted.size };
}

type Arrived = Extract<StreamPiece, { readonly kind: 'message' }>;

function decide(
  ledger: Ledger,
  { message, attachments }: Arrived,
  at: bigint,
  accepted: Map<Said, Prefix>,
): void {
  const view = { log: ledger.reader, algorithms, receiver: defaultReceiver };
  const outcomes = settle(
    view,
    { kind: 'receive', message, attachments, source: 'remote', sourceId: 'fuzz', at: at as Micros },
    ledger.apply,
  );
  ensure(outcomes.length > 0, 'a message that arrives is decided');
  for (const { step } of outcomes) {
    for (const write of step.writes) {
      if (write.kind !== 'append-event') continue;
      const { said, prefix } = write.stored.event;
      ensure(!accepted.has(said), 'an event is accepted once');
      accepted.set(said, prefix);
    }
  }
}

export function checkLogs(reader: LogReader, accepted: ReadonlyMap<Said, Prefix>): void {
  for (const said of accepted.keys())
    ensure(reader.event(said)?.event.said === said, 'no accepted event is lost');
  for (const prefix of new Set(accepted.values())) {
    const head = reader.keyState(prefix);
    if (head === undefined) throw new Error('not so: an accepted log has a key state');
    const count = [...accepted.values()].filter((one) => one === prefix).length;
    ensure(head.fn === BigInt(count) - 1n, 'first-seen numbers count the accepted events');
    for (let fn = 0n; fn <= head.fn; fn++)
      ensure(reader.eventAtFn(prefix, fnOf(fn))?.fn === fn, 'first-seen numbers have no gaps');
    checkTrunk(reader, head);
  }
}

function checkTrunk(
  reader: LogReader,
  head: { readonly prefix: Prefix; readonly sn: bigint; readonly said: Said },
): void {
  let expected: Said | undefined = head.said;
  for (let sn = head.sn; sn >= 0n; sn--) {
    const said: Said | undefined = reader.acceptedAt(head.prefix, snOf(sn)).at(-1);
    ensure(said !== undefined && said === expected, 'each event of the trunk names the one before');
    const event = said === undefined ? undefined : reader.event(said)?.event;
    expected = event !== undefined && 'prior' in event ? event.prior : undefined;
  }
  ensure(expected === undefined, 'the trunk begins with an inception');
}

function ensure(holds: boolean, says: string): void {
  if (!holds) throw new Error(`not so: ${says}`);
}
