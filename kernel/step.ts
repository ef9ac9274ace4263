/**
 * The whole machine: the same view and the same command always come to the same step.
 *
 * Source: DESIGN 1, 2. A message that waits is tried again by the function that decided it first.
 */
import { unreachable } from './std/assert.ts';
import type { Attachments } from './cesr/attachments.ts';
import type { Micros } from './cesr/qualified.ts';
import type { Command } from './command.ts';
import type { Message } from './event/types.ts';
import { mergeAttachments } from './state/merge.ts';
import type { Write } from './state/effect.ts';
import type { Waiting } from './state/escrow.ts';
import type { Step } from './state/step.ts';
import type { View } from './state/view.ts';
import type { Arrival } from './rules/arrival.ts';
import { decideCredential } from './rules/credentials.ts';
import { decideDisclosure } from './rules/disclosures.ts';
import { decideExchange } from './rules/exchanges.ts';
import { withHeldNews } from './rules/held-news.ts';
import { leaving, reject, subjectOf, why } from './rules/hold.ts';
import { decideKeyEvent } from './rules/key-events.ts';
import { decideQuery } from './rules/queries.ts';
import { decideReceipt } from './rules/receipts.ts';
import { decideRegistryEvent } from './rules/registry.ts';
import { decideReply } from './rules/replies.ts';

/** Decides one command. `undefined` when there is nothing to do: the entry does not wait any more. */
export function step(view: View, command: Command): Step | undefined {
  switch (command.kind) {
    case 'receive': {
      const waiting = storedOf(view, command.message);
      return withHeldNews(receive(view, command, waiting), command.message, waiting);
    }
    case 'retry':
    case 'remove': {
      const waiting = view.log.waiting(command.id);
      if (waiting === undefined) return undefined;
      const { at } = command;
      const outcome = command.kind === 'retry' ? retry(view, at, waiting) : remove(at, waiting);
      return withHeldNews(outcome, waiting.message, waiting);
    }
    default:
      return unreachable(command);
  }
}

/** The entry that a message waits as. Receipts wait one by one, by their signatures. */
function storedOf({ log }: View, { kind, said }: Message): Waiting | undefined {
  return kind === 'receipt' ? undefined : log.waiting(said);
}

type Received = Extract<Command, { readonly kind: 'receive' }>;

function receive(view: View, command: Received, stored: Waiting | undefined): Step {
  const { message, source, sourceId, at } = command;
  const waiting = stillWaiting(stored, at);
  const arrival: Arrival = {
    message,
    attachments:
      waiting === undefined
        ? command.attachments
        : mergeAttachments(waiting.attachments, command.attachments),
    source: waiting?.source === 'local' ? 'local' : source,
    sourceId,
    at,
    waiting,
  };
  const outcome = decide(view, arrival);
  if (waiting !== undefined && isUnsignedCopy(waiting, command, outcome)) {
    return reject({ ...arrival, waiting: undefined }, why('SIGNED', 'unsigned'));
  }
  // A copy with a wrong pointer to the seal says nothing about what waits without one. D-7.
  if (outcome.decision.why.reason === 'seal-pointer-lost')
    return reject({ ...arrival, waiting: undefined }, outcome.decision.why);
  return closed(outcome, waiting ?? overtaken(stored, outcome));
}

/** An entry whose time is over, and whose message stands in the log now. Else the next tick drops it, and says so. */
function overtaken(stored: Waiting | undefined, { decision: { outcome } }: Step): Waiting | undefined {
  return outcome === 'accepted' || outcome === 'duplicate' ? stored : undefined;
}

/**
 * True when a copy of a waiting event brought no good signature of its controller: it is dropped, and what
 * waits stays as it is. K-170.
 */
function isUnsignedCopy(
  waiting: Waiting,
  { attachments }: { readonly attachments: Attachments },
  outcome: Step,
): boolean {
  if (waiting.message.kind !== 'key-event' || waiting.quarantined || waiting.kind === 'ldes') return false;
  const kept = outcome.writes.flatMap((write) => {
    if (write.kind === 'put-waiting' && write.waiting.id === waiting.id)
      return write.waiting.attachments.controllerSignatures;
    return write.kind === 'append-event' ? write.attachments.controllerSignatures : [];
  });
  const good = new Set(kept.map(({ text }) => text));
  return kept.length > 0 && !attachments.controllerSignatures.some(({ text }) => good.has(text));
}

function retry(view: View, at: Micros, waiting: Waiting): Step {
  const { message, attachments, source, sourceId } = waiting;
  const arrival: Arrival = { message, attachments, source, sourceId, at, waiting };
  if (stillWaiting(waiting, at) === undefined) return reject(arrival, why('EXPIRY', 'expired'));
  return closed(decide(view, arrival), waiting);
}

function remove(at: Micros, waiting: Waiting): Step {
  const { message, attachments, source, sourceId, kind, prefix, said } = waiting;
  const arrival: Arrival = { message, attachments, source, sourceId, at, waiting };
  return {
    decision: { outcome: 'rejected', subject: subjectOf(message), why: why('REMOVAL', 'removed-by-hand') },
    writes: [
      ...leaving(arrival),
      { kind: 'append-audit', at, action: 'escrow-removed', escrow: kind, prefix, said },
    ],
    sends: [],
    wakes: [],
  };
}

/** The entry unless its time is over. KERIpy: an age above the timeout. */
function stillWaiting(waiting: Waiting | undefined, at: bigint): Waiting | undefined {
  return waiting !== undefined && at <= waiting.expires ? waiting : undefined;
}

function decide(view: View, arrival: Arrival): Step {
  const { message } = arrival;
  switch (message.kind) {
    case 'key-event':
      return decideKeyEvent(view, { ...arrival, message });
    case 'receipt':
      return decideReceipt(view, { ...arrival, message });
    case 'reply':
      return decideReply(view, { ...arrival, message });
    case 'query':
      return decideQuery(view, { ...arrival, message });
    case 'exchange':
      return decideExchange(view, { ...arrival, message });
    case 'disclosure':
      return decideDisclosure(view, { ...arrival, message });
    case 'registry-event':
      return decideRegistryEvent(view, { ...arrival, message });
    case 'credential':
      return decideCredential(view, { ...arrival, message });
    default:
      return unreachable(message);
  }
}

/** A message that waited and waits no more leaves the escrow in the same transaction. */
function closed(outcome: Step, waiting: Waiting | undefined): Step {
  if (waiting === undefined) return outcome;
  const settled = outcome.writes.some(
    (write) =>
      (write.kind === 'put-waiting' || write.kind === 'remove-waiting') && write.waiting.id === waiting.id,
  );
  if (settled || outcome.decision.why.reason === 'escrow-full') return outcome;
  const removal: Write = { kind: 'remove-waiting', waiting };
  return { ...outcome, writes: [removal, ...outcome.writes] };
}
