/** The judges of kept keys: what a key store has to hold, what its keys may sign, and that they go on. */
import { expect, test } from 'vitest';
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import { parseKey } from '../../kernel/cesr/identifiers.ts';
import type { Key, Said } from '../../kernel/cesr/qualified.ts';
import type { KeyEvent, Message } from '../../kernel/event/types.ts';
import { canRotate } from '../../invariants/custody/can-rotate.ts';
import { delegatesApproved } from '../../invariants/custody/delegates-approved.ts';
import { keysInForce } from '../../invariants/custody/keys-in-force.ts';
import { nextKeysKept } from '../../invariants/custody/next-keys-kept.ts';
import { revealedOnce } from '../../invariants/custody/revealed-once.ts';
import type { World } from '../../invariants/judge.ts';
import { eventSeal, log } from '../support/identity.ts';
import type { Log, SignedEvent } from '../support/identity.ts';
import { memberOf, trial, truth } from './trial.ts';

const local = { source: 'local' } as const;

function signed({ event, attachments }: SignedEvent): readonly [Message, Attachments] {
  return [event, attachments];
}

const begun = log('kept').incept({ keyCount: 2 });
const rotated = begun.rotate();
const nextKeys = ({ nextKeys: keys }: Log): readonly Key[] => keys.map(({ text }) => keyIn(text));

function keyIn(text: string): Key {
  const key = parseKey(text);
  return key.ok ? key.value : expect.fail();
}

/** A key store of the identifier that holds these keys. */
function store(keys: readonly Key[]) {
  return { prefixes: () => [begun.prefix], keys: () => keys };
}

test('NextKeysKept finds an event whose next keys are not all in the key store', () => {
  const whole = trial(nextKeysKept, {}, [], store(nextKeys(begun)));
  whole.give(signed(begun.last), local);
  expect([whole.judged(), whole.found()]).toEqual([1, []]);
  const lacking = trial(nextKeysKept, {}, [], store(nextKeys(begun).slice(1)));
  lacking.give(signed(begun.last), local);
  expect(lacking.found()).toEqual([
    expect.stringMatching(/^\S+ commits to E\S+, and no key of it is in the key store$/),
  ]);
});

test('NextKeysKept looks again when the node opens', () => {
  const keys = [...nextKeys(begun)];
  const there = trial(nextKeysKept, {}, [], { prefixes: () => [begun.prefix], keys: () => keys });
  there.give(signed(begun.last), local);
  there.reopen('crash');
  expect(there.found()).toEqual([]);
  keys.pop();
  there.reopen('power-loss');
  expect(there.found()).toHaveLength(1);
});

test('NextKeysKept asks for no keys that came into force before the log was set back, and for those that did not', () => {
  const [twice, keys] = [rotated.rotate(), [...nextKeys(rotated.rotate())]];
  const there = trial(nextKeysKept, {}, [], { prefixes: () => [begun.prefix], keys: () => keys });
  const early = trial(nextKeysKept, {}, [], { prefixes: () => [], keys: () => keys });
  early.give(signed(begun.last), local);
  // The log is made of what comes of the keys that were kept at each time.
  keys.push(...nextKeys(begun), ...nextKeys(rotated));
  for (const { last } of [begun, rotated, twice]) there.give(signed(last), local);
  keys.splice(nextKeys(twice).length);
  there.reopen('snapshot', { probe: { ...early.probe(), custody: there.probe().custody } });
  expect(there.found()).toEqual([]);
  keys.pop();
  there.reopen('snapshot');
  expect(there.found()).toEqual([expect.stringMatching(/no key of it is in the key store$/)]);
});

test('NextKeysKept says nothing of interactions, of others, and of nodes without a key store', () => {
  const keys = store([]);
  const others = trial(nextKeysKept, {}, [], { ...keys, prefixes: () => [] });
  const without = trial(nextKeysKept);
  for (const there of [others, without]) there.give(signed(begun.last), local);
  expect([others.judged(), without.judged()]).toEqual([0, 0]);
});

test('KeysInForce lets a key sign after its event is durable, and that event before', () => {
  const there = trial(keysInForce);
  there.give(signed(begun.last), local);
  const [current, next] = [begun.keys[0], begun.nextKeys[0]];
  const sign = (key: string | undefined, event: SignedEvent['event'] | undefined): void =>
    there.panel.signing({ node: 'n', key: keyIn(key ?? ''), event });
  sign(current?.text, begun.interact().last.event);
  sign(next?.text, rotated.last.event);
  expect([there.judged(), there.found()]).toEqual([1, []]);
  sign(next?.text, undefined);
  sign(next?.text, begun.interact().last.event);
  expect(there.found()).toEqual([
    expect.stringMatching(/^D\S+ signed a message and is in force nowhere$/),
    expect.stringMatching(/^D\S+ signed event E\S+ and is in force nowhere$/),
  ]);
  there.give(signed(rotated.last), local);
  sign(next?.text, undefined);
  expect(there.found()).toHaveLength(2);
  sign(current?.text, undefined);
  expect(there.found()).toHaveLength(3);
});

test('RevealedOnce lets a commitment stand until its key was in the open', () => {
  const keys = store([]);
  const good = trial(revealedOnce, {}, [], keys);
  for (const event of rotated.events) good.give(signed(event), local);
  expect([good.judged(), good.found()]).toEqual([2, []]);
  const again = begun.rotate({ nextKeys: begun.keys });
  const bad = trial(revealedOnce, {}, [], keys);
  for (const event of again.events) bad.give(signed(event), local);
  expect(bad.found()).toEqual([expect.stringMatching(/commits to E\S+, a key that was revealed before$/)]);
});

test('CanRotate asks for the rotation of every identifier of the core, but where a log was set back', () => {
  const asked = (given: Log, more: Partial<World> = {}) => {
    const there = trial(canRotate);
    for (const event of given.events) there.give(signed(event), local);
    const world = truth({
      core: ['n'],
      members: [memberOf(there, { role: 'controller' })],
      rotationsAsked: () => [{ node: 'n', prefix: begun.prefix, sn: 0n }],
      ...more,
    });
    there.panel.liveness(world);
    return [there.judged(), ...there.found()];
  };
  expect(asked(rotated)).toEqual([1]);
  expect(asked(begun)[1]).toMatch(/was to be rotated from number 0 on at n, and was not$/);
  expect(asked(begun.interact())).toHaveLength(2);
  expect(asked(begun, { core: [] })).toEqual([0]);
  expect(asked(begun, { members: [] })).toEqual([0]);
});

const boss = log('delegator').incept();
const delegate = log('delegate').incept({ delegator: boss.prefix });
const [inception, second] = delegate.rotate().events;

/** Both keep their keys at one node of the core; `honest` are their logs. */
function delegation(honest: readonly Log[], more: Partial<World> = {}) {
  const there = trial(delegatesApproved, {}, [], {
    prefixes: () => honest.map(({ prefix }) => prefix),
    keys: () => [],
  });
  const events = new Map<Said, KeyEvent>(
    honest.flatMap(({ events: all }) => all.map(({ event }) => [event.said, event] as const)),
  );
  for (const { event, attachments } of honest.flatMap(({ events: all }) => all))
    there.give([event, attachments], local);
  const trunkOf = (prefix: string): readonly SignedEvent[] =>
    honest.find((one) => one.prefix === prefix)?.events ?? [];
  const world = truth({
    core: ['n'],
    members: [memberOf(there, { role: 'controller', own: honest.map(({ prefix }) => prefix) })],
    honestTrunk: (prefix) => trunkOf(prefix).map(({ event }) => event.said),
    event: (said) => events.get(said),
    ...more,
  });
  there.panel.liveness(world);
  return [there.judged(), ...there.found()];
}

test('DelegatesApproved asks for the seal of every event that a delegate established keys with', () => {
  const sealed = boss.interact({ anchors: [eventSeal(inception?.event ?? expect.fail())] });
  expect(delegation([sealed, delegate])).toEqual([1]);
  expect(delegation([boss, delegate])[1]).toMatch(/^\S+ was to approve \S+ of \S+ at n, and did not$/);
  expect(delegation([sealed, delegate.interact()])).toEqual([1]);
  expect(delegation([sealed, delegate.rotate()])).toHaveLength(2);
  const both = sealed.interact({ anchors: [eventSeal(second?.event ?? expect.fail())] });
  expect(delegation([both, delegate.rotate()])).toEqual([1]);
});

test('DelegatesApproved asks nothing of delegators that are closed, unknown, or outside of the core', () => {
  expect(delegation([boss.rotate({ nextKeys: [] }), delegate])).toEqual([0]);
  expect(delegation([delegate])).toEqual([0]);
  expect(delegation([boss])).toEqual([0]);
  expect(delegation([boss, delegate], { core: [] })).toEqual([0]);
});
