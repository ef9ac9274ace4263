/**
 * A judge on trial: real steps of the kernel are shown to it as they are, or altered, and the test asks what
 * it found.
 */
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import type { Message } from '../../kernel/event/types.ts';
import { defaultEscrowLimits } from '../../kernel/receiver.ts';
import type { Outcome } from '../../kernel/settle.ts';
import { settle } from '../../kernel/settle.ts';
import type { Waiting } from '../../kernel/state/escrow.ts';
import type { Receiver } from '../../kernel/state/view.ts';
import type { Entry } from '../../invariants/entry.ts';
import type { Custody, Judge, Member, Probe, SeenOpening, World as Truth } from '../../invariants/judge.ts';
import { openPanel } from '../../invariants/panel.ts';
import { microsOf } from '../../kernel/cesr/datetime.ts';
import { algorithms, world } from '../support/routed.ts';
import type { Delivery, World } from '../support/routed.ts';

export const startedAt = 1_704_067_200_000_000n;

type Alter = (outcome: Outcome) => Outcome;

/** One node, `n`, that is looked at by one judge. */
export function trial(
  judge: Judge,
  receiver: Partial<Receiver> = {},
  own: readonly Prefix[] = [],
  custody?: Custody,
) {
  const there = world({ ...receiver, isOwn: (prefix) => own.includes(prefix) });
  const panel = openPanel([judge], { algorithms, own: () => own });
  let [at, monotonic] = [startedAt, 0];
  const probe = (): Probe => ({ ...probeOf(there, { own, receiver }), custody });
  const show = (outcomes: readonly Outcome[], alter: Alter = (outcome) => outcome): void => {
    for (const outcome of outcomes) panel.step({ node: 'n', monotonic, ...alter(outcome), probe: probe() });
  };
  const give = (
    [message, attachments]: readonly [Message, Attachments],
    delivery: Delivery = {},
    alter?: Alter,
  ): readonly Outcome[] => {
    const { source = 'remote', sourceId = '' } = delivery;
    const command = { kind: 'receive', message, attachments, source, sourceId, at: microsOf(at) } as const;
    const outcomes = settle(there.view, command, there.log.apply);
    show(outcomes, alter);
    return outcomes;
  };
  const retry = (id: string, alter?: Alter): readonly Outcome[] => {
    const outcomes = settle(there.view, { kind: 'retry', id, at: microsOf(at) }, there.log.apply);
    show(outcomes, alter);
    return outcomes;
  };
  return {
    there,
    panel,
    probe,
    show,
    give,
    retry,
    /** Time passes on both clocks; `jump` moves the wall clock alone. */
    wait: (seconds: number, jump = 0) => {
      at += BigInt(seconds + jump) * 1_000_000n;
      monotonic += seconds * 1_000_000;
    },
    reopen: (after: SeenOpening['after'], more: Partial<SeenOpening> = {}) => {
      panel.opening({
        node: 'n',
        probe: probe(),
        after,
        refused: undefined,
        inFlight: [],
        damaged: [],
        ...more,
      });
    },
    /** What was found. */
    found: () => panel.findings().map(({ detail }) => detail),
    /** How often the judge judged. */
    judged: () => panel.judged()[0]?.[1] ?? 0,
  };
}

export type Trial = ReturnType<typeof trial>;

export function entriesOf({ log }: World): readonly Entry[] {
  return log.writes.flatMap((write): readonly Entry[] =>
    write.kind === 'put-waiting' || write.kind === 'remove-waiting' ? [] : [write],
  );
}

type How = { readonly own?: readonly Prefix[]; readonly receiver?: Partial<Receiver> };

/** What a node that keeps a model log claims. */
export function probeOf(there: World, { own = [], receiver = {} }: How = {}): Probe {
  const { reader } = there.log;
  return {
    node: 'n',
    limits: receiver.limits ?? defaultEscrowLimits,
    isOwn: (prefix) => own.includes(prefix),
    keyState: reader.keyState,
    usage: reader.escrowUsage,
    waiting: there.log.waiting,
    holds: (said) => reader.event(said) !== undefined,
    count: () => entriesOf(there).length,
    entries: (from) =>
      entriesOf(there)
        .map((entry, ordinal) => ({ ordinal, entry }))
        .slice(from),
    problems: () => [],
    outcome: () => outcomeOf(there),
    rows: () => outcomeOf(there),
    sweep: () => ({ changes: 0, sends: 0, outcome: outcomeOf(there) }),
  };
}

function outcomeOf(there: World): string {
  const prefixes = new Set(
    entriesOf(there).flatMap((entry) => (entry.kind === 'append-event' ? [entry.stored.event.prefix] : [])),
  );
  return [...prefixes]
    .sort()
    .map((prefix) => `${prefix} ${String(there.log.reader.keyState(prefix)?.said)}`)
    .join('\n');
}

/** What waits, as the last write of a step put it. */
export function putIn(outcomes: readonly Outcome[]): Waiting {
  const put = outcomes
    .flatMap(({ step }) => step.writes)
    .flatMap((write) => (write.kind === 'put-waiting' ? [write.waiting] : []));
  const last = put.at(-1);
  if (last === undefined) throw new Error('nothing was put');
  return last;
}

/** The outcome with other writes. */
export function writing(outcome: Outcome, writes: Outcome['step']['writes']): Outcome {
  return { ...outcome, step: { ...outcome.step, writes } };
}

/** A member of a run, with what a trial keeps. */
export function memberOf(one: Trial, more: Partial<Member> = {}): Member {
  return {
    node: 'n',
    role: 'validator',
    isHonest: true,
    own: [],
    probe: one.probe(),
    isDownFor: undefined,
    isFlooded: false,
    awaitsRecoveries: true,
    book: one.panel.book('n'),
    ...more,
  };
}

const nothingHeld = { stale: false, current: false, next: false };

/** A run in which nothing happened, but for what is given. */
export function truth(more: Partial<Truth> = {}): Truth {
  return {
    members: [],
    held: () => nothingHeld,
    everHeld: () => nothingHeld,
    receipted: () => [],
    isFaultyWitness: () => false,
    honestTrunk: () => [],
    made: () => [],
    event: () => undefined,
    isForged: () => false,
    isEquivocating: () => false,
    aids: () => [],
    rotationsAsked: () => [],
    received: () => '',
    core: [],
    healedFor: 0,
    now: microsOf(startedAt),
    ...more,
  };
}
