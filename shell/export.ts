/** Logs as streams that another implementation takes. keripy.md 6.6. */
import type { Prefix } from '../kernel/cesr/qualified.ts';
import { sealingEvent } from '../kernel/evidence/delegation.ts';
import type { StoredEvent } from '../kernel/state/stored.ts';
import type { LogReader } from '../kernel/state/view.ts';
import type { Ledger } from '../storage/ledger.ts';
import { kelOf } from './kel.ts';
import { replayMessage } from './replay.ts';

export type ExportOptions = {
  /** Receipts of others beside those of witnesses. Off unless asked for. */
  readonly receipts?: boolean;
  /** The logs of the delegators before it, outermost first. Off unless asked for. */
  readonly delegators?: boolean;
  /** Only events from this first-seen number on. */
  readonly fromFn?: bigint;
};

/** The messages of a log in first-seen order, those superseded since too. */
export async function* exportOf(
  ledger: Ledger,
  prefix: Prefix,
  options: ExportOptions,
): AsyncIterable<Uint8Array> {
  const receipts = options.receipts === true;
  const above = options.delegators === true ? delegatorsOf(ledger.reader, prefix) : [];
  for (const delegator of above) yield* messagesOf(ledger, delegator, { receipts, from: 0n });
  yield* messagesOf(ledger, prefix, { receipts, from: options.fromFn ?? 0n });
}

/** The messages of one log. */
function* messagesOf(
  ledger: Ledger,
  prefix: Prefix,
  { receipts, from }: { readonly receipts: boolean; readonly from: bigint },
): Iterable<Uint8Array> {
  for (const { stored, attachments } of kelOf(ledger, prefix, { all: true, from })) {
    yield replayMessage(withSeal(ledger.reader, stored), attachments, { receipts });
  }
}

/** An own delegated event was accepted before it was sealed: where its seal is now, others need to know. D-3. */
function withSeal(log: LogReader, stored: StoredEvent): StoredEvent {
  const delegator = stored.standing?.delegator;
  if (stored.delegation !== undefined || delegator === undefined) return stored;
  return { ...stored, delegation: sealingEvent(log, delegator, stored.event, []) };
}

/** The delegators above an AID whose logs are known, outermost first. */
function delegatorsOf(log: LogReader, prefix: Prefix): readonly Prefix[] {
  const above: Prefix[] = [];
  let delegator = log.keyState(prefix)?.delegator;
  while (delegator !== undefined && !above.includes(delegator)) {
    const state = log.keyState(delegator);
    if (state === undefined) break;
    above.unshift(delegator);
    delegator = state.delegator;
  }
  return above;
}
