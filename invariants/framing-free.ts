/**
 * I-37 FramingFree: bytes are read as the same messages, however they are cut or glued on the way.
 *
 * Source: dst.md 4, 3.2 (slow drip, split and coalesce).
 */
import type { Judge } from './judge.ts';
import { broken } from './verdict.ts';

export const framingFree: Judge = {
  id: 'I-37',
  name: 'FramingFree',
  says: 'the same bytes are the same messages, wherever they are cut',
  source: 'dst.md 4, 3.2',
  when: ['step'],
  needs: 'world',
  open: () => ({
    stream: ({ read, inOnePiece }) => {
      const at = inOnePiece.findIndex((name, place) => name !== read[place]);
      if (at < 0 && read.length === inOnePiece.length) return read.length === 0 ? undefined : 'holds';
      const place = at < 0 ? inOnePiece.length : at;
      return broken(
        `message ${place} of ${inOnePiece.length} was read as ${String(read[place])}, and in one piece as ${String(inOnePiece[place])}`,
      );
    },
  }),
};
