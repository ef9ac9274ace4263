/** Every case that `npm run fuzz` ever found, and a short run of fixed seeds. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { feedAndCheck } from './invariants.ts';
import { mutations } from './mutations.ts';
import { randomOf } from './random.ts';
import { realStreams } from './streams.ts';

const folder = join(import.meta.dirname, 'regressions');
const cases = readdirSync(folder).filter((name) => name.endsWith('.cesr'));

test('no case that was ever found breaks an invariant', () => {
  for (const name of cases) {
    const chunkSize = Number(/-(\d+)\.cesr$/.exec(name)?.[1] ?? 65_536);
    expect(
      () => feedAndCheck(new Uint8Array(readFileSync(join(folder, name))), chunkSize),
      name,
    ).not.toThrow();
  }
});

describe('spoiled streams of fixed seeds break no invariant', () => {
  const streams = realStreams();

  test.each(Object.entries(mutations))('%s', (_, mutation) => {
    let messages = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const random = randomOf(seed);
      messages += feedAndCheck(
        mutation(random, random.pick(streams), random.pick(streams)),
        1 + random.below(4000),
      ).messages;
    }
    expect(messages).toBeGreaterThan(20);
  });
});
