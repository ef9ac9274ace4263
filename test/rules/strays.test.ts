/**
 * What is refused because another event has its place, and follows when a recovery gives the place back: receivers
 * of the same events end alike, in whatever order these came. K-049, K-228; dst.md I-36.
 */
import { describe, expect, test } from 'vitest';
import { defaultEscrowLimits } from '../../kernel/receiver.ts';
import { settle } from '../../kernel/settle.ts';
import { eventSeal, log } from '../support/identity.ts';
import type { Log } from '../support/identity.ts';
import { attaching, decisionOf, deliver, stateOf, witnessReceipt } from '../support/history.ts';
import { knowing as plainlyKnowing } from '../support/history.ts';
import { plainParty, verdict } from '../support/routed.ts';
import type { World } from '../support/routed.ts';
import type { Receiver } from '../../kernel/state/view.ts';

const witnesses = [plainParty('t0'), plainParty('t1')];
const root = log('recovering').incept({ keyCount: 2 });
const old = root.interact().interact();
const recovery = root.rotate();
const recovered = recovery.interact().interact();

/** A receiver that awaits recoveries, and knows these logs. */
function knowing(logs: readonly Log[], receiver: Partial<Receiver> = {}): World {
  return plainlyKnowing(logs, { awaitsRecoveries: true, ...receiver });
}

const headOf = (there: World, { prefix }: Log) => stateOf(there, prefix)?.said;

describe('an event that follows a recovery', () => {
  const half = root.rotate({ signers: [0] });
  const rest = attaching(half.last, root.rotate({ signers: [1] }).last.attachments);

  test('that waits for signatures waits for it, and is accepted with it', () => {
    const there = knowing([root.interact()]);
    expect(deliver(there, half.last)).toBe('escrowed pses SIGNING-THRESHOLD');
    const [next] = recovered.events.slice(2);
    if (next === undefined) throw new Error('an event follows the recovery');
    expect(decisionOf(there, next)).toMatchObject({
      outcome: 'escrowed',
      escrow: 'ooes',
      why: { rule: 'PRIOR-WAITS', missing: [{ kind: 'event', sn: 1n, said: half.last.event.said }] },
    });
    expect(deliver(there, rest)).toBe('accepted');
    expect(headOf(there, root)).toBe(next.event.said);
    expect(there.log.waiting()).toEqual([]);
  });

  test('that waits for receipts waits for it too, and a rotation as well as an interaction', () => {
    const watched = log('watched recovering').incept({ witnesses, toad: 2 });
    const short = watched.rotate({ receipting: [] });
    const onward = short.rotate({ receipting: witnesses });
    const there = knowing([watched.interact().interact()]);
    expect(deliver(there, short.last)).toBe('escrowed pwes TOAD');
    expect(deliver(there, onward.last)).toBe('escrowed ooes PRIOR-WAITS');
    const { message, attachments } = witnessReceipt(short.last.event, witnesses, 0, 1);
    there.receive(message, attachments);
    expect(headOf(there, watched)).toBe(onward.last.event.said);
  });

  test('that waits for a version which is tried after it, and loses, is refused with it', () => {
    const watched = log('watched contending').incept({ witnesses, toad: 2 });
    const short = watched.interact({ anchors: ['one'], receipting: [] });
    const onward = short.rotate({ receipting: witnesses });
    const there = knowing([watched]);
    expect(deliver(there, onward.last)).toBe('escrowed ooes ORDER');
    expect(deliver(there, short.last)).toBe('escrowed pwes TOAD');
    expect(deliver(there, watched.interact({ anchors: ['two'], receipting: witnesses }).last)).toBe(
      'accepted',
    );
    expect(there.log.waiting()).toMatchObject([{ kind: 'ldes', said: short.last.event.said }]);
  });

  test('that waits for a recovery is set aside at once when that one is removed by hand', () => {
    const there = knowing([root.interact()]);
    deliver(there, half.last);
    const [next] = recovered.events.slice(2);
    if (next === undefined) throw new Error('an event follows the recovery');
    expect(deliver(there, next)).toBe('escrowed ooes PRIOR-WAITS');
    const at = there.log.reader.keyState(root.prefix)?.at;
    if (at === undefined) throw new Error('the log is known');
    settle(there.view, { kind: 'remove', id: half.last.event.said, at }, there.log.apply);
    expect(there.log.waiting()).toMatchObject([{ kind: 'strays', said: next.event.said }]);
  });

  test('goes when the recovery does not get whole in time', () => {
    const there = knowing([root.interact()]);
    deliver(there, half.last);
    const [next] = recovered.events.slice(2);
    if (next === undefined) throw new Error('an event follows the recovery');
    deliver(there, next);
    there.wait(3601);
    there.sweep();
    expect(there.log.waiting()).toEqual([]);
    expect(headOf(there, root)).toBe(root.interact().last.event.said);
  });

  test.each([
    { of: 'the head', head: root.interact() },
    { of: 'an interaction below the head', head: old },
  ])('that is not here yet is refused, and taken with it: it has the place after $of', ({ head }) => {
    const there = knowing([head]);
    const onward = recovery.rotate();
    expect(decisionOf(there, onward.last)).toMatchObject({
      outcome: 'rejected',
      why: { reason: 'prior-differs', missing: [{ kind: 'event', sn: 1n, said: recovery.last.event.said }] },
    });
    expect(there.log.waiting()).toMatchObject([{ kind: 'strays', quarantined: true }]);
    expect(deliver(there, recovery.last)).toBe('accepted');
    expect(headOf(there, root)).toBe(onward.last.event.said);
    expect(there.log.waiting()).toEqual([]);
  });

  test('that came out of order is not lost when the other branch gets there first', () => {
    const there = knowing([root]);
    const [, , second, third] = recovered.events;
    if (second === undefined || third === undefined) throw new Error('two events follow the recovery');
    expect(deliver(there, third)).toBe('escrowed ooes ORDER');
    for (const one of old.events.slice(1)) deliver(there, one);
    expect(deliver(there, second)).toBe('escrowed ldes FIRST-SEEN');
    expect(deliver(there, recovery.last)).toBe('accepted');
    expect(headOf(there, root)).toBe(third.event.said);
  });
});

describe('an event without a place', () => {
  const unknown = root.interact({ anchors: ['other'] }).interact();

  test.each([
    { because: 'its prior lost', there: knowing([recovery, old]), event: old },
    { because: 'a rotation made the place of its prior final', there: knowing([recovery]), event: unknown },
    { because: 'the log is closed', there: knowing([root.rotate({ nextKeys: [] })]), event: unknown },
    {
      because: 'the receiver awaits no recoveries, as KERIpy',
      there: plainlyKnowing([root.interact()]),
      event: unknown,
    },
  ])('is refused for good: $because', ({ there, event }) => {
    expect(deliver(there, event.last)).toBe('rejected PRIOR');
    expect(there.log.waiting().filter(({ said }) => said === event.last.event.said)).toEqual([]);
  });

  test('that is kept aside goes after an hour, and takes no more than the quarantine has', () => {
    const there = knowing([root.interact()], { limits: { ...defaultEscrowLimits, quarantineCountMax: 1 } });
    expect(deliver(there, unknown.last)).toBe('rejected PRIOR');
    expect(deliver(there, root.interact({ anchors: ['third'] }).interact().last)).toBe('rejected PRIOR');
    expect(there.log.waiting()).toHaveLength(1);
    there.wait(3601);
    there.sweep();
    expect(there.log.waiting()).toEqual([]);
  });

  test('comes again as often as it likes: it is refused, and kept once', () => {
    const there = knowing([root.interact()]);
    for (let turn = 0; turn < 3; turn++) expect(deliver(there, unknown.last)).toBe('rejected PRIOR');
    expect(there.log.waiting()).toHaveLength(1);
  });
});

describe('receipts of a recovery that is not here yet', () => {
  const watched = log('watched and recovering').incept({ witnesses, toad: 2 });
  const short = watched.rotate({ receipting: [] });
  const receipt = witnessReceipt(short.last.event, witnesses, 0, 1);

  test('are refused as stale, and count when it comes', () => {
    const there = knowing([watched.interact()]);
    expect(verdict(there.receive(receipt.message, receipt.attachments))).toBe('rejected RCT-STALE');
    expect(deliver(there, short.last)).toBe('escrowed pwes TOAD');
    expect(headOf(there, watched)).toBe(short.last.event.said);
    expect(there.log.waiting()).toEqual([]);
  });

  test('are refused for good where nothing can come any more, and where no recovery is awaited', () => {
    for (const there of [
      knowing([watched.rotate({ anchors: ['first seen'] })]),
      plainlyKnowing([watched.interact()]),
    ]) {
      expect(verdict(there.receive(receipt.message, receipt.attachments))).toBe('rejected RCT-STALE');
      expect(there.log.waiting()).toEqual([]);
    }
  });
});

test('K-231: in a delegated log also the place of the latest rotation is open', () => {
  const boss = log('strays boss').incept();
  const leaf = log('strays leaf').incept({ delegator: boss.prefix });
  const [first, second] = [leaf.rotate(), leaf.rotate({ anchors: ['recovered'] })];
  const sealed = [leaf, first, second].reduce(
    (made, { last }) => made.interact({ anchors: [eventSeal(last.event)] }),
    boss,
  );
  const there = knowing([sealed, first]);
  const onward = second.interact();
  expect(deliver(there, onward.last)).toBe('rejected PRIOR');
  expect(deliver(there, second.last)).toBe('accepted');
  expect(headOf(there, leaf)).toBe(onward.last.event.said);
});
