/** Caps of streams unless a host says otherwise. */
import type { ReadingLimits } from './reading.ts';

/** Generous for honest logs, small enough that a stream cannot take the machine. */
export const defaultReadingLimits: ReadingLimits = {
  messageSizeBytesMax: 1024 * 1024,
  bufferSizeBytesMax: 4 * 1024 * 1024,
  groupDepthMax: 8,
  groupElementsMax: 16_384,
  attachmentsSizeBytesMax: 2 * 1024 * 1024,
};
