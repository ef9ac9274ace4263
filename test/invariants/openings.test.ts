/** The judges of recovery: each holds over honest openings, and finds what a store must not come back with. */
import { expect, test } from 'vitest';
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import type { Message } from '../../kernel/event/types.ts';
import type { Outcome } from '../../kernel/settle.ts';
import type { Send } from '../../kernel/state/effect.ts';
import { ackImpliesDurable } from '../../invariants/store/ack-durable.ts';
import { atomicCommand } from '../../invariants/store/atomic-command.ts';
import { indexEqualsLog } from '../../invariants/store/index-equals-log.ts';
import type { Judge, Probe } from '../../invariants/judge.ts';
import { outboxExactly } from '../../invariants/store/outbox-exactly.ts';
import { replayEquals } from '../../invariants/store/replay-equals.ts';
import { rotDetected } from '../../invariants/store/rot-detected.ts';
import { witnessHighWater } from '../../invariants/store/witness-high-water.ts';
import { log } from '../support/identity.ts';
import type { Log, SignedEvent } from '../support/identity.ts';
import { plainParty } from '../support/routed.ts';
import { entriesOf, memberOf, trial, truth } from './trial.ts';
import type { Trial } from './trial.ts';

const [one] = [plainParty('one')];

function signed({ event, attachments }: SignedEvent): readonly [Message, Attachments] {
  return [event, attachments];
}

const made = log('made').incept().interact().rotate().interact();
const short = log('short').incept({ keyCount: 2, signers: [0] });

/** A node that lived for a while, with something accepted and something waiting, and told all it had to tell. */
function lived(judge: Judge): Trial {
  const there = trial(judge);
  const outcomes = [...made.events, short.last].flatMap((event) => there.give(signed(event)));
  sendsOf(outcomes).forEach((send, at) => tell(there, send, at));
  return there;
}

function sendsOf(outcomes: readonly Outcome[]): readonly Send[] {
  return outcomes.flatMap(({ step }) => step.sends);
}

function tell(there: Trial, send: Send, at: number, isRepeated = false): void {
  there.panel.send({ node: 'n', send, key: `key ${String(at)}`, isRepeated });
}

/** What a node claims whose log ends `less` entries earlier, and that has only those of `waiting`. */
function shorter(there: Trial, less: number, more: Partial<Probe> = {}): Probe {
  const probe = there.probe();
  const count = probe.count() - less;
  return {
    ...probe,
    count: () => count,
    entries: (from) => [...probe.entries(from)].filter(({ ordinal }) => ordinal < count),
    ...more,
  };
}

/** Steps that were decided and nobody was told of. */
function inFlight(there: Trial, events: readonly SignedEvent[]): readonly Outcome['step'][] {
  return events.flatMap(({ event, attachments }) =>
    there.there.receive(event, attachments).map(({ step }) => step),
  );
}

const recoveryJudges = [ackImpliesDurable, atomicCommand, replayEquals, indexEqualsLog, witnessHighWater];

test.each([...recoveryJudges, outboxExactly, rotDetected])(
  '$name holds when a node stops, crashes, and opens with all it had and more',
  (judge) => {
    const there = lived(judge);
    if (judge === witnessHighWater)
      tell(there, { kind: 'witness', prefix: made.prefix, ...numbered(made) }, 99);
    there.reopen('stop');
    const steps = inFlight(there, [log('new').incept().last]);
    there.reopen('crash', { inFlight: steps });
    steps.flatMap(({ sends }) => sends).forEach((send, at) => tell(there, send, 100 + at));
    there.reopen('damage', { refused: 'store-damaged', damaged: ['bit 1'] });
    there.reopen('damage');
    there.panel.rest(truth({ members: [memberOf(there)] }));
    there.panel.end(truth({ members: [memberOf(there)] }));
    expect(there.found()).toEqual([]);
    expect(there.judged()).toBeGreaterThan(0);
  },
);

function numbered({ last: { event } }: Log) {
  return { sn: event.sn, said: event.said };
}

test('AckImpliesDurable finds an entry that is gone, one that changed, one that waits no more, and a word that was given', () => {
  const gone = lived(ackImpliesDurable);
  gone.reopen('power-loss', { probe: shorter(gone, 1) });
  expect(gone.found()[0]).toMatch(/4 entries were acknowledged and 3 are there/);

  const changed = lived(ackImpliesDurable);
  const probe = changed.probe();
  const [first, ...rest] = probe.entries(0);
  if (first === undefined || rest[0] === undefined) throw new Error('there are entries');
  const swapped = [{ ...first, entry: rest[0].entry }, ...rest];
  changed.reopen('crash', { probe: { ...probe, entries: () => swapped } });
  expect(changed.found()[0]).toMatch(/entry 0 was event \S+ and is event/);

  const freed = lived(ackImpliesDurable);
  freed.reopen('crash', { probe: { ...freed.probe(), waiting: () => [] } });
  expect(freed.found()[0]).toMatch(/was told to wait, and it does not/);

  const word = trial(ackImpliesDurable);
  word.give(signed(short.last));
  tell(word, { kind: 'receipt', prefix: made.prefix, ...numbered(made) }, 1);
  word.reopen('power-loss');
  expect(word.found()[0]).toMatch(/others were told of \S+, and it is not there/);
});

test('AckImpliesDurable excuses a store that was set back', () => {
  const there = lived(ackImpliesDurable);
  there.reopen('snapshot', { probe: shorter(there, 2) });
  expect(there.found()).toEqual([]);
  there.reopen('crash', { probe: shorter(there, 2) });
  expect(there.found()).toEqual([]);
  there.reopen('crash', { probe: shorter(there, 3) });
  expect(there.found()[0]).toMatch(/2 entries were acknowledged and 1 are there/);
});

test('AtomicCommand holds for whole steps, and finds half a step', () => {
  const freeing = log('half').incept().interact();
  const begin = () => {
    const there = trial(atomicCommand);
    there.give(signed(freeing.last));
    const [inception] = freeing.events;
    if (inception === undefined) throw new Error('it begins');
    return { there, steps: inFlight(there, [inception]) };
  };
  const whole = begin();
  expect(whole.steps).toHaveLength(2);
  whole.there.reopen('crash', { inFlight: whole.steps });
  expect(whole.there.found()).toEqual([]);
  expect(whole.there.judged()).toBe(1);

  const log1 = begin();
  log1.there.reopen('crash', { inFlight: log1.steps, probe: shorter(log1.there, 1) });
  expect(log1.there.found()[0]).toMatch(/1 entries beyond what was acknowledged and 0 that wait/);

  const half = begin();
  half.there.reopen('crash', { inFlight: half.steps.slice(0, 1) });
  expect(half.there.found()[0]).toMatch(/2 entries beyond/);
});

test('ReplayEquals finds a claim that its log does not give, and a trunk that is not the one that was seen', () => {
  const there = lived(replayEquals);
  const probe = there.probe();
  there.reopen('crash', {
    probe: {
      ...probe,
      keyState: (prefix) => {
        const state = probe.keyState(prefix);
        return state === undefined ? undefined : { ...state, keys: [] };
      },
    },
  });
  expect(there.found()[0]).toMatch(/is claimed to be at/);

  const other = lived(replayEquals);
  other.panel.end(truth({ members: [memberOf(other, { probe: shorter(other, 1) })] }));
  expect(other.found()[0]).toMatch(/4 entries were written and 3 are read/);
});

test('IndexEqualsLog finds what the scrub finds, where nothing was damaged', () => {
  const there = lived(indexEqualsLog);
  const probe = { ...there.probe(), problems: () => ['seals 1: the row is missing'] };
  there.reopen('crash', { probe });
  expect(there.found()[0]).toBe('seals 1: the row is missing');
  there.panel.end(truth({ members: [memberOf(there, { probe })] }));
  expect(there.found()[1]).toBe('at n seals 1: the row is missing');
  const damaged = lived(indexEqualsLog);
  damaged.reopen('stop', { probe, damaged: ['bit 3'] });
  expect(damaged.found()).toEqual([]);
});

test('OutboxExactly finds what was told and not committed, committed and not told, and one key for two things', () => {
  const there = lived(outboxExactly);
  const strange: Send = { kind: 'notice', prefix: made.prefix, ...numbered(made) };
  tell(there, strange, 99);
  expect(there.found()[0]).toMatch(/was told and not committed: notice/);
  tell(there, strange, 0, true);
  expect(there.found()[1]).toMatch(/key 0 is the key of receipt \S+ \S+ and of notice/);

  const silent = trial(outboxExactly);
  silent.give(signed(made.events[0] ?? made.last));
  silent.panel.rest(truth({ members: [memberOf(silent)] }));
  expect(silent.found()[0]).toMatch(/at n was committed and not told: receipt/);
});

test('OutboxExactly follows steps that nobody was told of: durable ones are owed, lost ones are never told', () => {
  const lost = lived(outboxExactly);
  const steps = inFlight(lost, [log('lost').incept().last]);
  lost.reopen('crash', { inFlight: steps, probe: shorter(lost, 1) });
  const [send] = steps.flatMap(({ sends }) => sends);
  if (send === undefined) throw new Error('something is told');
  tell(lost, send, 50);
  expect(lost.found()[0]).toMatch(/was told and not committed/);

  const durable = lived(outboxExactly);
  durable.reopen('crash', { inFlight: inFlight(durable, [log('lost').incept().last]) });
  durable.panel.rest(truth({ members: [memberOf(durable)] }));
  expect(durable.found()[0]).toMatch(/was committed and not told/);
});

test('OutboxExactly lets what was told before a store was set back be told once more', () => {
  const there = lived(outboxExactly);
  there.reopen('snapshot', { probe: shorter(there, 4) });
  tell(there, { kind: 'receipt', prefix: made.prefix, ...numberedFirst() }, 0, true);
  expect(there.found()).toEqual([]);
});

function numberedFirst() {
  const [inception] = made.events;
  if (inception === undefined) throw new Error('it begins');
  return { sn: inception.event.sn, said: inception.event.said };
}

test('RotDetected finds damage that nothing finds, and an answer from a damaged row', () => {
  const there = lived(rotDetected);
  const damaged = ['bit 7'];
  there.reopen('stop', { damaged });
  expect(there.found()[0]).toMatch(/nothing finds what was damaged: bit 7/);
  const wrong = lived(rotDetected);
  const found = { ...wrong.probe(), problems: () => ['states: the checksum is another'] };
  wrong.reopen('stop', { damaged, probe: found });
  expect(wrong.found()).toEqual([]);
  wrong.reopen('stop', { damaged, probe: { ...found, keyState: () => undefined } });
  expect(wrong.found()[0]).toMatch(/the node opened, and answers/);
  const failing = (): never => {
    throw new Error('the row is damaged');
  };
  const before = wrong.found().length;
  wrong.reopen('stop', { damaged, probe: { ...found, keyState: failing } });
  expect(wrong.found()).toHaveLength(before);
});

test('WitnessHighWater finds a witness that opens with less than it signed, and one that signs on', () => {
  const ask = ({ event }: SignedEvent): Send => {
    const { prefix, sn, said } = event;
    return { kind: 'witness', prefix, sn, said };
  };
  const world = (there: Trial, isHonest = true) =>
    truth({
      members: [memberOf(there, { own: [one.prefix], role: 'witness', isHonest })],
      receipted: () => [one.prefix],
    });
  const begin = () => {
    const there = trial(witnessHighWater);
    for (const event of made.events) there.give(signed(event));
    made.events.forEach((event, at) => tell(there, ask(event), at));
    return there;
  };
  const behind = (there: Trial) => shorter(there, 1, { holds: (said) => said !== made.last.event.said });

  const careless = begin();
  careless.reopen('snapshot', { probe: behind(careless) });
  careless.panel.rest(world(careless, false));
  expect(careless.found()).toEqual([]);
  careless.reopen('snapshot', { probe: behind(careless) });
  careless.panel.rest(world(careless));
  expect(careless.found()[0]).toMatch(/the store was opened and does not hold \S+, which was signed/);

  const careful = begin();
  careful.reopen('snapshot', { refused: 'rolled-back' });
  careful.reopen('snapshot', { probe: behind(careful) });
  careful.panel.rest(world(careful));
  expect(careful.found()).toEqual([]);
  expect(careful.judged()).toBe(1);
  tell(careful, ask(made.back().interact({ anchors: [] }).interact().last), 50);
  careful.panel.end(world(careful));
  expect(careful.found()[0]).toMatch(/was signed while \S+, signed before, is not there/);
});

test('the entries of a live node and of its log compare equal, byte by byte', () => {
  const there = lived(ackImpliesDurable);
  expect(entriesOf(there.there)).toHaveLength(4);
  there.reopen('stop');
  expect(there.found()).toEqual([]);
});
