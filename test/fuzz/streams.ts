/** Real streams, each cut into its messages and what is attached to them. */
import { feed, finish, openStream, settle } from '../../kernel/cesr/stream.ts';
import type { Piece } from '../../kernel/cesr/stream.ts';
import { defaultReadingLimits } from '../../shell/reading-limits.ts';
import { streamBytes, streamNames } from '../storage/drive.ts';
import type { Parts } from './mutations.ts';

/** Longer ones take time that many shorter ones use better. */
const sizeBytesMax = 24_000;

/** The recorded streams that have a message. */
export function realStreams(): readonly [Parts, ...Parts[]] {
  const [first, ...more] = streamNames
    .map(streamBytes)
    .filter(({ length }) => length <= sizeBytesMax)
    .map(partsOf)
    .filter(({ length }) => length > 0);
  if (first === undefined) throw new Error('there are no recorded streams');
  return [first, ...more];
}

function partsOf(bytes: Uint8Array): Parts {
  const fed = feed(openStream(defaultReadingLimits), bytes);
  const settled = settle(fed.state);
  const pieces: readonly Piece[] = [...fed.pieces, ...settled.pieces, ...finish(settled.state)];
  return pieces.flatMap((piece) => {
    if (piece.kind === 'fault' || piece.frame.continuation) return [];
    const { bodySpan, span } = piece.frame;
    return [
      {
        body: bytes.subarray(bodySpan.start, bodySpan.end),
        attached: bytes.subarray(bodySpan.end, span.end),
      },
    ];
  });
}
