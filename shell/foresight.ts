/**
 * What would be decided of one message now: the step of the kernel over what is durable, and nothing of it is kept.
 *
 * Source: DESIGN 1; docs/decisions/0028. Whoever makes an event asks before keys move for it.
 */
import type { Micros } from '../kernel/cesr/qualified.ts';
import type { Source } from '../kernel/state/stored.ts';
import type { View } from '../kernel/state/view.ts';
import { step } from '../kernel/step.ts';
import { assert } from '../kernel/std/assert.ts';
import { onePieceOf } from './one-message.ts';
import type { ReadingLimits } from './reading.ts';
import { reportOfDecision, reportOfFault } from './report.ts';
import type { Report } from './report.ts';

export type Foreseeing = { readonly view: View; readonly limits: ReadingLimits; readonly at: Micros };

/** What comes of the message. Throws `KeelsonError` of code `usage` for bytes that are not one message. */
export function foresee(
  { view, limits, at }: Foreseeing,
  { bytes, source }: { readonly bytes: Uint8Array; readonly source: Source },
): Report {
  const piece = onePieceOf(bytes, view.algorithms, limits);
  if (piece.kind === 'fault') return reportOfFault(piece.fault, piece, piece.glimpse);
  const { message, attachments } = piece;
  const outcome = step(view, { kind: 'receive', message, attachments, source, sourceId: '', at });
  assert(outcome !== undefined, 'what arrives is decided');
  return reportOfDecision(outcome.decision, piece);
}
