/** What bytes are when they are read in one piece: for judges that compare it with what a cut stream was read as. */
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import { openReading } from '../shell/reading.ts';
import { defaultReadingLimits } from '../shell/reading-limits.ts';
import { reportOfFault } from '../shell/report.ts';
import type { Report } from '../shell/report.ts';

/** The message of a report: its SAID, or the code of its fault. */
export function nameOf({ said, reason, isFraming }: Pick<Report, 'said' | 'reason' | 'isFraming'>): string {
  return isFraming || said === undefined ? `fault ${reason ?? ''}` : said;
}

/** The messages and faults of the bytes, in order. */
export function readWhole(algorithms: Algorithms, bytes: Uint8Array): readonly string[] {
  const reading = openReading(algorithms, defaultReadingLimits);
  return [...reading.feed(bytes), ...reading.finish()].map((piece) =>
    piece.kind === 'message' ? piece.message.said : nameOf(reportOfFault(piece.fault, piece, piece.glimpse)),
  );
}
