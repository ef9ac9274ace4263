/** The key event that bytes are; undefined for other messages and for anything else. */
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import { openReading } from '../../shell/reading.ts';
import { defaultReadingLimits } from '../../shell/reading-limits.ts';

export function eventIn(bytes: Uint8Array, algorithms: Algorithms): KeyEvent | undefined {
  const reading = openReading(algorithms, defaultReadingLimits);
  const [piece] = [...reading.feed(bytes), ...reading.finish()];
  return piece?.kind === 'message' && piece.message.kind === 'key-event' ? piece.message : undefined;
}
