import { describe, expect, test } from 'vitest';
import { expandSeed } from '../../../sim/expand/index.ts';
import { PlanError, parsePlan } from '../../../sim/plan-read.ts';

const plan = expandSeed('3', 'smoke');
const changed = (change: object): string => JSON.stringify({ ...plan, ...change });

describe('a plan in a file', () => {
  test.each(['smoke', 'rare'] as const)(
    'reads back as it was written, whatever the seed, profile %s',
    (profile) => {
      for (let seed = 0; seed < 100; seed++) {
        const written = expandSeed(String(seed), profile);
        expect(parsePlan(JSON.stringify(written))).toEqual(written);
      }
    },
  );

  test.each([
    ['no JSON', '{', /no JSON/],
    ['another format', changed({ format: 2 }), /"format" that is not 1/],
    ['a list', '[]', /is no object/],
    ['a field too many', changed({ also: 1 }), /"also" that no plan has/],
    ['an entry of no kind', changed({ entries: [{ id: 0, at: 0, do: 'dance' }] }), /"do" that names nothing/],
    [
      'an entry without its field',
      changed({ entries: [{ id: 0, at: 0, do: 'pause', node: 'v0' }] }),
      /"for" that is no whole number/,
    ],
    [
      'a forgery of no name',
      changed({
        entries: [
          {
            id: 0,
            at: 0,
            do: 'forge',
            aid: 'a0',
            what: 'rotate',
            back: 0,
            to: [],
            colluding: [],
            how: 'well',
          },
        ],
      }),
      /"how" that is none of/,
    ],
    ['time that is no number', changed({ healAt: '1' }), /"healAt"/],
    ['a part of a microsecond', changed({ endAt: 1.5 }), /"endAt" that is no whole number/],
  ])('is refused with a word of what is wrong: %s', (_, json, says) => {
    expect(() => parsePlan(json)).toThrow(PlanError);
    expect(() => parsePlan(json)).toThrow(says);
  });
});
