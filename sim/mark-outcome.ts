/** The marks that a decision hits. Source: dst.md 4 (`sometimes` marks). */
import type { Outcome } from '../kernel/settle.ts';
import type { Recorder } from './recorder.ts';

/** Marks what a decided command shows. */
export function markOutcome(recorder: Recorder, { command, step }: Outcome): void {
  const { decision, writes } = step;
  if (decision.why.reason === 'escrow-full') recorder.mark('escrow-full');
  if (decision.outcome === 'escrowed' && decision.escrow === 'mfes') recorder.mark('misfit-held');
  if (decision.outcome === 'escrowed' && command.kind === 'receive' && command.message.kind === 'receipt')
    recorder.mark('receipt-before-event');
  for (const write of writes) {
    if (write.kind === 'append-duplicity') recorder.mark('duplicity-recorded');
    if (write.kind !== 'append-event' || decision.outcome !== 'accepted') continue;
    const { event } = write.stored;
    const isRotation = event.ilk === 'rot' || event.ilk === 'drt';
    if (decision.supersedes.length >= 2) recorder.mark('superseding-after-two');
    if (decision.supersedes.length === 0 || !isRotation) continue;
    if (event.ilk === 'drt') recorder.mark('delegated-recovery');
    if (event.cuts.length + event.adds.length > 0) recorder.mark('recovery-changes-witnesses');
  }
}
