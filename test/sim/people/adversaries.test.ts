/** Adversaries: what they may get accepted, and what not. dst.md 3.3 (S8). */
import { describe, expect, test } from 'vitest';
import { keyedForgeries, keylessForgeries } from '../../../sim/adversaries/unsound-forgeries.ts';
import { holdingsOf } from '../../../sim/adversaries/holdings.ts';
import { openCompany } from '../../../sim/people/company.ts';
import type { Company } from '../../../sim/people/company.ts';
import { planOf, play, single } from '../../support/tiny-stage.ts';
import type { Loose, Play } from '../../support/tiny-stage.ts';

const incept = {
  do: 'incept',
  ...single,
  aid: 'a0',
  node: 'c0',
  witnesses: ['w0', 'w1', 'w2'],
  traits: [],
  delegator: null,
  spreading: 'whole',
} as const;
const open = { ...incept, witnesses: [], toad: 0 } as const;
const interact = { do: 'interact', aid: 'a0', spreading: 'whole' } as const;
const rotate = {
  do: 'rotate',
  aid: 'a0',
  ...single,
  cuts: [],
  adds: [],
  exposed: [0],
  spreading: 'whole',
} as const;
const everybody = ['c0', 'c1', 'w0', 'w1', 'w2', 't0', 'v0', 'v1'];

const forge = (how: Partial<Extract<Loose, { readonly do: 'forge' }>>) =>
  ({ do: 'forge', aid: 'a0', what: 'interact', back: 0, to: everybody, colluding: [], ...how }) as const;

/** SAIDs of forged events that somebody accepted. */
function acceptedForgeries(played: Play, aid = 'a0'): readonly string[] {
  const { known } = played.truth;
  const prefix = played.prefix(aid);
  const accepted = everybody.flatMap((node) =>
    played.host(node).keyState(prefix) === undefined
      ? []
      : Array.from(played.host(node).kel(prefix, { all: true }), ({ stored }) => stored.event.said),
  );
  return [...new Set(accepted)].filter((said) => known.isForged(said) || known.event(said) === undefined);
}

/** Plays with many numbers of one forgery, so that every way to be wrong is drawn. */
async function playMany(before: readonly Loose[], how: Parameters<typeof forge>[0]): Promise<Play> {
  const many = Array.from({ length: 40 }, () => forge(how));
  return await play(planOf([...before, ...many]));
}

describe('without keys', () => {
  test.each(['interact', 'rotate', 'incept'] as const)(
    'no forged %s is accepted by anybody',
    async (what) => {
      const played = await playMany([{ ...open }, interact, rotate, interact], { what, back: 1 });
      expect(acceptedForgeries(played)).toEqual([]);
      const notes = new Set(played.delivered.filter(({ from }) => from === 'thief').map(({ note }) => note));
      expect(notes.size).toBeGreaterThan(3);
      expect(played.host('v0').keyState(played.prefix('a0'))?.said).toBe(
        played.truth.known.honestTrunk(played.prefix('a0')).at(-1),
      );
    },
  );
});

describe('with stale keys', () => {
  test('nothing is accepted where the honest log was seen', async () => {
    const before: readonly Loose[] = [
      open,
      interact,
      rotate,
      interact,
      { do: 'steal', aid: 'a0', keys: 'stale' },
    ];
    for (const what of ['interact', 'rotate'] as const) {
      const played = await playMany(before, { what, back: 3 });
      if (what === 'interact') expect(played.truth.known.made(played.prefix('a0')).length).toBeGreaterThan(4);
      expect(acceptedForgeries(played)).toEqual([]);
    }
  });
});

describe('with present keys', () => {
  const stolen: readonly Loose[] = [interact, { do: 'steal', aid: 'a0', keys: 'current' }];

  test('an interaction is accepted where no witnesses are asked, and a recovery takes its place', async () => {
    const many = Array.from({ length: 6 }, () => forge({}));
    const played = await play(planOf([open, ...stolen, ...many, { ...rotate, at: 60_000_000 }]));
    const forged = acceptedForgeries(played);
    expect(forged.length).toBeGreaterThan(0);
    const prefix = played.prefix('a0');
    const head = played.truth.known.honestTrunk(prefix).at(-1);
    for (const node of everybody) expect(played.host(node).keyState(prefix)?.said).toBe(head);
  });

  test('with too few witnesses nothing is accepted, with enough of them an interaction is', async () => {
    const few = await play(
      planOf([incept, ...stolen, ...Array.from({ length: 8 }, () => forge({ colluding: ['w2'] }))]),
    );
    expect(acceptedForgeries(few)).toEqual([]);
    expect(few.truth.known.made(few.prefix('a0')).some((said) => few.truth.known.isForged(said))).toBe(true);
    const plan = planOf(
      [incept, ...stolen, ...Array.from({ length: 8 }, () => forge({ colluding: ['w1', 'w2'] }))],
      {
        core: ['c1', 'w0', 't0', 'v0', 'v1'],
      },
    );
    const enough = await play(plan);
    expect(acceptedForgeries(enough).length).toBeGreaterThan(0);
  });

  test('no rotation is accepted, nor anything that is made wrongly', async () => {
    const played = await playMany([open, ...stolen], { what: 'rotate' });
    const rotations = acceptedForgeries(played).filter(
      (said) => played.truth.known.event(said as never)?.ilk !== 'ixn',
    );
    expect(rotations).toEqual([]);
  });

  test('a log of establishment events, or one that was closed, takes no interaction', async () => {
    const steal: Loose = { do: 'steal', aid: 'a0', keys: 'current' };
    const many = Array.from({ length: 8 }, () => forge({}));
    const bound = await play(planOf([{ ...open, traits: ['EO'] }, steal, ...many]));
    expect(acceptedForgeries(bound)).toEqual([]);
    const closed = await play(planOf([open, { do: 'abandon', aid: 'a0' }, steal, ...many]));
    expect(acceptedForgeries(closed)).toEqual([]);
  });
});

test('next keys capture a log that nobody delegates', async () => {
  const many = Array.from({ length: 6 }, () => forge({ what: 'rotate' }));
  const played = await play(planOf([open, interact, { do: 'steal', aid: 'a0', keys: 'next' }, ...many]));
  expect(acceptedForgeries(played).length).toBeGreaterThan(0);
});

test('each way to be wrong can be drawn, and makes messages', async () => {
  const weighted = { keyCount: 2, threshold: '1/2,1/2', nextCount: 2, nextThreshold: '2' } as const;
  const steal: Loose = { do: 'steal', aid: 'a0', keys: 'current' };
  const names = new Set<string>();
  const reply = {
    do: 'reply',
    aid: 'a0',
    record: 'location',
    cut: false,
    later: 0,
    offset: '+00:00',
    to: ['v0'],
  } as const;
  const beginnings = [incept, open, { ...open, ...weighted }, { ...incept, ...weighted }];
  const kinds = ['interact', 'rotate', 'incept'] as const;
  for (const { begin, what } of kinds.flatMap((what) => beginnings.map((begin) => ({ begin, what })))) {
    const played = await playMany([begin, interact, reply, interact, steal], { what });
    const forged = played.delivered.filter(({ from }) => from === 'thief');
    for (const { note } of forged) names.add(note.split(' ')[1] ?? '');
  }
  for (const { name } of [...keyedForgeries, ...keylessForgeries]) expect(names).toContain(name);
}, 120_000);

describe('witnesses', () => {
  test('one that signs everything signs both versions; honest ones sign what they saw first', async () => {
    const plan = planOf([
      incept,
      { do: 'lie', node: 'w2', how: 'sign-both' },
      { do: 'equivocate', aid: 'a0', left: ['w0', 'w2', 'v0'], right: ['w1', 'w2', 'v1'], at: 5_000_000 },
    ]);
    const played = await play(plan);
    const { known } = played.truth;
    const prefix = played.prefix('a0');
    const versions = known.made(prefix).filter((said) => known.event(said)?.sn === 1n);
    expect(versions).toHaveLength(2);
    const liar = played.cast.own('w2')[0];
    expect(versions.map((said) => known.receipted(said).includes(liar as never))).toEqual([true, true]);
    for (const honest of ['w0', 'w1']) {
      const signed = versions.filter((said) =>
        known.receipted(said).includes(played.cast.own(honest)[0] as never),
      );
      expect(signed).toHaveLength(1);
    }
    const heads = ['v0', 'v1'].map((node) => played.host(node).keyState(prefix)?.said);
    expect(new Set(heads).size).toBe(2);
  });

  test('what a witness published is known for its next opening', async () => {
    const played = await play(planOf([incept, interact]));
    expect(played.cast.published('w0')).toMatchObject([{ prefix: played.prefix('a0'), sn: 1n }]);
    expect(played.cast.published('v0')).toEqual([]);
  });

  test('one that withholds or is silent gives nobody its receipt', async () => {
    for (const how of ['silent', 'withhold'] as const) {
      const played = await play(planOf([{ do: 'lie', node: 'w2', how }, incept, interact]));
      const liar = played.cast.own('w2')[0];
      const given = played.delivered.filter(
        ({ from, to, note }) => from === 'w2' && to !== 'w2' && note.startsWith('rct'),
      );
      expect(given).toEqual([]);
      expect(liar).toBeDefined();
    }
  });
});

describe('floods', () => {
  test.each([
    'unknown-aids',
    'far-numbers',
    'receipts',
    'unanchored',
    'half-signed',
    'unsigned',
    'garbage',
  ] as const)('nothing of a flood of %s is accepted, and honest events are', async (kind) => {
    const flood: Loose = { do: 'flood', to: 'v0', with: kind, count: 60, source: 'x0' };
    const played = await play(planOf([incept, flood, interact]));
    const drops = played.delivered.filter(({ from }) => from === 'x0');
    expect(drops.length).toBeGreaterThan(0);
    expect(drops.filter(({ report }) => report.decision === 'accepted')).toEqual([]);
    if (kind === 'unsigned') expect(drops.every(({ report }) => report.decision === 'rejected')).toBe(true);
    expect(played.host('v0').keyState(played.prefix('a0'))?.sn).toBe(1n);
    expect(played.truth.known.isFlooded('v0')).toBe(true);
  });
});

test('nobody holds keys that were not stolen', async () => {
  const played = await play(planOf([incept, interact]));
  const company: Company = openCompany(planOf([incept]), played.signing);
  const authored = company.prepared.get('a0')?.authored;
  if (authored === undefined) throw new Error('no inception');
  const person = {
    aid: 'a0',
    prefix: authored.event.prefix,
    node: 'c0',
    delegator: undefined,
    trunk: [authored],
    isVoid: false,
    isAlarmed: false,
  };
  const stage = { truth: played.truth } as never;
  const holds = holdingsOf({ stage, company }, person);
  expect(holds(authored.after.keys)).toBe(false);
  expect(holds([played.signing.signer.pair('thief/0/0')])).toBe(true);
});
