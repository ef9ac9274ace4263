/** Judges of logs beside entries: at steps, when a node opens, at rest; and what they make of replies. */
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../invariants/entry.ts';
import { badaMonotone } from '../../invariants/log/bada-monotone.ts';
import { badaTombstone } from '../../invariants/log/bada-tombstone.ts';
import { duplicityKept } from '../../invariants/log/duplicity-kept.ts';
import type { Judge } from '../../invariants/judge.ts';
import { judgeLog } from '../../invariants/judge-log.ts';
import { keyStateIsFold } from '../../invariants/log/key-state-is-fold.ts';
import { momentIn } from '../../invariants/log/moment.ts';
import { neverUnseen } from '../../invariants/log/never-unseen.ts';
import { openPanel } from '../../invariants/panel.ts';
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import type { Message } from '../../kernel/event/types.ts';
import { log } from '../support/identity.ts';
import type { Log, SignedEvent } from '../support/identity.ts';
import { algorithms, grouped, message, party, plainly, plainParty } from '../support/routed.ts';
import type { Fields, Party } from '../support/routed.ts';
import { entriesOf, memberOf, trial, truth, writing } from './trial.ts';

const signed = ({ event, attachments }: SignedEvent): readonly [Message, Attachments] => [event, attachments];

const alice = log('alice').incept();
const [kept, rival] = [alice.interact({ anchors: ['kept'] }), alice.interact({ anchors: ['rival'] })];

function taking(judge: Judge, ...logs: readonly Log[]) {
  const one = trial(judge);
  for (const { events } of logs) for (const event of events) one.give(signed(event));
  return one;
}

describe('NeverUnseen', () => {
  test('a node that opens with all it acknowledged, and more, unsaw nothing', () => {
    const one = taking(neverUnseen, kept);
    one.reopen('power-loss');
    expect(one.found()).toEqual([]);
    expect(one.judged()).toBeGreaterThan(kept.events.length);
  });

  test('a node that opens without its last event has unseen it', () => {
    const one = taking(neverUnseen, kept);
    const probe = one.probe();
    one.reopen('crash', { probe: { ...probe, entries: (from) => [...probe.entries(from)].slice(0, -1) } });
    expect(one.found()).toEqual(['1 acknowledged events are gone']);
  });

  test('a store that was set back has nothing to be held to', () => {
    const one = taking(neverUnseen, kept);
    const judged = one.judged();
    one.reopen('snapshot', { probe: { ...one.probe(), entries: () => [], count: () => 0 } });
    expect(one.found()).toEqual([]);
    expect(one.judged()).toBe(judged);
  });

  test('a superseded event that is gone at rest was unseen', () => {
    const one = taking(neverUnseen, kept, alice.rotate());
    one.panel.rest(truth({ members: [memberOf(one)] }));
    expect(one.found()).toEqual([]);
    one.panel.rest(truth({ members: [memberOf(one, { probe: { ...one.probe(), holds: () => false } })] }));
    expect(one.found()).toEqual([`n no longer holds the superseded ${kept.last.event.said}`]);
  });
});

describe('KeyStateIsFold', () => {
  const made = log('folded').incept().rotate().interact();

  test('the key states of a node are the fold at every acceptance, when it opens and at rest', () => {
    const one = taking(keyStateIsFold, made, alice);
    one.reopen('stop');
    one.panel.rest(truth({ members: [memberOf(one)] }));
    expect(one.found()).toEqual([]);
    expect(one.judged()).toBe(6);
  });

  test('a key state that keeps what a rotation replaced is found at its acceptance', () => {
    const one = taking(keyStateIsFold, made.back().back());
    const before = one.there.log.reader.keyState(made.prefix);
    if (before === undefined) throw new Error('it is known');
    const [, rotation] = made.events;
    if (rotation === undefined) throw new Error('it rotates');
    const { keys } = before;
    one.give(signed(rotation), {}, (outcome) =>
      writing(
        outcome,
        outcome.step.writes.map((write) =>
          write.kind === 'append-event' ? { ...write, state: { ...write.state, keys } } : write,
        ),
      ),
    );
    expect(one.found()).toEqual([`after ${rotation.event.said} the list of keys is not the fold`]);
  });

  test.each(['opening', 'rest'])('a key state that is behind is found: %s', (when) => {
    const one = taking(keyStateIsFold, made);
    const [first] = entriesOf(one.there);
    const old = first?.kind === 'append-event' ? first.state : undefined;
    const probe = { ...one.probe(), keyState: () => old };
    if (when === 'opening') one.reopen('crash', { probe });
    else one.panel.rest(truth({ members: [memberOf(one, { probe })] }));
    expect(one.found()).toHaveLength(1);
  });

  test('a log that is judged alone is held to the key states that are claimed at its end', () => {
    const { there } = taking(keyStateIsFold, made);
    const entries = entriesOf(there).map((entry, ordinal) => ({ ordinal, entry }));
    const claimed = there.log.reader.keyState;
    expect(
      judgeLog({ entries: () => entries, count: 3, keyState: claimed }, { algorithms }).findings,
    ).toEqual([]);
    const { findings } = judgeLog(
      { entries: () => entries, count: 3, keyState: () => undefined },
      { algorithms },
    );
    expect(findings).toEqual([
      {
        invariant: 'KeyStateIsFold',
        node: 'store',
        step: 2,
        detail: `no key state is known of ${made.prefix}`,
      },
    ]);
  });
});

describe('DuplicityKept', () => {
  test('a second version that verifies is on record after the step', () => {
    const one = taking(duplicityKept, kept);
    one.give(signed(rival.last));
    expect(one.found()).toEqual([]);
    expect(one.judged()).toBe(2);
  });

  test('a second version that is dropped without a word is found', () => {
    const one = taking(duplicityKept, kept);
    one.give(signed(rival.last), {}, (outcome) => writing(outcome, []));
    expect(one.found()).toEqual([
      `${rival.last.event.said} contends with ${kept.last.event.said} and was not recorded`,
    ]);
  });

  test('a version that too few keys signed proves nothing', () => {
    const pair = log('pair').incept({ keyCount: 2 });
    const one = taking(duplicityKept, pair.interact());
    one.give(signed(pair.interact({ anchors: ['rival'], signers: [1] }).last));
    expect(one.judged()).toBe(0);
  });

  test('a record that is gone when a node opens is found', () => {
    const one = taking(duplicityKept, kept, rival);
    const probe = one.probe();
    one.reopen('power-loss', { probe });
    expect(one.found()).toEqual([]);
    const entries = (from: number) =>
      [...probe.entries(from)].filter(({ entry }) => entry.kind !== 'append-duplicity');
    one.reopen('power-loss', { probe: { ...probe, entries } });
    expect(one.found()).toEqual(['1 acknowledged records of duplicity are gone']);
  });
});

describe('replies', () => {
  const signer: Party = party('reply signer');
  const older = signer.under();
  signer.rotate();
  const newer = signer.under();
  const watcher = plainParty('reply watcher');

  const roleAt = (dt: string, action = 'add') =>
    message('reply', {
      t: 'rpy',
      d: '',
      dt,
      r: `/end/role/${action}`,
      a: { cid: signer.prefix, role: 'mailbox', eid: watcher.prefix },
    });
  const placeAt = (dt: string, url = 'http://a.example/') =>
    message('reply', {
      t: 'rpy',
      d: '',
      dt,
      r: '/loc/scheme',
      a: { eid: watcher.prefix, scheme: 'http', url },
    });

  const roleEntry = (dt: string, under = older, action = 'add', said?: Fields): Entry => {
    const reply = roleAt(dt, action);
    const stored = { reply, attachments: grouped(signer, reply, under), at: reply.dt, signedAtSn: under.sn };
    return {
      kind: 'append-reply',
      record: { table: 'end-role', key: [signer.prefix, 'mailbox', watcher.prefix] },
      stored: { ...stored, ...said },
    };
  };
  const placeEntry = (dt: string, url?: string): Entry => {
    const reply = placeAt(dt, url);
    return {
      kind: 'append-reply',
      record: { table: 'location', key: [watcher.prefix, 'http'] },
      stored: { reply, attachments: plainly(watcher, reply), at: reply.dt, signedAtSn: undefined },
    };
  };
  const noon = '2023-12-31T12:00:00.000001+00:00';
  const justAfter = '2023-12-31T12:00:00.000002+00:00';
  /** Earlier than `noon`, and later to whoever compares the texts. */
  const elsewhere = '2023-12-31T13:59:00.000000+02:00';

  function foundBy(judge: Judge, entries: readonly Entry[]): readonly [judged: number, findings: number] {
    const panel = openPanel([judge], { algorithms });
    entries.forEach((entry, ordinal) => {
      panel.entry('n', ordinal, entry);
    });
    return [panel.judged()[0]?.[1] ?? 0, panel.findings().length];
  }

  test.each<[string, readonly Entry[], number]>([
    ['a microsecond later', [roleEntry(noon), roleEntry(justAfter)], 0],
    ['earlier under a later key state', [roleEntry(justAfter), roleEntry(noon, newer)], 0],
    ['the same again under a later key state', [roleEntry(noon), roleEntry(noon, newer)], 0],
    ['by a key that never rotates, later', [placeEntry(noon), placeEntry(justAfter)], 0],
    ['at the same time', [placeEntry(noon), placeEntry(noon, 'http://b.example/')], 1],
    ['a microsecond earlier', [roleEntry(justAfter), roleEntry(noon)], 1],
    ['earlier, at another offset', [roleEntry(noon), roleEntry(elsewhere)], 1],
    ['later under an earlier key state', [roleEntry(noon, newer), roleEntry(justAfter, older)], 1],
    [
      'kept under another key state than signed',
      [roleEntry(noon), roleEntry(justAfter, older, 'add', { signedAtSn: newer.sn })],
      1,
    ],
  ])('BadaMonotone: an update %s', (_, entries, findings) => {
    expect(foundBy(badaMonotone, entries)).toEqual([2, findings]);
  });

  test.each<[string, readonly Entry[], number]>([
    ['a role is given again later', [roleEntry(noon, older, 'cut'), roleEntry(justAfter)], 0],
    ['a role comes back by an older update', [roleEntry(justAfter, older, 'cut'), roleEntry(noon)], 1],
    ['a location comes back by an older update', [placeEntry(justAfter, ''), placeEntry(noon)], 1],
    ['a location comes back by one of the same time', [placeEntry(noon, ''), placeEntry(noon)], 1],
  ])('BadaTombstone: %s', (_, entries, findings) => {
    expect(foundBy(badaTombstone, entries)).toEqual([1, findings]);
    expect(foundBy(badaMonotone, entries)).toEqual([1, 0]);
  });

  test.each([
    ['1970-01-01T00:00:00.000000+00:00', 0n],
    ['2000-02-29T23:59:59.999999+00:00', 951_868_799_999_999n],
    ['2023-12-31T12:00:00.000001-05:30', 1_704_043_800_000_001n],
    ['1969-12-31T23:59:59.999999+00:00', -1n],
  ])('the moment %s is read to the microsecond', (dt, micros) => {
    expect(momentIn(roleAt(dt).raw)).toBe(micros);
    expect(momentIn(roleAt(dt).raw)).toBe(roleAt(dt).dt);
  });
});
