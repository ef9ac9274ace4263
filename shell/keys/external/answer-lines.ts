/**
 * Cuts what a program says into lines, as it comes. A line has a bound, and nothing beyond it is kept.
 *
 * Lines may hold secrets: what was held of one is overwritten when it was read.
 */

/** Takes pieces, and keeps copies; answers whether the line that is not ended yet is within its bound. */
export type LineCutter = {
  readonly push: (piece: Uint8Array) => boolean;
  /** Overwrites what is held of a line that never ended. */
  readonly wipe: () => void;
};

const newline = 0x0a;

/** Cuts at newlines. `onLine` gets each line without its end, and neither keeps nor changes it. */
export function openLineCutter(sizeBytesMax: number, onLine: (line: Uint8Array) => void): LineCutter {
  let held: Uint8Array[] = [];
  let heldSizeBytes = 0;
  const wipe = (): void => {
    for (const piece of held) piece.fill(0);
    held = [];
    heldSizeBytes = 0;
  };
  const hold = (piece: Uint8Array): boolean => {
    held.push(Uint8Array.from(piece));
    heldSizeBytes += piece.length;
    return heldSizeBytes <= sizeBytesMax;
  };
  const endLine = (): void => {
    const line = Buffer.concat(held);
    wipe();
    try {
      onLine(line);
    } finally {
      line.fill(0);
    }
  };
  return {
    push: (piece) => {
      let start = 0;
      for (let end = piece.indexOf(newline); end !== -1; end = piece.indexOf(newline, start)) {
        if (!hold(piece.subarray(start, end))) return false;
        endLine();
        start = end + 1;
      }
      return start === piece.length || hold(piece.subarray(start));
    },
    wipe,
  };
}
