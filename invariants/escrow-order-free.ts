/**
 * I-31 EscrowOrderFree: in whatever order everything that waits is tried, it ends alike.
 *
 * Source: dst.md 4.
 */
import { openIdle } from './idle.ts';
import type { Judge, Verdict, World } from './judge.ts';
import { broken } from './verdict.ts';

const orders = [1, 2, 3, 4, 5] as const;
/** Each look makes a copy of a store for every order: one look in so many is taken. */
const looksEvery = 4;

export const escrowOrderFree: Judge = {
  id: 'I-31',
  name: 'EscrowOrderFree',
  says: 'the order in which waiting messages are tried does not matter',
  source: 'dst.md 4',
  when: ['rest'],
  needs: 'world',
  open: () => {
    const idle = openIdle();
    let looks = 0;
    const look = (world: World): Verdict => {
      let verdict: Verdict;
      for (const { node, probe } of idle.take(world, 1)) {
        looks += 1;
        if (probe === undefined || looks % looksEvery !== 1) continue;
        const { outcome } = probe.sweep(0);
        const other = orders.find((order) => probe.sweep(order).outcome !== outcome);
        if (other !== undefined) return broken(`at ${node} order ${other} of trying ends otherwise`);
        verdict = 'holds';
      }
      return verdict;
    };
    return { step: idle.step, opening: idle.opening, rest: look };
  },
};
