/** Feeds streams in chunks, and says what came out in words that do not depend on the chunks. */
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import {
  feed,
  finish,
  openStream,
  type Piece,
  settle,
  type StreamLimits,
  type StreamState,
} from '../../kernel/cesr/stream.ts';

/** Limits that no recorded stream comes near. */
export const wideLimits: StreamLimits = {
  messageSizeBytesMax: 2 ** 21,
  bufferSizeBytesMax: 2 ** 23,
  groupDepthMax: 8,
  groupElementsMax: 2 ** 16,
  attachmentsSizeBytesMax: 2 ** 22,
};

/** Whether each chunk ends a delivery, or only the last one does. */
export type Deliveries = 'each' | 'last';

/** All pieces of a stream that comes in `chunks`. */
export function piecesOf(
  chunks: readonly Uint8Array[],
  deliveries: Deliveries = 'last',
  limits = wideLimits,
): readonly Piece[] {
  const pieces: Piece[] = [];
  let state: StreamState = openStream(limits);
  for (const [at, chunk] of chunks.entries()) {
    const fed = feed(state, chunk);
    pieces.push(...fed.pieces);
    state = fed.state;
    if (deliveries === 'last' && at < chunks.length - 1) continue;
    const settled = settle(state);
    pieces.push(...settled.pieces);
    state = settled.state;
  }
  return [...pieces, ...finish(state)];
}

/** One message as it stands in the end. */
export type Outcome =
  | { readonly body: string; readonly start: number; readonly end: number; readonly attachments: Attachments }
  | { readonly fault: string; readonly start: number };

/** What is known in the end: a continuation takes the place of the frame it goes on from. */
export function outcomesOf(pieces: readonly Piece[]): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'fault') {
      outcomes.push({ fault: piece.fault.code, start: piece.skipped.start });
      continue;
    }
    const { body, span, attachments, continuation } = piece.frame;
    if (continuation) outcomes.pop();
    outcomes.push({ body: Buffer.from(body).toString('latin1'), ...span, attachments });
  }
  return outcomes;
}

/** The bytes in chunks of given sizes, taken in turn. */
export function cut(bytes: Uint8Array, sizes: readonly number[]): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    chunks.push(bytes.slice(at, at + size));
    at += size;
  }
  return chunks;
}
