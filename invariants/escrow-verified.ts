/**
 * I-28 EscrowVerified: what nobody signed is kept nowhere but in the quarantine.
 *
 * Source: dst.md S11; K-169, K-170; DESIGN 2.3. The judge verifies for itself, with keys from its own book.
 */
import type { Attachments, IndexedSignature } from '../kernel/cesr/attachments.ts';
import type { Key, Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { KeyEvent, Message } from '../kernel/event/types.ts';
import type { NodeBook } from './book.ts';
import type { Judge, Verdict } from './judge.ts';
import { proofsBy } from './proofs.ts';
import type { Proofs } from './proofs.ts';
import { broken } from './verdict.ts';

type Kept = {
  readonly message: Message;
  readonly attachments: Attachments;
  readonly as: string;
  readonly book: NodeBook;
};

export const escrowVerified: Judge = {
  id: 'I-28',
  name: 'EscrowVerified',
  says: 'an event is kept, or waits outside the quarantine, only with a verified signature of its controller',
  source: 'dst.md S11; K-169, K-170; DESIGN 2.3',
  when: ['step'],
  needs: 'world',
  open: ({ algorithms }) => {
    const proofs = proofsBy(algorithms);
    const judge = (kept: Kept): Verdict => {
      const good = hasGoodSignature(kept, proofs);
      if (good === undefined) return undefined;
      if (good) return 'holds';
      return broken(`${kept.message.said} is kept as ${kept.as} and no signature of it verifies`);
    };
    return {
      step: ({ step: { writes }, book }) => {
        let verdict: Verdict;
        for (const write of writes) {
          if (write.kind === 'append-event') {
            const { stored, attachments } = write;
            verdict = judge({ message: stored.event, attachments, as: 'accepted', book });
          } else if (write.kind === 'put-waiting' && !write.waiting.quarantined) {
            const { message, attachments, kind } = write.waiting;
            verdict = judge({ message, attachments, as: kind, book }) ?? verdict;
          }
          if (typeof verdict === 'object') return verdict;
        }
        return verdict;
      },
    };
  },
};

/** Whether a signature of the message verifies; undefined where others vouch for it. */
function hasGoodSignature(kept: Kept, proofs: Proofs): boolean | undefined {
  const { message, attachments, book } = kept;
  switch (message.kind) {
    case 'key-event':
      return hasGood(attachments.controllerSignatures, keysOf(message, book), message, proofs);
    case 'reply':
    case 'query':
    case 'exchange':
    case 'credential':
      return hasGoodAttestation(kept, proofs);
    case 'receipt':
      return false;
    case 'registry-event':
    case 'disclosure':
    default:
      return undefined;
  }
}

/** The keys that sign an event: its own, or those in force before an interaction. */
function keysOf(event: KeyEvent, book: NodeBook): readonly Key[] {
  return event.ilk === 'ixn' ? (book.event(event.prior)?.standing.keys ?? []) : event.keys;
}

function hasGoodAttestation({ message, attachments, book }: Kept, proofs: Proofs): boolean {
  const { receiptCouples, signatureGroups, latestSignatureGroups } = attachments;
  const keysAt = (said: Said): readonly Key[] => book.event(said)?.standing.keys ?? [];
  const latestKeys = (prefix: Prefix): readonly Key[] => book.aid(prefix)?.trunk.at(-1)?.standing.keys ?? [];
  return (
    receiptCouples.some((couple) => proofs.isPlainBy(couple.prefix, message, couple)) ||
    signatureGroups.some(({ said, signatures }) => hasGood(signatures, keysAt(said), message, proofs)) ||
    latestSignatureGroups.some(({ prefix, signatures }) =>
      hasGood(signatures, latestKeys(prefix), message, proofs),
    )
  );
}

function hasGood(
  signatures: readonly IndexedSignature[],
  keys: readonly Key[],
  message: Message,
  proofs: Proofs,
): boolean {
  return signatures.some((signature) => {
    const key = keys[signature.index];
    return key !== undefined && proofs.isIndexedBy(key, message, signature);
  });
}
