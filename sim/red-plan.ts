/**
 * A plan that has to be red: its disk says that a commit succeeded, and then loses it. It proves that the
 * judges see loss, and that whoever runs plans says so.
 *
 * Source: dst.md 2.4 (A), 2.6 (false success: expected red), 4.
 */
import type { Plan } from './plan.ts';

const second = 1_000_000;
const plain = { keyCount: 1, threshold: '1', nextCount: 1, nextThreshold: '1' };

export const redPlan: Plan = {
  format: 1,
  seed: 'red',
  profile: 'smoke',
  options: {
    delayMin: 1_000,
    delaySpread: 0,
    realSignatures: false,
    escrow: { totalCountMax: 4096, quarantineCountMax: 1024, prefixCountMax: 512, sourceCountMax: 1024 },
    overlap: true,
  },
  nodes: [
    {
      id: 'c0',
      role: 'controller',
      wallOffset: 0,
      skewPpm: 0,
      batchCountMax: 1,
      tick: second,
      cacheCountMax: 64,
    },
  ],
  entries: [
    {
      id: 0,
      at: second,
      do: 'incept',
      aid: 'a0',
      node: 'c0',
      witnesses: [],
      traits: [],
      delegator: null,
      spreading: 'whole',
      ...plain,
      toad: 0,
    },
    { id: 1, at: 5 * second, do: 'false-success', node: 'c0' },
    { id: 2, at: 6 * second, do: 'interact', aid: 'a0', spreading: 'whole' },
    {
      id: 3,
      at: 10 * second,
      do: 'crash',
      node: 'c0',
      part: 'between',
      power: true,
      downFor: second,
    },
  ],
  healAt: 20 * second,
  core: ['c0'],
  endAt: 30 * second,
};
