/** Superseding recovery with real logs: rules A0…C of the KERI specification; K-223…K-238. */
import { describe, expect, test } from 'vitest';
import { eventSeal, log } from '../support/identity.ts';
import type { Log } from '../support/identity.ts';
import { decisionOf, deliver, knowing, stateOf } from '../support/history.ts';
import { plainParty } from '../support/routed.ts';
import type { World } from '../support/routed.ts';

const alice = log('alice').incept();

const sealing = (boss: Log, ...sealed: readonly Log[]): Log =>
  boss.interact({ anchors: sealed.map(({ last }) => eventSeal(last.event)) });

/** Delivers all events of each log in turn. */
function learn(there: World, ...logs: readonly Log[]): void {
  for (const { events } of logs) for (const one of events) deliver(there, one);
}

/** Delivers the last event of each log in turn; all are accepted. */
function take(there: World, ...logs: readonly Log[]): void {
  for (const { last } of logs) expect(deliver(there, last)).toBe('accepted');
}

describe('rule A', () => {
  test('A0, K-228: a rotation supersedes the interactions above its prior, and first-seen numbers go on', () => {
    const [one, recovery] = [alice.interact(), alice.rotate()];
    const two = one.interact();
    const there = knowing([two]);
    expect(decisionOf(there, recovery.last)).toMatchObject({
      outcome: 'accepted',
      fn: 3n,
      supersedes: [one.last.event.said, two.last.event.said],
      why: { rule: 'A0' },
    });
    const { reader } = there.log;
    expect(reader.acceptedAt(alice.prefix, recovery.last.event.sn)).toEqual([
      one.last.event.said,
      recovery.last.event.said,
    ]);
    expect(stateOf(there, alice.prefix)).toMatchObject({ sn: 1n, said: recovery.last.event.said, fn: 3n });
    expect(reader.event(one.last.event.said)?.fn).toBe(1n);
  });

  test('K-238: nothing follows a superseded event any more, and the recovered log goes on', () => {
    const [one, recovery] = [alice.interact(), alice.rotate()];
    const there = knowing([one, recovery]);
    expect(deliver(there, one.interact().last)).toBe('rejected PRIOR');
    expect(deliver(there, one.rotate().rotate().last)).toBe('escrowed ooes ORDER');
    expect(deliver(there, recovery.interact().last)).toBe('accepted');
  });

  test('a second recovery may follow the first, above it only', () => {
    const first = alice.interact().rotate();
    const again = first.interact().interact();
    const there = knowing([again]);
    expect(decisionOf(there, first.rotate().last)).toMatchObject({
      outcome: 'accepted',
      why: { rule: 'A0' },
    });
    expect(stateOf(there, alice.prefix)?.sn).toBe(3n);
  });

  test('A0-late, K-228: an interaction that a rotation follows stays', () => {
    const there = knowing([alice.interact().rotate()]);
    expect(deliver(there, alice.rotate({ toad: 0, anchors: ['late'] }).last)).toBe('escrowed ldes A0-late');
    expect(stateOf(there, alice.prefix)?.sn).toBe(2n);
  });

  test('A1, K-229: a rotation may not supersede another rotation', () => {
    const there = knowing([alice.rotate()]);
    expect(deliver(there, alice.rotate({ anchors: ['another'] }).last)).toBe('escrowed ldes A1');
    expect(stateOf(there, alice.prefix)?.said).toBe(alice.rotate().last.event.said);
  });

  test('A2, K-230: an interaction may supersede neither interaction nor rotation', () => {
    for (const seen of [alice.interact(), alice.rotate()]) {
      const there = knowing([seen]);
      expect(deliver(there, alice.interact({ anchors: ['another'] }).last)).toBe('escrowed ldes A2');
      expect(stateOf(there, alice.prefix)?.said).toBe(seen.last.event.said);
    }
  });

  test('K-228: a recovery that KERIpy carries out is carried out with its compatibility too', () => {
    const there = knowing([alice.interact()], { compat: 'keripy-1.1' });
    expect(deliver(there, alice.rotate().last)).toBe('accepted');
  });
});

const boss = log('boss').incept();
const leaf = log('leaf').incept({ delegator: boss.prefix });
const oldKeys = leaf.rotate();
const newKeys = leaf.rotate({ anchors: ['recovered'] });

/** A receiver of boss and leaf, and the delegator's log that seals the leaf's inception. */
function delegated(): { readonly there: World; readonly sealed: Log } {
  const sealed = sealing(boss, leaf);
  return { there: knowing([sealed, leaf]), sealed };
}

describe('rule B', () => {
  test('A0: a delegated rotation supersedes an interaction that no rotation follows', () => {
    const { there, sealed } = delegated();
    take(there, leaf.interact(), sealing(sealed, oldKeys));
    expect(decisionOf(there, oldKeys.last)).toMatchObject({ outcome: 'accepted', why: { rule: 'A0' } });
  });

  test('B0: it waits for its seal, says so, and supersedes when the seal comes', () => {
    const { there, sealed } = delegated();
    const first = sealing(sealed, oldKeys);
    take(there, first, oldKeys);
    const decision = decisionOf(there, newKeys.last);
    expect(decision).toMatchObject({
      outcome: 'escrowed',
      escrow: 'pdes',
      why: { rule: 'DELEGATION-SEAL', missing: [{ kind: 'seal' }] },
    });
    expect(decision.why.says).toMatch(/superseding delegated rotation waits/);
    take(there, sealing(first, newKeys));
    expect(stateOf(there, leaf.prefix)?.said).toBe(newKeys.last.event.said);
  });

  test('B1, K-232: the seal of the newer stands in a later event of the delegator', () => {
    const { there, sealed } = delegated();
    const first = sealing(sealed, oldKeys);
    take(there, first, oldKeys, sealing(first, newKeys));
    expect(decisionOf(there, newKeys.last)).toMatchObject({
      outcome: 'accepted',
      supersedes: [oldKeys.last.event.said],
      why: { rule: 'B1' },
    });
    expect(stateOf(there, leaf.prefix)).toMatchObject({ sn: 1n, fn: 2n, said: newKeys.last.event.said });
  });

  test('K-064: a delegated rotation that closed its log is superseded by nothing, whatever its delegator seals later', () => {
    const { there, sealed } = delegated();
    const closing = leaf.rotate({ nextKeys: [] });
    const first = sealing(sealed, closing);
    take(there, first, closing, sealing(first, newKeys));
    expect(decisionOf(there, newKeys.last)).toMatchObject({
      outcome: 'rejected',
      why: { rule: 'KEL-CLOSED', reason: 'log-closed' },
    });
    expect(stateOf(there, leaf.prefix)).toMatchObject({ sn: 1n, said: closing.last.event.said });
  });

  test('B2, K-233: both seals stand in one event, that of the newer later', () => {
    const { there, sealed } = delegated();
    take(there, sealing(sealed, oldKeys, newKeys), oldKeys);
    expect(decisionOf(there, newKeys.last)).toMatchObject({ outcome: 'accepted', why: { rule: 'B2' } });
  });

  test('B3, K-234: the event that seals the newer superseded the one that sealed the older', () => {
    const { there, sealed } = delegated();
    const recovered = sealed.rotate({ anchors: [eventSeal(newKeys.last.event)] });
    take(there, sealing(sealed, oldKeys), oldKeys, recovered);
    expect(decisionOf(there, newKeys.last)).toMatchObject({ outcome: 'accepted', why: { rule: 'B3' } });
  });

  test('B3, K-235 with A0: the newer is sealed behind the rotation by which the delegator recovered', () => {
    for (const again of [0, 1]) {
      const { there, sealed } = delegated();
      const rotated = sealed.rotate({ anchors: ['recovered'] });
      const recovered = sealing(again === 0 ? rotated : rotated.rotate(), newKeys);
      const far = sealing(sealed.interact().interact().interact(), oldKeys);
      learn(there, far, oldKeys, recovered);
      expect(decisionOf(there, newKeys.last)).toMatchObject({ outcome: 'accepted', why: { rule: 'B3' } });
    }
  });

  test('C1, K-236: what the trunk of the delegator seals before it recovered from the newer stays behind', () => {
    const { there, sealed } = delegated();
    const first = sealing(sealed, oldKeys);
    learn(there, sealing(first, newKeys), newKeys, first.rotate({ anchors: ['recovered'] }));
    expect(deliver(there, oldKeys.last)).toBe('escrowed ldes C1');
    expect(stateOf(there, leaf.prefix)?.said).toBe(newKeys.last.event.said);
  });

  test.each(['the delegate itself', 'a witness of it'])(
    'B0, K-231: %s too has a rotation supersede another one only with its seal',
    (who) => {
      const witness = plainParty('own witness');
      const own = log('own leaf').incept({ delegator: boss.prefix, witnesses: [witness] });
      const isOwn = (prefix: string) => prefix === (who === 'a witness of it' ? witness : own).prefix;
      const [first, second] = [own.rotate(), own.rotate({ anchors: ['recovered'] })];
      const there = knowing([boss, first], { isOwn }, { source: 'local' });
      expect(stateOf(there, own.prefix)?.said).toBe(first.last.event.said);
      expect(deliver(there, second.last, { source: 'local' })).toBe('escrowed pdes DELEGATION-SEAL');
      take(there, sealing(boss, second));
      expect(stateOf(there, own.prefix)?.said).toBe(second.last.event.said);
    },
  );

  test('C1, K-236: a seal that stands earlier supersedes nothing', () => {
    const { there, sealed } = delegated();
    const first = sealing(sealed, newKeys);
    take(there, first, sealing(first, oldKeys), oldKeys);
    expect(deliver(there, newKeys.last)).toBe('escrowed ldes C1');
    const same = delegated();
    take(same.there, sealing(same.sealed, newKeys, oldKeys), oldKeys);
    expect(deliver(same.there, newKeys.last)).toBe('escrowed ldes C1');
    expect(stateOf(same.there, leaf.prefix)?.said).toBe(oldKeys.last.event.said);
  });

  test('B, K-237: only the latest delegated rotation can be superseded', () => {
    const { there, sealed } = delegated();
    const later = oldKeys.rotate();
    const first = sealing(sealed, oldKeys, later);
    take(there, first, oldKeys, later, sealing(first, newKeys));
    expect(deliver(there, newKeys.last)).toBe('escrowed ldes B');
    expect(stateOf(there, leaf.prefix)?.said).toBe(later.last.event.said);
  });

  test('B-4: with the compatibility of KERIpy 1.1 the recovery waits for ever', () => {
    const sealed = sealing(boss, leaf);
    const there = knowing([sealed, leaf], { compat: 'keripy-1.1' });
    take(there, sealing(sealed, oldKeys, newKeys), oldKeys);
    expect(deliver(there, newKeys.last)).toBe('escrowed pses SUPERSEDING-COMPAT');
  });
});

describe('rule C', () => {
  const root = log('root').incept();
  const middle = log('middle').incept({ delegator: root.prefix });
  const low = log('low').incept({ delegator: middle.prefix });
  const [lowOld, lowNew] = [low.rotate(), low.rotate({ anchors: ['recovered'] })];
  const middleSealing = middle.interact({ anchors: [eventSeal(low.last.event)] });
  const middleOld = middleSealing.rotate({ anchors: [eventSeal(lowOld.last.event)] });
  const middleNew = middleSealing.rotate({ anchors: [eventSeal(lowNew.last.event)] });
  const rootSealing = sealing(root, middle);

  function three(): World {
    return knowing([rootSealing, middleSealing, low]);
  }

  test('delegation at depth three: each log is vouched for by the one above', () => {
    const there = three();
    expect([root, middle, low].map(({ prefix }) => stateOf(there, prefix)?.delegator)).toEqual([
      undefined,
      root.prefix,
      middle.prefix,
    ]);
  });

  test('delegation at depth three, delivered from the lowest up: all waits until the root comes', () => {
    const there = knowing([low, middleSealing]);
    expect(stateOf(there, low.prefix)).toBeUndefined();
    take(there, root);
    expect(stateOf(there, middle.prefix)).toBeUndefined();
    take(there, rootSealing);
    expect(stateOf(there, low.prefix)?.sn).toBe(0n);
    expect(there.log.waiting()).toEqual([]);
  });

  test('C, K-235: rotations of one number at the delegator are decided by the order of seals at the root', () => {
    const there = three();
    const before = sealing(rootSealing, middleOld);
    take(there, before, middleOld, lowOld, sealing(before, middleNew));
    expect(decisionOf(there, middleNew.last)).toMatchObject({ outcome: 'accepted', why: { rule: 'B1' } });
    expect(decisionOf(there, lowNew.last)).toMatchObject({
      outcome: 'accepted',
      supersedes: [lowOld.last.event.said],
    });
    expect(stateOf(there, low.prefix)?.said).toBe(lowNew.last.event.said);
  });

  test('C: at the root the place of the seals in one event decides as well', () => {
    const there = three();
    take(there, sealing(rootSealing, middleOld, middleNew), middleOld, lowOld, middleNew, lowNew);
    expect(stateOf(there, low.prefix)?.said).toBe(lowNew.last.event.said);
  });

  test('C1: what the root seals earlier supersedes nothing, neither at the delegator nor below it', () => {
    const there = three();
    take(there, sealing(rootSealing, middleNew, middleOld), middleOld, lowOld);
    expect(deliver(there, middleNew.last)).toBe('escrowed ldes C1');
    expect(decisionOf(there, lowNew.last)).toMatchObject({ outcome: 'escrowed', escrow: 'pdes' });
    expect(stateOf(there, low.prefix)?.said).toBe(lowOld.last.event.said);
  });
});
