/**
 * The check that a SAID is the digest of the body it stands in, over the bytes as received.
 *
 * Source: C-108, C-109; K-184…K-186; keripy.md 1.5. Nothing is written again: the SAID is found in the
 * bytes, from the front. Bytes in front of it that spell the same text would have to hold the digest
 * of themselves.
 */
import type { Span } from '../cesr/attachments.ts';
import type { Said } from '../cesr/qualified.ts';
import { checkSaid, findText } from '../cesr/said.ts';
import type { Algorithms } from '../crypto/algorithm.ts';

/**
 * True when `said` is the digest of `raw` with its first `times` occurrences filled with `#`.
 * `times` is 2 for inceptions of self-addressing identifiers, else 1.
 */
export function isSaidOf(said: Said, raw: Uint8Array, times: 1 | 2, algorithms: Algorithms): boolean {
  const places: Span[] = [];
  for (let left = times; left > 0; left--) {
    const place = findText(raw, said, places[0]?.end ?? 0);
    if (place === undefined) return false;
    places.push(place);
  }
  return checkSaid(raw, places, said, algorithms.digest);
}
