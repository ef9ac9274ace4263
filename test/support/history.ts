/** Histories: signed events delivered to a receiver, with what became of them. */
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import { receiptOf } from '../../kernel/event/receipt.ts';
import type { KeyEvent, Message, Receipt } from '../../kernel/event/types.ts';
import type { Outcome } from '../../kernel/settle.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import type { Receiver } from '../../kernel/state/view.ts';
import { signAt } from './identity.ts';
import type { Log, SignedEvent } from './identity.ts';
import { couple, signatures, verdict, world } from './routed.ts';
import type { Delivery, Plain, World } from './routed.ts';

export type Arriving = { readonly message: Message; readonly attachments: Attachments };

/** Delivers one event; answers with outcome, and rule and escrow where they say more. */
export function deliver(there: World, { event, attachments }: SignedEvent, delivery: Delivery = {}): string {
  return verdict(there.receive(event, attachments, delivery));
}

/** The decision of the event itself. */
export function decisionOf(there: World, { event, attachments }: SignedEvent, delivery: Delivery = {}) {
  return there.receive(event, attachments, delivery)[0].step.decision;
}

/** A receiver that took all events of these logs, in order. */
export function knowing(
  logs: readonly Log[],
  receiver: Partial<Receiver> = {},
  delivery: Delivery = {},
): World {
  const there = world(receiver);
  for (const { events } of logs)
    for (const one of events) there.receive(one.event, one.attachments, delivery);
  return there;
}

export function stateOf(there: World, prefix: Prefix): KeyState | undefined {
  return there.log.reader.keyState(prefix);
}

/** The key state without what depends on when and in which order events came. */
export function settledState(state: KeyState | undefined): unknown {
  return state === undefined ? undefined : { ...state, fn: undefined, at: undefined };
}

/** SAIDs accepted, in the order in which they were first seen, by their numbers. */
export function firstSeen(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap(({ step: { decision } }) =>
    decision.outcome === 'accepted' && decision.fn !== undefined ? [decision.subject.said] : [],
  );
}

/** The event with other attachments. */
export function attaching({ event }: SignedEvent, attachments: Partial<Attachments>): SignedEvent {
  return { event, attachments: { ...noAttachments, ...attachments } };
}

type Receipted = Pick<KeyEvent, 'prefix' | 'sn' | 'said' | 'raw'>;

export function receiptBy(
  event: Receipted,
  attachments: Partial<Attachments>,
): { readonly message: Receipt; readonly attachments: Attachments } {
  return { message: receiptOf(event), attachments: { ...noAttachments, ...attachments } };
}

/** Receipt with the couples of plain keys. */
export function plainReceipt(event: Receipted, ...by: readonly Plain[]) {
  return receiptBy(event, { receiptCouples: by.map((one) => couple(one, event.raw)) });
}

/** Receipt with indexed signatures of witnesses. */
export function witnessReceipt(event: Receipted, witnesses: readonly Plain[], ...places: readonly number[]) {
  return receiptBy(event, {
    witnessSignatures: signatures(
      witnesses.map(({ pair }) => pair),
      event.raw,
      places,
    ),
  });
}

/** Receipt with the signatures of a transferable receiptor, under its last establishment event. */
export function transferableReceipt(event: Receipted, by: Log) {
  const under = by.events.findLast(({ event: { ilk } }) => ilk !== 'ixn')?.event ?? by.last.event;
  const { prefix, sn, said } = under;
  const quadruples = by.keys.map((pair, index) => ({
    prefix,
    sn,
    said,
    signature: signAt(pair, event.raw, { index, ondex: index }),
  }));
  return receiptBy(event, { transferableReceipts: quadruples });
}
