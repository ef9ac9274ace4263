/**
 * I-17 ReceiptBinds: every signature that is kept with an event is one over its bytes.
 *
 * Source: dst.md 4; K-126, K-130, K-158, K-164. Receipts of transferable identifiers are checked by the keys of the
 * accepted event that they name.
 */
import type { Attachments, TransferableReceipt } from '../../kernel/cesr/attachments.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import { sightOf } from '../arriving.ts';
import type { Sight } from '../arriving.ts';
import type { NodeBook, Standing } from '../book.ts';
import type { Judge, SeenEntry } from '../judge.ts';
import { proofsBy } from '../proofs.ts';
import type { Proofs } from '../proofs.ts';
import { verdictOf } from '../verdict.ts';

export const receiptBinds: Judge = {
  id: 'I-17',
  name: 'ReceiptBinds',
  says: 'every signature and receipt that is kept with an event verifies over the bytes of that event',
  source: 'dst.md 4; K-126, K-130, K-158, K-164',
  when: ['step', 'recovery'],
  needs: 'log',
  open: (given) => {
    const proofs = proofsBy(given.algorithms);
    const sight = sightOf(given);
    return {
      entry: (seen) => {
        const { entry, book } = seen;
        if (entry.kind !== 'append-event' && entry.kind !== 'append-attachments') return undefined;
        const { attachments } = entry;
        if (isBare(attachments)) return undefined;
        const of = receiptedBy(seen, sight);
        if (of === undefined)
          return entry.kind === 'append-event'
            ? undefined
            : verdictOf(`receipts are kept of ${entry.said}, which was never accepted`);
        const flaw = flawOf(attachments, of, proofs, book);
        return verdictOf(
          flaw === undefined ? undefined : `${flaw} kept with ${of.event.said} does not verify`,
        );
      },
    };
  },
};

type Receipted = { readonly event: KeyEvent; readonly standing: Standing };

function isBare(attachments: Attachments): boolean {
  const { controllerSignatures, witnessSignatures, receiptCouples, transferableReceipts } = attachments;
  return (
    controllerSignatures.length === 0 &&
    witnessSignatures.length === 0 &&
    receiptCouples.length === 0 &&
    transferableReceipts.length === 0
  );
}

/** The event that the attachments are kept with; undefined when it or what it stands on is not known. */
function receiptedBy(seen: SeenEntry, sight: Sight): Receipted | undefined {
  const { entry, book } = seen;
  if (entry.kind === 'append-attachments') {
    const page = book.event(entry.said);
    return page?.event.prefix === entry.prefix ? page : undefined;
  }
  const accepted = sight(seen);
  return accepted?.standing === undefined
    ? undefined
    : { event: accepted.event, standing: accepted.standing };
}

/** The first kind of attachment of which one does not verify. */
function flawOf(
  attachments: Attachments,
  { event, standing }: Receipted,
  proofs: Proofs,
  book: NodeBook,
): string | undefined {
  const { keys, witnesses } = standing;
  for (const signature of attachments.controllerSignatures) {
    const key = keys[signature.index];
    if (key === undefined || !proofs.isIndexedBy(key, event, signature)) return 'a signature';
  }
  for (const signature of attachments.witnessSignatures) {
    const witness = witnesses[signature.index];
    if (witness === undefined || !proofs.isIndexedBy(witness, event, signature))
      return 'a signature of a witness';
  }
  for (const couple of attachments.receiptCouples)
    if (!proofs.isPlainBy(couple.prefix, event, couple)) return 'a plain receipt';
  for (const receipt of attachments.transferableReceipts)
    if (!isGood(receipt, event, proofs, book)) return 'a receipt of a transferable identifier';
  return undefined;
}

function isGood(receipt: TransferableReceipt, event: KeyEvent, proofs: Proofs, book: NodeBook): boolean {
  const { prefix, sn, said, signature } = receipt;
  const under = book.event(said);
  if (under?.event.prefix !== prefix || under.event.sn !== sn) return false;
  const key = under.standing.keys[signature.index];
  return key !== undefined && proofs.isIndexedBy(key, event, signature);
}
