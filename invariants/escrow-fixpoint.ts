/**
 * I-30 EscrowFixpoint: when nothing is under way, trying everything that waits once more changes nothing and
 * tells nothing.
 *
 * Source: dst.md 4; DESIGN 2.2.
 */
import { openIdle } from './idle.ts';
import type { Judge, Verdict, World } from './judge.ts';
import { broken } from './verdict.ts';

const nodesPerLook = 1;

export const escrowFixpoint: Judge = {
  id: 'I-30',
  name: 'EscrowFixpoint',
  says: 'at rest, trying everything that waits once more changes nothing and tells nothing',
  source: 'dst.md 4; DESIGN 2.2',
  when: ['rest'],
  needs: 'world',
  open: () => {
    const idle = openIdle();
    const look = (world: World): Verdict => {
      let verdict: Verdict;
      for (const { node, probe } of idle.take(world, nodesPerLook)) {
        if (probe === undefined) continue;
        const { changes, sends } = probe.sweep(0);
        if (changes !== 0 || sends !== 0)
          return broken(`at ${node} one more try changes ${changes} things and tells ${sends}`);
        verdict = 'holds';
      }
      return verdict;
    };
    return { step: idle.step, opening: idle.opening, rest: look };
  },
};
