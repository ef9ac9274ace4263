/**
 * What bytes are when they are read in one piece: for judges that compare it with what a cut stream was read as, and that
 * look at what keys sign.
 */
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { KeyEvent } from '../kernel/event/types.ts';
import { openReading } from '../shell/reading.ts';
import type { StreamPiece } from '../shell/reading.ts';
import { defaultReadingLimits } from '../shell/reading-limits.ts';
import { reportOfFault } from '../shell/report.ts';
import type { Report } from '../shell/report.ts';

/** The message of a report: its SAID, or the code of its fault. */
export function nameOf({ said, reason, isFraming }: Pick<Report, 'said' | 'reason' | 'isFraming'>): string {
  return isFraming || said === undefined ? `fault ${reason ?? ''}` : said;
}

/** The names of the messages and faults of the bytes, in order. */
export function readWhole(algorithms: Algorithms, bytes: Uint8Array): readonly string[] {
  return piecesIn(bytes, algorithms).map((piece) =>
    piece.kind === 'message' ? piece.message.said : nameOf(reportOfFault(piece.fault, piece, piece.glimpse)),
  );
}

/** The key event that the bytes are; undefined for other messages and for anything else. */
export function eventIn(bytes: Uint8Array, algorithms: Algorithms): KeyEvent | undefined {
  const [piece] = piecesIn(bytes, algorithms);
  return piece?.kind === 'message' && piece.message.kind === 'key-event' ? piece.message : undefined;
}

function piecesIn(bytes: Uint8Array, algorithms: Algorithms): readonly StreamPiece[] {
  const reading = openReading(algorithms, defaultReadingLimits);
  return [...reading.feed(bytes), ...reading.finish()];
}
