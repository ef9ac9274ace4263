/** The judges of steps: each holds on what the kernel does, and finds what it must not do. */
import { expect, test } from 'vitest';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import type { Message } from '../../kernel/event/types.ts';
import { defaultEscrowLimits } from '../../kernel/receiver.ts';
import type { Outcome } from '../../kernel/settle.ts';
import { bigSn } from '../../invariants/big-sn.ts';
import { conservation } from '../../invariants/conservation.ts';
import { escrowCaps } from '../../invariants/escrow-caps.ts';
import { escrowVerified } from '../../invariants/escrow-verified.ts';
import { expiryMonotonic } from '../../invariants/expiry-monotonic.ts';
import { failStop } from '../../invariants/store/fail-stop.ts';
import { idempotent } from '../../invariants/idempotent.ts';
import type { Judge } from '../../invariants/judge.ts';
import { localityHonoured } from '../../invariants/locality.ts';
import { totalFunction } from '../../invariants/total-function.ts';
import { plainReceipt, witnessReceipt } from '../support/history.ts';
import { eventSeal, log } from '../support/identity.ts';
import type { Log, SignedEvent } from '../support/identity.ts';
import { grouped, message, party, plainParty, time } from '../support/routed.ts';
import { memberOf, putIn, trial, truth, writing } from './trial.ts';
import type { Trial } from './trial.ts';

const [one, two] = [plainParty('one'), plainParty('two')];

function signed({ event, attachments }: SignedEvent): readonly [Message, Attachments] {
  return [event, attachments];
}

function giveAll(there: Trial, { events }: Log): void {
  for (const event of events) there.give(signed(event));
}

/** A history with everything in it that the step judges look at: order, receipts, replies, recovery, duplicity. */
function liveThrough(judge: Judge): Trial {
  const there = trial(judge);
  const witnessed = log('witnessed').incept({ witnesses: [one, two], toad: 2, receipting: [] });
  there.give(signed(witnessed.last));
  const receipt = witnessReceipt(witnessed.last.event, [one, two], 0, 1);
  const before = plainReceipt(log('later').incept().last.event, one);
  there.give([before.message, before.attachments]);
  there.give([receipt.message, receipt.attachments]);
  there.give([receipt.message, receipt.attachments]);
  const made = log('made').incept().interact().interact().rotate().interact();
  for (const event of [...made.events].reverse()) there.give(signed(event));
  giveAll(there, made);
  giveAll(there, log('later').incept());
  const forked = log('forked').incept().interact();
  giveAll(there, forked.interact());
  giveAll(there, forked.interact({ anchors: [eventSeal(made.last.event)] }));
  giveAll(there, forked.rotate());
  const speaker = party('speaker');
  const reply = message('reply', {
    t: 'rpy',
    d: '',
    dt: time(1),
    r: '/loc/scheme',
    a: { eid: speaker.prefix, scheme: 'http', url: 'http://localhost' },
  });
  const said = [reply, grouped(speaker, reply)] as const;
  there.give(said);
  for (const { message: event, attachments } of speaker.log) there.give([event, attachments]);
  there.give(said);
  const half = log('half').incept({ keyCount: 3, signers: [0] });
  there.give(signed(half.last));
  there.give([half.last.event, noAttachments]);
  there.give(signed(log('half').incept({ keyCount: 3, signers: [1, 2] }).last));
  there.give(signed(log('expires').incept({ keyCount: 2, signers: [0] }).last));
  there.wait(3700);
  for (const { id } of there.there.log.waiting()) there.retry(id);
  there.panel.rest(truth({ members: [memberOf(there)] }));
  return there;
}

const stepJudges = [
  bigSn,
  conservation,
  escrowCaps,
  escrowVerified,
  expiryMonotonic,
  idempotent,
  totalFunction,
];

test.each(stepJudges)('$name holds on an honest history, and has something to judge', (judge) => {
  const there = liveThrough(judge);
  expect(there.found()).toEqual([]);
  expect(there.judged()).toBeGreaterThan(3);
});

const onlyFirst =
  (alter: (outcome: Outcome) => Outcome) =>
  (outcome: Outcome): Outcome =>
    outcome.command.kind === 'receive' ? alter(outcome) : outcome;

test('BigSn finds a number that was read other than it was written', () => {
  const there = trial(bigSn);
  const { event, attachments } = log('far').incept().interact().last;
  const far = { ...event, sn: (event.sn + 2n ** 64n) as typeof event.sn };
  const wrong = onlyFirst(({ command, step }) => ({
    command: command.kind === 'receive' ? { ...command, message: far } : command,
    step,
  }));
  there.give([event, attachments], {}, wrong);
  expect(there.found()[0]).toMatch(/is written with sn 1 and was read with sn 10000000000000001/);
});

test('EscrowCaps finds one entry too many of a log, of a source, of what was not checked, and bytes too many', () => {
  const far = (name: string) => log(name).incept().interact().interact();
  const capped = (limits: Partial<typeof defaultEscrowLimits>, sourceId = 's') => {
    const there = trial(escrowCaps);
    const tight = { ...defaultEscrowLimits, ...limits };
    const late = (outcome: Outcome) => outcome;
    for (const made of [far('p'), far('q')]) {
      for (const event of made.events.slice(1)) {
        const outcomes = there.there.receive(event.event, event.attachments, { sourceId });
        for (const outcome of outcomes.map(late))
          there.panel.step({
            node: 'n',
            monotonic: 0,
            ...outcome,
            probe: { ...there.probe(), limits: tight },
          });
      }
    }
    return there.found();
  };
  expect(capped({})).toEqual([]);
  expect(capped({ prefixCountMax: 1 })[0]).toMatch(/2 messages of log \S+ wait, at most 1 may/);
  expect(capped({ sourceCountMax: 3 })[0]).toMatch(/4 messages of source s wait, at most 3 may/);
  expect(capped({ quarantineCountMax: 2 })[0]).toMatch(/3 messages of what could not be checked/);
  expect(capped({ quarantineSizeBytesMax: 2000 })[0]).toMatch(/bytes of what could not be checked/);
  expect(capped({ totalCountMax: 3 }, '')[0]).toMatch(/4 messages of source {2}wait/);
});

test('EscrowVerified finds an event that nobody signed, waiting as checked or accepted', () => {
  const unsigned = (outcome: Outcome): Outcome =>
    writing(
      outcome,
      outcome.step.writes.map((write) =>
        write.kind === 'put-waiting'
          ? { ...write, waiting: { ...write.waiting, quarantined: false, attachments: noAttachments } }
          : write.kind === 'append-event'
            ? { ...write, attachments: noAttachments }
            : write,
      ),
    );
  const waiting = trial(escrowVerified);
  waiting.give(signed(log('short').incept({ keyCount: 2, signers: [0] }).last), {}, unsigned);
  expect(waiting.found()[0]).toMatch(/is kept as pses and no signature of it verifies/);
  const accepted = trial(escrowVerified);
  accepted.give(signed(log('whole').incept().last), {}, unsigned);
  expect(accepted.found()[0]).toMatch(/is kept as accepted/);
});

test('Conservation finds what is accepted and not kept, what is rejected and kept, and what is lost while it waits', () => {
  const made = log('kept').incept();
  const nothing = trial(conservation);
  nothing.give(signed(made.last), {}, (outcome) => writing(outcome, []));
  expect(nothing.found()[0]).toMatch(/is accepted and 0 writes keep it/);

  const kept = trial(conservation);
  kept.give(signed(made.last), {}, ({ command, step }) => ({
    command,
    step: {
      ...step,
      decision: { ...step.decision, outcome: 'rejected', why: { ...step.decision.why, reason: 'unsigned' } },
    },
  }));
  expect(kept.found()[0]).toMatch(/is rejected and was kept/);

  const lost = trial(conservation);
  lost.give(signed(made.interact().last), {}, (outcome) => writing(outcome, []));
  expect(lost.found()[0]).toMatch(/is to wait as \S+ and does not/);

  const left = trial(conservation);
  left.give(signed(made.interact().last));
  left.give(signed(made.last), {}, (outcome) =>
    writing(
      outcome,
      outcome.step.writes.filter(({ kind }) => kind !== 'remove-waiting'),
    ),
  );
  expect(left.found()[0]).toMatch(/is accepted and waits on/);

  const twice = trial(conservation);
  const outcomes = twice.give(signed(made.interact().last));
  const waiting = putIn(outcomes);
  const [first] = outcomes;
  if (first === undefined) throw new Error('it was decided');
  twice.show([first], (outcome) =>
    writing(outcome, [
      { kind: 'remove-waiting', waiting },
      { kind: 'remove-waiting', waiting },
    ]),
  );
  expect(twice.found()[0]).toMatch(/was removed and did not wait/);
});

test('Conservation finds a count of the escrow that is not what waits', () => {
  const there = trial(conservation);
  there.give(signed(log('counted').incept().interact().last));
  const probe = { ...there.probe(), usage: () => ({ count: 0, sizeBytes: 0 }) };
  there.panel.rest(truth({ members: [memberOf(there, { probe })] }));
  expect(there.found()[0]).toMatch(/0 messages of 0 bytes are counted for quarantine; there are 1/);
  const empty = trial(conservation);
  empty.give(signed(log('counted').incept().interact().last));
  empty.panel.rest(truth({ members: [memberOf(empty, { probe: { ...empty.probe(), waiting: () => [] } })] }));
  expect(empty.found()[0]).toMatch(/0 messages wait, and 1 were put/);
});

test('Idempotent finds a cue that is told again, a signature that is added again, and an event that is accepted again', () => {
  const made = log('again').incept({ witnesses: [one, two], toad: 1 });
  const there = trial(idempotent);
  const [accepted] = there.give(signed(made.last));
  if (accepted === undefined) throw new Error('it is accepted');
  expect(there.found()).toEqual([]);
  there.show([accepted]);
  expect(there.found()[0]).toMatch(/was accepted before and is now accepted/);

  const cues = trial(idempotent);
  cues.give(signed(made.last));
  const { sends } = accepted.step;
  cues.give(signed(made.last), {}, ({ command, step }) => ({ command, step: { ...step, sends } }));
  expect(cues.found()[0]).toMatch(/is known and 1 things are told/);

  const added = trial(idempotent);
  added.give(signed(made.last));
  const { prefix, said } = made.last.event;
  added.give(signed(made.last), {}, (outcome) =>
    writing(outcome, [
      {
        kind: 'append-attachments',
        prefix,
        said,
        attachments: { ...noAttachments, controllerSignatures: made.last.attachments.controllerSignatures },
        at: outcome.command.at,
      },
    ]),
  );
  expect(added.found()[0]).toMatch(/is added once more/);
});

test('LocalityHonoured holds for protected events by the protected path, and finds those from outside', () => {
  const made = log('protected').incept({ witnesses: [one], toad: 1 });
  const there = trial(localityHonoured, {}, [one.prefix]);
  there.give(signed(made.last));
  expect(there.judged()).toBe(0);
  there.give(signed(made.last), { source: 'local' });
  expect(there.found()).toEqual([]);
  expect(there.judged()).toBe(1);
  there.give(signed(made.interact().last), { source: 'local' }, ({ command, step }) => ({
    command: command.kind === 'receive' ? { ...command, source: 'remote' } : command,
    step,
  }));
  expect(there.found()[0]).toMatch(/came from outside alone and is accepted/);
});

test('LocalityHonoured finds a delegator that is asked about an event from outside', () => {
  const boss = log('boss').incept();
  const leaf = log('leaf').incept({ delegator: boss.prefix });
  const honest = trial(localityHonoured, {}, [boss.prefix]);
  for (const event of [boss.last, leaf.last]) honest.give(signed(event), { source: 'local' });
  expect(honest.found()).toEqual([]);
  expect(honest.judged()).toBe(2);
  const there = trial(localityHonoured, {}, [boss.prefix]);
  there.give(signed(boss.last), { source: 'local' });
  there.give(signed(leaf.last), { source: 'local' }, ({ command, step }) => ({
    command: command.kind === 'receive' ? { ...command, source: 'remote' } : command,
    step,
  }));
  expect(there.found()[0]).toMatch(/came from outside alone and is acted on/);
});

const short = log('waits').incept({ keyCount: 2, signers: [0] });

test('ExpiryMonotonic finds what a jump of the wall clock dropped', () => {
  const there = trial(expiryMonotonic);
  const { id } = putIn(there.give(signed(short.last)));
  there.wait(10, 86_400);
  there.retry(id);
  expect(there.found()[0]).toMatch(/was dropped after 10000000 microseconds of 3600000000 in pses/);
});

test('ExpiryMonotonic finds what a jump back kept alive', () => {
  const there = trial(expiryMonotonic);
  const { id } = putIn(there.give(signed(short.last)));
  there.wait(10, -86_400);
  there.retry(id);
  expect(there.found()).toEqual([]);
  there.wait(4000);
  there.retry(id);
  expect(there.found()[0]).toMatch(/was tried once more after 4010000000 microseconds/);
});

test('ExpiryMonotonic finds a try that is not the last although the time of the message is over', () => {
  const there = trial(expiryMonotonic);
  const [held] = there.give(signed(short.last));
  const { id } = putIn(held === undefined ? [] : [held]);
  there.wait(3601);
  there.retry(id, (outcome) => (held === undefined ? outcome : { ...outcome, step: held.step }));
  expect(there.found()[0]).toMatch(/was tried once more, 1000000 microseconds after its time in pses/);
});

test('ExpiryMonotonic finds a time to wait that begins anew with each try, and an entry that is forgotten', () => {
  const there = trial(expiryMonotonic);
  const { id } = putIn(there.give(signed(short.last)));
  there.wait(30);
  there.retry(id, (outcome) =>
    writing(
      outcome,
      outcome.step.writes.map((write) =>
        write.kind === 'put-waiting'
          ? { ...write, waiting: { ...write.waiting, since: outcome.command.at } }
          : write,
      ),
    ),
  );
  expect(there.found()[0]).toMatch(/waits since \d+ and is to wait since \d+/);

  const left = trial(expiryMonotonic);
  left.give(signed(short.last));
  left.wait(9000);
  left.give(signed(log('other').incept({ keyCount: 2, signers: [0] }).last));
  left.panel.rest(truth({ members: [memberOf(left)] }));
  expect(left.found()[0]).toMatch(/waits for 9000000000 microseconds/);
});

test('ExpiryMonotonic counts from the opening on for what waited before it', () => {
  const there = trial(expiryMonotonic);
  const { id } = putIn(there.give(signed(short.last)));
  there.reopen('crash');
  there.wait(10, 86_400);
  there.retry(id);
  expect(there.found()).toEqual([]);
});

test('FailStop finds a commit, a step and a send after a commit that failed, and forgets at the next opening', () => {
  const made = log('stops').incept();
  const there = trial(failStop);
  const fail = () => there.panel.commit({ node: 'n', result: 'failed', afterFailure: false });
  there.give(signed(made.last));
  there.panel.commit({ node: 'n', result: 'done', afterFailure: false });
  fail();
  there.reopen('commit-failure');
  there.give(signed(made.interact().last));
  expect(there.found()).toEqual([]);
  expect(there.judged()).toBe(2);
  fail();
  there.give(signed(made.interact().interact().last));
  expect(there.found()[0]).toMatch(/was told to be accepted after a commit that failed/);
  const { prefix, sn, said } = made.last.event;
  there.panel.send({ node: 'n', send: { kind: 'notice', prefix, sn, said }, key: '1', isRepeated: false });
  expect(there.found()[1]).toMatch(/a notice left after a commit that failed/);
  there.panel.commit({ node: 'n', result: 'done', afterFailure: true });
  expect(there.found()[2]).toMatch(/a commit was tried after one that failed/);
});

test('TotalFunction finds a fault of the program, and a refusal without a reason', () => {
  const there = trial(totalFunction);
  there.panel.fault({ node: 'n', says: 'broken promise: KeyState 1' });
  expect(there.found()).toEqual(['broken promise: KeyState 1']);
  there.give(signed(log('why').incept().interact().last), {}, ({ command, step }) => ({
    command,
    step: { ...step, decision: { ...step.decision, why: { ...step.decision.why, reason: undefined } } },
  }));
  expect(there.found()[1]).toMatch(/is escrowed and no rule or reason says why/);
});
