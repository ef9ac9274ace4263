import { describe, expect, test } from 'vitest';
import { expandSeed, profileNames } from '../../../sim/expand/index.ts';

const seeds = Array.from({ length: 300 }, (_, seed) => String(seed));

describe('a seed', () => {
  test.each(profileNames)('expands into the same plan every time, profile %s', (profile) => {
    expect(expandSeed('7', profile)).toEqual(expandSeed('7', profile));
    expect(expandSeed('7', profile)).not.toEqual(expandSeed('8', profile));
  });

  test('is a plan that JSON carries unchanged', () => {
    for (const seed of seeds.slice(0, 50)) {
      const plan = expandSeed(seed, 'smoke');
      expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    }
  });

  test('orders its entries by time, within the safety phase, each with a number of its own', () => {
    for (const seed of seeds) {
      const { entries, healAt } = expandSeed(seed, 'smoke');
      expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).sort((a, b) => a - b));
      expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
      expect(entries.every(({ at }) => at >= 0 && at <= healAt)).toBe(true);
    }
  });

  test.each(['smoke', 'rare'] as const)(
    'names only nodes that there are, and AIDs that are incepted, profile %s',
    (profile) => {
      for (const seed of seeds) {
        const { nodes, entries, core } = expandSeed(seed, profile);
        const known = new Set(nodes.map(({ id }) => id));
        expect(core.every((id) => known.has(id))).toBe(true);
        const aids = new Set(
          entries.flatMap((entry) =>
            entry.do === 'incept' || ('act' in entry && entry.act === 'make') ? [entry.aid] : [],
          ),
        );
        for (const entry of entries) {
          if ('aid' in entry) expect(aids.has(entry.aid)).toBe(true);
          if ('node' in entry) expect(known.has(entry.node)).toBe(true);
        }
      }
    },
  );

  test('of profile split shows different versions, floods and cuts off in nearly every run', () => {
    const kinds = seeds.map((seed) => expandSeed(seed, 'split').entries.map((entry) => entry.do));
    for (const doing of ['equivocate', 'flood', 'eclipse'] as const) {
      const having = kinds.filter((all) => all.includes(doing)).length;
      expect(having).toBeGreaterThan(seeds.length * 0.75);
    }
  });

  test('leaves kinds of doings out, and over many seeds none of them', () => {
    const plans = seeds.map((seed) => expandSeed(seed, 'smoke'));
    const kinds = plans.map(({ entries }) => new Set<string>(entries.map((entry) => entry.do)));
    const all = new Set(kinds.flatMap((of) => [...of]));
    expect([...all].sort((a, b) => (a < b ? -1 : 1))).toEqual([
      'abandon',
      'approve',
      'clock-jump',
      'commit-error',
      'crash',
      'disk-full',
      'eclipse',
      'equivocate',
      'exchange',
      'flood',
      'forge',
      'gossip',
      'group',
      'hab',
      'incept',
      'interact',
      'lie',
      'link',
      'partition',
      'pause',
      'query',
      'read-error',
      'receipt',
      'recover',
      'registry',
      'remove-waiting',
      'reply',
      'restore-snapshot',
      'rot',
      'rotate',
      'slow-disk',
      'steal',
    ]);
    for (const kind of ['crash', 'partition', 'forge', 'rotate']) {
      const share = kinds.filter((of) => of.has(kind)).length / kinds.length;
      expect(share).toBeGreaterThan(0.1);
      expect(share).toBeLessThan(0.9);
    }
  });

  test('of profile rare asks for every forgery by name, over keys outside of the core', () => {
    const forged = seeds.flatMap((seed) => {
      const { entries, core } = expandSeed(seed, 'rare');
      const nodes = new Map(
        entries.flatMap((entry) => (entry.do === 'incept' ? [[entry.aid, entry.node]] : [])),
      );
      return entries.flatMap((entry) =>
        entry.do === 'forge' && entry.how !== undefined
          ? [{ how: entry.how, isOfCore: core.includes(nodes.get(entry.aid) ?? '') }]
          : [],
      );
    });
    expect([...new Set(forged.map(({ how }) => how))].sort((a, b) => (a < b ? -1 : 1))).toEqual([
      'partly-revealed',
      'receipts-of-strangers',
      'respaced-inception',
      'sound',
      'stale-keys',
      'underived-prefix',
    ]);
    expect(forged.some(({ isOfCore }) => isOfCore)).toBe(false);
  });

  test('signs for real in about one of twenty', () => {
    const real = seeds.filter((seed) => expandSeed(seed, 'small').options.realSignatures).length;
    expect(real).toBeGreaterThan(3);
    expect(real).toBeLessThan(40);
  });
});
