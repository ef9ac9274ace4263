/** The judges of the healed core: progress is demanded where it is possible, and excused where it is proven not to be. */
import { expect, test } from 'vitest';
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import type { Prefix, Said } from '../../kernel/cesr/qualified.ts';
import type { KeyEvent, Message } from '../../kernel/event/types.ts';
import { duplicityPropagates } from '../../invariants/duplicity-propagates.ts';
import { fair } from '../../invariants/fair.ts';
import type { Judge, Member, World } from '../../invariants/judge.ts';
import { usedExcuses } from '../../invariants/lag.ts';
import { progress } from '../../invariants/progress.ts';
import { recovers } from '../../invariants/recovers.ts';
import { eventSeal, log } from '../support/identity.ts';
import type { Log, SignedEvent } from '../support/identity.ts';
import { plainParty } from '../support/routed.ts';
import { memberOf, trial, truth } from './trial.ts';
import type { Trial } from './trial.ts';

function signed({ event, attachments }: SignedEvent): readonly [Message, Attachments] {
  return [event, attachments];
}

function giveAll(there: Trial, logs: readonly Log[]): void {
  for (const { events } of logs) for (const event of events) there.give(signed(event), { source: 'local' });
}

const wit = plainParty('wit');
const witness = wit.prefix;
const made = log('honest').incept().interact().interact();
const witnessed = log('witnessed')
  .incept({ witnesses: [wit], toad: 1 })
  .interact();

/** A core of a controller, a witness, and a validator that was given `given`, long after it was healed. */
function core(judge: Judge, honest: readonly Log[], given: readonly Log[]) {
  const there = trial(judge);
  giveAll(there, given);
  const controller = trial(judge);
  giveAll(controller, honest);
  const asWitness = trial(judge);
  const events = new Map<Said, KeyEvent>(
    [...honest, ...given].flatMap(({ events: all }) => all.map(({ event }) => [event.said, event])),
  );
  const trunks = new Map<Prefix, readonly Said[]>(
    honest.map(({ prefix, events: all }) => [prefix, all.map(({ event }) => event.said)]),
  );
  const world: World = truth({
    core: ['n', 'c', 'w'],
    healedFor: 200_000_000,
    members: [
      memberOf(there),
      memberOf(controller, { node: 'c', role: 'controller', own: honest.map(({ prefix }) => prefix) }),
      memberOf(asWitness, { node: 'w', role: 'witness', own: [witness] }),
    ],
    aids: () => [...trunks.keys()],
    honestTrunk: (prefix) => trunks.get(prefix) ?? [],
    made: (prefix) => [...events.values()].filter((event) => event.prefix === prefix).map(({ said }) => said),
    event: (said) => events.get(said),
  });
  return { there, world };
}

type Core = ReturnType<typeof core>;

function member(world: World, node: string, more: Partial<Member>): readonly Member[] {
  return world.members.map((one) => (one.node === node ? { ...one, ...more } : one));
}

function judge({ there, world }: Core, more: Partial<World> = {}) {
  there.panel.liveness({ ...world, ...more });
  return [there.judged(), ...there.found()];
}

test('Progress holds where every honest event was accepted, and finds one that was not', () => {
  expect(judge(core(progress, [made], [made]))).toEqual([1]);
  expect(judge(core(progress, [made], [made.back()]))[1]).toMatch(/n did not come to accept \S+ of \S+/);
  expect(judge(core(progress, [made], []))[1]).toMatch(/n did not come to accept/);
});

test('nothing is demanded before the core was healed for a while', () => {
  const early = core(progress, [made], []);
  expect(judge(early, { healedFor: 1 })).toEqual([0]);
  expect(judge(early, { core: [] })).toEqual([0]);
});

test('Progress finds an honest event that still waits although its whole log is there', () => {
  const { there, world } = core(progress, [made], [made]);
  const stuck = trial(progress);
  stuck.give(signed(made.last));
  const probe = { ...there.probe(), waiting: stuck.there.log.waiting };
  there.panel.liveness({ ...world, members: member(world, 'n', { probe }) });
  expect(there.found()[0]).toMatch(/still waits at n, and all of its log is there/);
});

const excuses: readonly (readonly [string, (core: Core) => Partial<World>, RegExp])[] = [
  [
    'the next keys were stolen',
    () => ({ everHeld: () => ({ stale: false, current: false, next: true }) }),
    /held the next keys/,
  ],
  [
    'the controller does not come up',
    ({ world }) => ({ members: member(world, 'c', { isDownFor: 'store-damaged' }) }),
    /is down for store-damaged/,
  ],
];

test.each(excuses)('a missing event is excused where %s', (_, more, says) => {
  const one = core(progress, [made], []);
  const world = { ...one.world, ...more(one) };
  expect(judge(one, world)).toEqual([0]);
  expect(usedExcuses(world)[0]).toMatch(says);
});

test('nothing is demanded of logs whose controller is outside of the core, or made versions against each other', () => {
  const strange = core(progress, [made], []);
  for (const more of [{ isEquivocating: () => true }, { core: ['n', 'w'] }]) {
    expect(judge(strange, more)).toEqual([0]);
    expect(usedExcuses({ ...strange.world, ...more })).toEqual([]);
  }
});

test('a missing event is excused when too few witnesses can sign it, and not when they can or did', () => {
  const begin = (more: (world: World) => Partial<World>) => {
    const one = core(progress, [witnessed], []);
    return { found: judge(one, more(one.world)), excuses: usedExcuses({ ...one.world, ...more(one.world) }) };
  };
  expect(begin(() => ({})).found[1]).toMatch(/n did not come to accept/);
  const outside = begin(() => ({ core: ['n', 'c'] }));
  expect(outside.found).toEqual([0]);
  expect(outside.excuses[0]).toMatch(/0 of the 1 witnesses that \S+ needs can sign it/);
  expect(begin((world) => ({ members: member(world, 'w', { isHonest: false }) })).found).toEqual([0]);
  expect(begin((world) => ({ members: member(world, 'w', { isDownFor: 'rolled-back' }) })).found).toEqual([
    0,
  ]);
  expect(begin(() => ({ core: ['n', 'c'], receipted: () => [witness] })).found[1]).toMatch(
    /did not come to accept/,
  );
});

test('a receipt that a witness outside of the core kept to itself excuses a missing event', () => {
  const kept = log('kept to itself').incept({ witnesses: [wit], toad: 1, receipting: [] });
  const one = core(progress, [kept], []);
  expect(judge(one, { core: ['n', 'c'], receipted: () => [witness] })).toEqual([0]);
});

test('a witness that signed another version cannot sign the honest one', () => {
  const forged = witnessed.back().interact({ anchors: [eventSeal(witnessed.last.event)] });
  const one = core(progress, [witnessed], [witnessed.back()]);
  const events = new Map([[forged.last.event.said, forged.last.event]]);
  const world: World = {
    ...one.world,
    made: (prefix) => [...one.world.made(prefix), forged.last.event.said],
    event: (said) => events.get(said) ?? one.world.event(said),
    receipted: (said) => (said === forged.last.event.said ? [witness] : []),
  };
  expect(judge(one, world)).toEqual([0]);
});

test('a delegated event is excused while its delegator did not seal it, and not once it did', () => {
  const boss = log('boss').incept();
  const leaf = log('leaf').incept({ delegator: boss.prefix });
  const sealed = boss.interact({ anchors: [eventSeal(leaf.last.event)] });
  expect(judge(core(progress, [boss, leaf], [boss]))).toEqual([1]);
  expect(judge(core(progress, [sealed, leaf], [sealed]))[1]).toMatch(/n did not come to accept/);
  expect(judge(core(progress, [sealed, leaf], [sealed, leaf]))).toEqual([1]);
});

test('a witness that would need a seal that was taken back cannot sign what follows', () => {
  const boss = log('fickle').incept();
  const leaf = log('ward').incept({ delegator: boss.prefix });
  const sealed = boss.interact({ anchors: [eventSeal(leaf.last.event)] });
  const turned = leaf.rotate({ adds: [wit], toad: 1, receipting: [] });
  const again = boss.rotate({ anchors: [eventSeal(turned.last.event)] });
  const one = core(progress, [again, turned], [sealed, leaf, again]);
  expect(judge(one)).toEqual([1]);
  expect(usedExcuses(one.world)).toEqual([
    expect.stringMatching(/0 of the 1 witnesses that \S+ needs can sign it/),
  ]);
});

const taken = made.back().interact({ anchors: [eventSeal(made.last.event)] });
const recovery = made.back().rotate();

test('a version that was seen first excuses, unless the honest event may take its place', () => {
  expect(judge(core(progress, [made], [taken]))).toEqual([0]);
  expect(judge(core(progress, [recovery], [taken]))).toEqual([0]);
  expect(judge(core(recovers, [recovery], [taken]))[1]).toMatch(/n did not take the recovery of \S+ by \S+/);
  expect(judge(core(recovers, [made], [taken]))).toEqual([0]);
});

test('Recovers holds where the honest recovery is on the trunk and the forged branch is kept', () => {
  const one = core(recovers, [recovery], [taken, recovery]);
  expect(judge(one, { isForged: (said) => said === taken.last.event.said })).toEqual([1]);
  expect(judge(core(recovers, [recovery], [recovery]))).toEqual([0]);
});

test('Recovers finds a node that lost its store and did not get its logs again', () => {
  const lost = (given: readonly Log[]) => {
    const one = core(recovers, [made], given);
    const full = core(recovers, [made], [made]);
    full.there.reopen('damage', { probe: { ...one.there.probe() } });
    const members = member(one.world, 'n', { book: full.there.panel.book('n'), probe: one.there.probe() });
    return judge({ there: full.there, world: { ...one.world, members } });
  };
  expect(lost([made.back()])[1]).toMatch(/n lost its store and did not get \S+ of \S+ again/);
});

test('Fair judges nodes that were flooded, and Progress those that were not', () => {
  const flooded = (judged: Judge, given: readonly Log[]) => {
    const one = core(judged, [made], given);
    return judge(one, { members: member(one.world, 'n', { isFlooded: true }) });
  };
  expect(flooded(fair, [made])).toEqual([1]);
  expect(flooded(fair, [])[1]).toMatch(/n was flooded, and did not come to accept/);
  expect(flooded(progress, [])).toEqual([0]);
  expect(judge(core(fair, [made], []))).toEqual([0]);
});

test('DuplicityPropagates holds where all validators know both versions, and finds one that does not', () => {
  const known = (given: readonly Log[]) => {
    const one = core(duplicityPropagates, [made], [made]);
    const other = trial(duplicityPropagates);
    giveAll(other, given);
    giveAll(one.there, given);
    const second = memberOf(other, { node: 'm' });
    const members = [...member(one.world, 'n', { book: one.there.panel.book('n') }), second];
    return judge(one, { members, core: ['n', 'm'] });
  };
  expect(known([made])).toEqual([0]);
  expect(known([taken])[1]).toMatch(/m does not know \S+, which contends at number 2 of/);
  expect(known([taken, made])).toEqual([1]);
});
