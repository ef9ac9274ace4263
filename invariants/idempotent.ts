/**
 * I-35 Idempotent: what was decided before changes nothing when it comes again, but for signatures that
 * are new; and nobody is told anything twice.
 *
 * Source: dst.md 4; K-130, K-183.
 */
import type { Attachments, IndexedSignature, TransferableReceipt } from '../kernel/cesr/attachments.ts';
import type { Said } from '../kernel/cesr/qualified.ts';
import type { Send } from '../kernel/state/effect.ts';
import type { NodeBook } from './book.ts';
import type { Judge, NodeId, SeenStep } from './judge.ts';
import { broken } from './verdict.ts';

/** What is told once of an event, when it is accepted. */
const toldOnAcceptance: readonly Send['kind'][] = ['receipt', 'notice', 'witness'];

export const idempotent: Judge = {
  id: 'I-35',
  name: 'Idempotent',
  says: 'a message that comes again adds verified signatures that are new, and changes and tells nothing else',
  source: 'dst.md 4; K-130, K-183',
  when: ['step'],
  needs: 'world',
  open: () => {
    const contested = new Map<NodeId, Set<Said>>();
    const toldOf = (node: NodeId): Set<Said> => {
      const told = contested.get(node) ?? new Set();
      contested.set(node, told);
      return told;
    };
    return {
      step: (seen) => {
        const flaw = flawOfSends(seen, toldOf) ?? flawOfRepeat(seen);
        if (flaw !== undefined) return broken(flaw);
        return isRepeat(seen) ? 'holds' : undefined;
      },
      opening: ({ node, refused, after }) => {
        if (refused === undefined && after !== 'stop') contested.delete(node);
        return undefined;
      },
    };
  },
};

function isRepeat({ command, step, book }: SeenStep): boolean {
  if (step.decision.outcome === 'duplicate') return true;
  return (
    command.kind === 'receive' && command.message.kind === 'key-event' && isKnown(book, command.message.said)
  );
}

function isKnown(book: NodeBook, said: Said): boolean {
  return book.event(said) !== undefined;
}

function flawOfSends({ node, step }: SeenStep, toldOf: (node: NodeId) => Set<Said>): string | undefined {
  const { decision, sends } = step;
  if (sends.length === 0) return undefined;
  if (decision.outcome === 'duplicate')
    return `${decision.subject.said} is known and ${sends.length} things are told`;
  for (const send of sends) {
    if (send.kind === 'duplicity') {
      const told = toldOf(node);
      if (told.has(send.said)) return `it is told once more that ${send.said} contends with ${send.against}`;
      told.add(send.said);
    } else if (toldOnAcceptance.includes(send.kind) && !isAcceptanceOf(step, send)) {
      return `a ${send.kind} is asked for, and its event was not accepted now`;
    }
  }
  return undefined;
}

function isAcceptanceOf({ writes }: SeenStep['step'], send: Send): boolean {
  return writes.some(
    (write) => write.kind === 'append-event' && 'said' in send && write.stored.event.said === send.said,
  );
}

function flawOfRepeat({ command, step, book }: SeenStep): string | undefined {
  const { decision, writes } = step;
  if (command.kind === 'receive' && command.message.kind === 'key-event') {
    const { said } = command.message;
    if (isKnown(book, said) && decision.outcome !== 'duplicate')
      return `${said} was accepted before and is now ${decision.outcome}`;
  }
  for (const write of writes) {
    if (write.kind === 'append-attachments') {
      const repeated = repeatedOf(book, write.said, write.attachments);
      if (repeated !== undefined) return `signature ${repeated} of ${write.said} is added once more`;
    } else if (write.kind === 'append-reply') {
      const { table, key } = write.record;
      const known = book.reply(`${table} ${key.join(' ')}`);
      if (known?.reply.said === write.stored.reply.said && known.signedAtSn === write.stored.signedAtSn)
        return `reply ${known.reply.said} is kept once more`;
    }
  }
  return undefined;
}

/** The text of a signature that the book has already with the event. */
function repeatedOf(book: NodeBook, said: Said, added: Attachments): string | undefined {
  for (const known of book.event(said)?.attachments ?? []) {
    const repeated = sharedText(known, added);
    if (repeated !== undefined) return repeated;
  }
  return undefined;
}

/** The text of a signature that is among both. */
function sharedText(known: Attachments, added: Attachments): string | undefined {
  const controller = added.controllerSignatures.find((one) => isAmong(known.controllerSignatures, one));
  if (controller !== undefined) return `controller ${controller.text}`;
  const witness = added.witnessSignatures.find((one) => isAmong(known.witnessSignatures, one));
  if (witness !== undefined) return `witness ${witness.text}`;
  const couple = added.receiptCouples.find((one) =>
    known.receiptCouples.some(({ prefix, text }) => text === one.text && prefix === one.prefix),
  );
  if (couple !== undefined) return `${couple.prefix} ${couple.text}`;
  const receipt = added.transferableReceipts.find((one) =>
    known.transferableReceipts.some(isSameReceipt(one)),
  );
  return receipt === undefined ? undefined : `${receipt.prefix} ${receipt.said} ${receipt.signature.text}`;
}

function isAmong(known: readonly IndexedSignature[], one: IndexedSignature): boolean {
  return known.some(({ text }) => text === one.text);
}

function isSameReceipt(one: TransferableReceipt): (other: TransferableReceipt) => boolean {
  return ({ prefix, said, signature }) =>
    signature.text === one.signature.text && prefix === one.prefix && said === one.said;
}
