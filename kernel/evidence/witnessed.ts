/**
 * Whether an accepted event has the receipts that its own witness threshold asks for. An own or local
 * event is accepted before it has them.
 *
 * Source: keripy.md 4.5, B-30 (the threshold at the event, each witness once).
 */
import type { Said } from '../cesr/qualified.ts';
import { stateAt } from '../state/evolve.ts';
import type { LogReader } from '../state/view.ts';

export function isFullyWitnessed(log: LogReader, said: Said): boolean {
  const stored = log.event(said);
  if (stored === undefined) return false;
  const { toad, witnesses } = stateAt(log, stored);
  if (toad === 0) return true;
  const { witnessSignatures, receiptCouples } = log.attachments(said);
  const receipted = new Set(witnessSignatures.map(({ index }) => witnesses[index]));
  for (const { prefix } of receiptCouples) if (witnesses.includes(prefix)) receipted.add(prefix);
  receipted.delete(undefined);
  return receipted.size >= toad;
}
