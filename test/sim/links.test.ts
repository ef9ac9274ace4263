import { describe, expect, test } from 'vitest';
import { Links } from '../../sim/links.ts';
import { planFormat } from '../../sim/plan.ts';
import type { FaultEntry, Plan } from '../../sim/plan.ts';
import { chanceOf } from '../../sim/random.ts';
import { Recorder } from '../../sim/recorder.ts';
import type { Delivery } from '../../sim/stage.ts';

const plan: Plan = {
  format: planFormat,
  seed: 'links',
  profile: 'small',
  options: {
    delayMin: 1000,
    delaySpread: 0,
    realSignatures: false,
    escrow: { totalCountMax: 10, quarantineCountMax: 10, prefixCountMax: 10, sourceCountMax: 10 },
    overlap: false,
  },
  nodes: [],
  entries: [],
  healAt: 0,
  core: [],
  endAt: 0,
};

type LinkFault = Extract<FaultEntry, { readonly do: 'link' | 'partition' | 'eclipse' }>;

function net(): { readonly links: Links; readonly recorder: Recorder; readonly goTo: (at: number) => void } {
  let now = 0;
  const recorder = new Recorder(() => now, false);
  const isNode = (name: string): boolean => name.length === 1;
  const links = new Links({ plan, chance: chanceOf('links'), recorder, now: () => now, isNode });
  return { links, recorder, goTo: (at) => void (now = at) };
}

const message = (from: string, to: string, note = 'icp a0 0'): Delivery => ({
  from,
  to,
  bytes: Uint8Array.from({ length: 100 }, (_, at) => at),
  source: 'remote',
  note,
});

const window = (how: Extract<LinkFault, { do: 'link' }>['how'], part: number, amount = 0): LinkFault => ({
  id: 7,
  at: 0,
  do: 'link',
  how,
  from: '*',
  to: '*',
  for: 1_000_000,
  ratio: [part, 10],
  amount,
});

describe('the network of a run', () => {
  test('delivers whole and once while nothing is broken', () => {
    const [transit, ...more] = net().links.route(message('a', 'b'));
    expect(more).toEqual([]);
    expect(transit?.chunks).toEqual([{ at: 1000, bytes: message('a', 'b').bytes }]);
  });

  test('loses about as many as a window of loss says, and says so', () => {
    const { links, recorder } = net();
    links.open(window('drop', 3));
    const sent = Array.from({ length: 1000 }, (_, at) =>
      links.route(message('a', 'b', `ixn a0 ${String(at)}`)),
    );
    const lost = sent.filter((transits) => transits.length === 0).length;
    expect(Math.abs(lost - 300)).toBeLessThan(60);
    expect(recorder.faults.get('drop')).toEqual({ requested: 1, applied: lost, observed: lost });
  });

  test('what becomes of a message does not depend on the others', () => {
    const fates = (skipped: number): readonly boolean[] => {
      const { links } = net();
      links.open(window('drop', 5));
      return Array.from({ length: 50 }, (_, at) => at)
        .filter((at) => at !== skipped)
        .map((at) => links.route(message('a', 'b', `ixn a0 ${String(at)}`)).length === 0);
    };
    const all = fates(-1);
    expect(fates(20)).toEqual(all.filter((_, at) => at !== 20));
  });

  test('cuts a message into pieces that are the message', () => {
    const { links } = net();
    links.open(window('drip', 10, 500));
    const [transit] = links.route(message('a', 'b'));
    const bytes = transit?.chunks.flatMap((chunk) => [...chunk.bytes]);
    expect(transit?.chunks).toHaveLength(8);
    expect(bytes).toEqual([...message('a', 'b').bytes]);
    expect(transit?.isAlone).toBe(true);
  });

  test('spoils a copy and never the bytes of the sender', () => {
    const { links } = net();
    links.open(window('corrupt', 10));
    const sent = message('a', 'b');
    const [transit] = links.route(sent);
    expect(transit?.bytes).not.toEqual(sent.bytes);
    expect(sent.bytes).toEqual(message('a', 'b').bytes);
  });

  test('a one-way partition lets through what comes back', () => {
    const { links, goTo } = net();
    links.open({ id: 1, at: 0, do: 'partition', side: ['a'], for: 1000, oneWay: true });
    expect(links.route(message('a', 'b'))).toEqual([]);
    expect(links.route(message('b', 'a'))).toHaveLength(1);
    expect(links.route(message('b', 'c'))).toHaveLength(1);
    goTo(2000);
    expect(links.route(message('a', 'b'))).toHaveLength(1);
  });

  test('an eclipsed node hears adversaries alone', () => {
    const { links } = net();
    links.open({ id: 1, at: 0, do: 'eclipse', node: 'b', for: 1000 });
    expect(links.route(message('a', 'b'))).toEqual([]);
    expect(links.route(message('thief', 'b'))).toHaveLength(1);
    expect(links.route(message('b', 'a'))).toHaveLength(1);
  });

  test('within a healed core nothing is lost, and outside of it what was broken stays broken', () => {
    const { links, goTo } = net();
    links.open(window('drop', 10));
    links.heal(['a', 'b']);
    goTo(5_000_000);
    expect(links.route(message('a', 'b'))).toHaveLength(1);
    expect(links.route(message('a', 'c'))).toEqual([]);
  });
});
