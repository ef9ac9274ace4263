/**
 * I-52 KeysInForce: a key signs nothing but the event that brings it into force, until that event is durable.
 *
 * Source: docs/decisions/0028; K-180, K-207. A key that signs earlier shows a signature that nobody can accept, and that
 * stays around for whoever wants to make a second version later.
 */
import type { NodeBook } from '../book.ts';
import type { Judge } from '../judge.ts';
import { verdictOf } from '../verdict.ts';

export const keysInForce: Judge = {
  id: 'I-52',
  name: 'KeysInForce',
  says: 'a key of an own identifier signs only while its establishment event is the latest that is durable, or that event itself',
  source: 'docs/decisions/0028; K-180, K-207',
  when: ['step'],
  needs: 'world',
  open: () => ({
    signing: ({ key, event, book }) => {
      if (event !== undefined && event.ilk !== 'ixn' && event.keys.includes(key)) return undefined;
      const about = event === undefined ? 'a message' : `event ${event.said}`;
      return verdictOf(isInForce(book, key) ? undefined : `${key} signed ${about} and is in force nowhere`);
    },
  }),
};

function isInForce(book: NodeBook, key: string): boolean {
  return book.aids().some(({ trunk }) => trunk.at(-1)?.standing.keys.some((one) => one === key) === true);
}
