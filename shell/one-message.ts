/** Bytes that are to be one message, with what is attached to it. */
import type { Attachments } from '../kernel/cesr/attachments.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { Message } from '../kernel/event/types.ts';
import { KeelsonError } from './errors.ts';
import { openReading } from './reading.ts';
import type { ReadingLimits, StreamPiece } from './reading.ts';
import { defaultReadingLimits } from './reading-limits.ts';

/** The one piece that the bytes are. Throws `KeelsonError` of code `usage` for none and for several. */
export function onePieceOf(
  bytes: Uint8Array,
  algorithms: Algorithms,
  limits: ReadingLimits = defaultReadingLimits,
): StreamPiece {
  const reading = openReading(algorithms, limits);
  const [piece, ...more] = [...reading.feed(bytes), ...reading.finish()];
  if (piece !== undefined && more.length === 0) return piece;
  throw new KeelsonError('usage', { says: 'give one message, with what is attached to it' });
}

/** The one message that the bytes are. Throws `KeelsonError` of code `usage` when they are something else. */
export function oneMessageOf(
  bytes: Uint8Array,
  algorithms: Algorithms,
): { readonly message: Message; readonly attachments: Attachments } {
  const piece = onePieceOf(bytes, algorithms);
  if (piece.kind === 'message') return piece;
  const { says, keripy } = piece.fault;
  throw new KeelsonError('usage', { says: `give one message: ${says}`, keripy });
}
