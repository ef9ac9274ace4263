/** What waits: caps, expiry, removal, and order of arrival. DESIGN 2.2, 2.3; keripy.md 5. */
import { describe, expect, test } from 'vitest';
import { microsOf } from '../../kernel/cesr/datetime.ts';
import type { Micros } from '../../kernel/cesr/qualified.ts';
import { defaultEscrowLimits } from '../../kernel/receiver.ts';
import { settle } from '../../kernel/settle.ts';
import { keysOf, log, signAt } from '../support/identity.ts';
import {
  attaching,
  decisionOf,
  deliver,
  firstSeen,
  knowing,
  plainReceipt,
  stateOf,
} from '../support/history.ts';
import { plainParty, verdict, world } from '../support/routed.ts';
import type { World } from '../support/routed.ts';

const limited = (limits: Partial<typeof defaultEscrowLimits>) =>
  world({ limits: { ...defaultEscrowLimits, ...limits } });
const alice = log('escrowed').incept({ keyCount: 2 });
const bob = log('other escrowed').incept();

describe('out of order', () => {
  test('K-2: the events of a log that come backwards are accepted in order once its inception comes', () => {
    const whole = alice.interact().rotate().interact().interact();
    const there = world();
    for (const one of whole.events.slice(1).toReversed())
      expect(deliver(there, one)).toBe('escrowed ooes ORDER');
    const [first] = whole.events;
    if (first === undefined) throw new Error('a log has an inception');
    expect(firstSeen(there.receive(first.event, first.attachments))).toEqual(
      whole.events.map(({ event }) => event.said),
    );
    expect(there.log.waiting()).toEqual([]);
    expect(stateOf(there, alice.prefix)).toMatchObject({ sn: 4n, fn: 4n });
  });

  test('what waits says which event it lacks', () => {
    const gap = alice.interact().interact();
    expect(decisionOf(knowing([alice]), gap.last).why.missing).toMatchObject([
      { kind: 'event', prefix: alice.prefix, sn: 1n, said: gap.back().last.event.said },
    ]);
  });

  test('a forged event that waits for its log goes when the log comes, and the true one is accepted', () => {
    const [there, next] = [world(), alice.interact()];
    const [stranger] = keysOf('forger', 0, 1);
    if (stranger === undefined) throw new Error('there is a key');
    const forged = attaching(alice.interact({ anchors: ['forged'] }).last, { controllerSignatures: [] });
    const signed = attaching(forged, {
      controllerSignatures: [signAt(stranger, forged.event.raw, { index: 0, ondex: 0 })],
    });
    expect(deliver(there, signed)).toBe('escrowed ooes ORDER');
    expect(deliver(there, alice.last)).toBe('accepted');
    expect(there.log.waiting()).toEqual([]);
    expect(deliver(there, next.last)).toBe('accepted');
  });

  test('DESIGN 2.3: signatures that do not verify are not kept with an event that waits', () => {
    const there = knowing([alice]);
    const next = alice.interact({ signers: [0] });
    const [, other] = next.last.attachments.controllerSignatures.concat(
      alice.last.attachments.controllerSignatures.slice(1),
    );
    if (other === undefined) throw new Error('there is a signature');
    const mixed = attaching(next.last, {
      controllerSignatures: [...next.last.attachments.controllerSignatures, other],
    });
    expect(deliver(there, mixed)).toBe('escrowed pses SIGNING-THRESHOLD');
    expect(there.log.waiting().map(({ attachments }) => attachments.controllerSignatures.length)).toEqual([
      1,
    ]);
  });

  test('K-170: a copy of a waiting event without a good signature is refused, and the first one waits on', () => {
    const there = knowing([alice]);
    const next = alice.interact({ signers: [0] });
    expect(deliver(there, next.last)).toBe('escrowed pses SIGNING-THRESHOLD');
    expect(deliver(there, attaching(next.last, {}))).toBe('rejected SIGNED');
    expect(deliver(there, alice.interact({ signers: [1] }).last)).toBe('accepted');
  });
});

describe('caps', () => {
  const short = (name: string) => log(name).incept({ keyCount: 2, signers: [0] }).last;
  const unknown = (name: string) => log(name).incept().interact().last;

  test('in total: the one too many is refused as such, and what waits stays', () => {
    const there = limited({ totalCountMax: 2 });
    expect(deliver(there, short('a'))).toBe('escrowed pses SIGNING-THRESHOLD');
    expect(deliver(there, short('b'))).toBe('escrowed pses SIGNING-THRESHOLD');
    expect(decisionOf(there, short('c'))).toMatchObject({
      outcome: 'rejected',
      why: { rule: 'ESCROW-CAP', reason: 'escrow-full' },
    });
    expect(deliver(there, short('a'))).toBe('escrowed pses SIGNING-THRESHOLD');
    expect(there.log.waiting()).toHaveLength(2);
  });

  test('the quarantine has caps of its own, in count and bytes', () => {
    const there = limited({ quarantineCountMax: 1 });
    expect(deliver(there, unknown('a'))).toBe('escrowed ooes ORDER');
    expect(deliver(there, unknown('b'))).toBe('rejected ESCROW-CAP');
    expect(deliver(there, short('c'))).toBe('escrowed pses SIGNING-THRESHOLD');
    expect(deliver(limited({ quarantineSizeBytesMax: 100 }), unknown('a'))).toBe('rejected ESCROW-CAP');
  });

  test('for each prefix: one log cannot crowd out others', () => {
    const there = limited({ prefixCountMax: 2 });
    const crowd = bob.interact().interact().interact();
    expect(crowd.events.slice(1).map((one) => deliver(there, one))).toEqual([
      'escrowed ooes ORDER',
      'escrowed ooes ORDER',
      'rejected ESCROW-CAP',
    ]);
    expect(deliver(there, unknown('a'))).toBe('escrowed ooes ORDER');
  });

  test('for each source', () => {
    const there = limited({ sourceCountMax: 1 });
    expect(deliver(there, unknown('a'), { sourceId: 'one' })).toBe('escrowed ooes ORDER');
    expect(deliver(there, unknown('b'), { sourceId: 'one' })).toBe('rejected ESCROW-CAP');
    expect(deliver(there, unknown('b'), { sourceId: 'two' })).toBe('escrowed ooes ORDER');
  });

  test('receipts of unknown events count as well', () => {
    const there = limited({ quarantineCountMax: 1 });
    const { message, attachments } = plainReceipt(bob.last.event, plainParty('x'), plainParty('y'));
    there.receive(message, attachments);
    expect(there.log.waiting()).toHaveLength(1);
  });

  describe('of an event that waits for its witnesses', () => {
    const watched = log('capped').incept({
      witnesses: [plainParty('cap0'), plainParty('cap1')],
      toad: 2,
      receipting: [],
    });
    const endorse = (there: World, name: string): string => {
      const { message, attachments } = plainReceipt(watched.last.event, plainParty(name));
      return verdict(there.receive(message, attachments));
    };
    const sizeOf = (there: World): number => there.log.reader.escrowUsage('total').sizeBytes;

    test('a receipt that comes again takes nothing more of the caps', () => {
      const there = knowing([watched]);
      endorse(there, 'cap0');
      const size = sizeOf(there);
      for (let turn = 0; turn < 3; turn++) endorse(there, 'cap0');
      expect(sizeOf(there)).toBe(size);
    });

    test('receipts of strangers grow the entry up to the caps and no further', () => {
      const prefixSizeBytesMax = sizeOf(knowing([watched])) + 300;
      const there = limited({ prefixSizeBytesMax });
      deliver(there, watched.last);
      const verdicts = ['a', 'b', 'c', 'd'].map((name) => endorse(there, name));
      expect(verdicts.slice(2)).toEqual(['rejected ESCROW-CAP', 'rejected ESCROW-CAP']);
      expect(sizeOf(there)).toBeLessThanOrEqual(prefixSizeBytesMax);
    });
  });

  test('what leaves gives its place back', () => {
    const there = limited({ quarantineCountMax: 1 });
    expect(deliver(there, bob.interact().last)).toBe('escrowed ooes ORDER');
    expect(deliver(there, bob.last)).toBe('accepted');
    expect(deliver(there, unknown('a'))).toBe('escrowed ooes ORDER');
  });
});

describe('time', () => {
  test.each([
    { kind: 'ooes', seconds: 1200, event: bob.interact().last },
    { kind: 'pses', seconds: 3600, event: log('slow').incept({ keyCount: 2, signers: [0] }).last },
    {
      kind: 'pwes',
      seconds: 3600,
      event: log('slow watched').incept({ witnesses: [plainParty('s')], toad: 1, receipting: [] }).last,
    },
    { kind: 'pdes', seconds: 3600, event: log('slow leaf').incept({ delegator: bob.prefix }).last },
  ])('KERIpy 5.1: in $kind an event waits $seconds seconds, no longer', ({ kind, seconds, event }) => {
    const there = world();
    expect(decisionOf(there, event)).toMatchObject({ outcome: 'escrowed', escrow: kind });
    there.wait(seconds);
    there.sweep();
    expect(there.log.waiting()).toHaveLength(1);
    there.wait(1);
    expect(there.sweep().map(({ step: { decision } }) => decision.why.rule)).toEqual(['EXPIRY']);
    expect(there.log.waiting()).toEqual([]);
  });

  test('trying again does not make it younger, and coming again after its time begins anew', () => {
    const there = world();
    const { last } = bob.interact();
    deliver(there, last);
    there.wait(1000);
    there.sweep();
    there.wait(201);
    expect(deliver(there, last)).toBe('escrowed ooes ORDER');
    there.wait(1000);
    there.sweep();
    expect(there.log.waiting()).toHaveLength(1);
  });

  test('a copy that is accepted after its time is not refused for its age in the same breath', () => {
    const there = world();
    const short = log('late').incept({ keyCount: 2, signers: [0] }).last;
    const { attachments } = log('late').incept({ keyCount: 2 }).last;
    expect(deliver(there, short)).toBe('escrowed pses SIGNING-THRESHOLD');
    there.wait(3601);
    const outcomes = there.receive(short.event, attachments);
    expect(outcomes.map(({ step: { decision } }) => decision.outcome)).toEqual(['accepted']);
    expect(there.log.waiting()).toEqual([]);
  });

  test('a copy that is refused after its time leaves the end of the wait to the tick, which says so', () => {
    const there = world();
    const short = log('late').incept({ keyCount: 2, signers: [0] }).last;
    deliver(there, short);
    there.wait(3601);
    expect(deliver(there, attaching(short, { controllerSignatures: [] }))).toMatch(/^rejected /);
    expect(there.log.waiting()).toHaveLength(1);
    expect(there.sweep().map(({ step: { decision } }) => decision.why.rule)).toEqual(['EXPIRY']);
  });

  test('copies that the caps refuse do not put off the end of a wait', () => {
    const { last } = bob.interact();
    const [signature] = last.attachments.controllerSignatures;
    if (signature === undefined) throw new Error('an event is signed');
    const larger = attaching(last, { controllerSignatures: [signature, { ...signature, index: 1 }] });
    const probe = world();
    deliver(probe, last);
    const there = limited({ prefixSizeBytesMax: probe.log.waiting()[0]?.sizeBytes ?? 0 });
    expect(deliver(there, last)).toBe('escrowed ooes ORDER');
    there.wait(1201);
    expect(deliver(there, larger)).toBe('rejected ESCROW-CAP');
    expect(there.log.waiting().every(({ due, expires }) => due <= expires + 1n)).toBe(true);
    expect(there.sweep().map(({ step: { decision } }) => decision.why.rule)).toEqual(['EXPIRY']);
    expect(there.log.waiting()).toEqual([]);
  });
});

describe('what nothing wakes', () => {
  /** Sweeps every 30 seconds: the seconds at which one tried something. */
  function triesOf(there: World, seconds: number): readonly number[] {
    const tries: number[] = [];
    for (let past = 0; past < seconds; past += 30) {
      there.wait(30);
      if (there.sweep().length > 0) tries.push(past + 30);
    }
    return tries;
  }

  test('is tried after the interval of its kind, then after twice as long each time, up to a cap', () => {
    const there = world();
    deliver(there, log('slow').incept({ keyCount: 2, signers: [0] }).last);
    expect(triesOf(there, 3570)).toEqual([30, 90, 210, 450, 930, 1530, 2130, 2730, 3330]);
    expect(there.log.waiting()).toMatchObject([{ attempts: 10 }]);
  });

  test('begins anew with the first interval when it comes to wait for another kind of thing', () => {
    const there = world();
    const watched = log('slow and watched').incept({ witnesses: [plainParty('sw')], toad: 1 });
    const next = watched.interact({ receipting: [] });
    deliver(there, next.last);
    expect(triesOf(there, 600)).toEqual([30, 90, 210, 450]);
    deliver(there, watched.last);
    expect(there.log.waiting()).toMatchObject([{ kind: 'pwes', attempts: 1 }]);
    expect(triesOf(there, 120)).toEqual([30, 90]);
  });

  test('a first interval above the cap stays', () => {
    const hour = (3_600n * 1_000_000n) as Micros;
    const kinds = { ...defaultEscrowLimits.kinds, pses: { retry: (hour / 2n) as Micros, timeout: hour } };
    const there = limited({ kinds });
    deliver(there, log('slower').incept({ keyCount: 2, signers: [0] }).last);
    expect(triesOf(there, 3600)).toEqual([1800, 3600]);
  });
});

test('a person removes what waits: it is gone, the audit keeps it, and it may come again', () => {
  const there = world();
  const { last } = bob.interact();
  deliver(there, last);
  const [removed] = settle(
    there.view,
    { kind: 'remove', id: last.event.said, at: microsOf(1n) },
    there.log.apply,
  );
  expect(removed?.step.decision.why.rule).toBe('REMOVAL');
  expect(there.log.writes).toContainEqual(
    expect.objectContaining({
      kind: 'append-audit',
      action: 'escrow-removed',
      escrow: 'ooes',
      said: last.event.said,
    }),
  );
  expect(verdict(there.receive(last.event, last.attachments))).toBe('escrowed ooes ORDER');
});
