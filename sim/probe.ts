/** What judges may ask of a node at rest: its own claims, read from its host and from a copy of its disk. */
import { fnOf } from '../storage/codec/brand.ts';
import type { Micros, Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import { settle } from '../kernel/settle.ts';
import type { EscrowUsage, Waiting } from '../kernel/state/escrow.ts';
import type { EscrowLimits, View } from '../kernel/state/view.ts';
import { defaultReceiver } from '../kernel/receiver.ts';
import type { Entry } from '../invariants/entry.ts';
import type { Probe } from '../invariants/judge.ts';
import type { Host } from '../shell/host.ts';
import type { History } from '../storage/history.ts';
import { openLedger } from '../storage/ledger.ts';
import { openMemoryStore } from '../storage/memory.ts';
import { StoreDamaged } from '../storage/store.ts';
import { tables } from '../storage/tables.ts';
import { verifyStore } from '../storage/verify.ts';
import type { Disk } from './disk/disk.ts';
import { RollingHash } from './hash.ts';
import type { NodePlan } from './plan.ts';
import { hashText } from './random.ts';

export type ProbeParts = {
  readonly plan: NodePlan;
  readonly disk: Disk;
  readonly algorithms: Algorithms;
  /** AIDs that the node acts for at present. */
  readonly own: () => readonly Prefix[];
  readonly limits: EscrowLimits;
  readonly host: () => Host | undefined;
  /** Wall time of the last command that the node decided. */
  readonly lastStepAt: () => Micros;
};

export type NodeProbe = Probe & { readonly waitingCount: () => number };

const everything = Number.POSITIVE_INFINITY;
const sweepsMax = 64;
const nothing: EscrowUsage = { count: 0, sizeBytes: 0 };
const firstFn = fnOf('0');

/** The probe of a node. While the node is down it answers from what its disk holds. */
export function openProbe(parts: ProbeParts): NodeProbe {
  const { plan, disk, limits, algorithms, own, host } = parts;
  const waiting = (): readonly Waiting[] => host()?.escrow.list() ?? [];
  return {
    node: plan.id,
    limits,
    isOwn: (prefix) => own().includes(prefix),
    keyState: (prefix) => host()?.keyState(prefix),
    usage: (scope) => host()?.history.escrowUsage(scope) ?? nothing,
    waiting,
    waitingCount: () => waiting().length,
    holds: (said) => holds(host(), said),
    count: () => host()?.history.entryCount() ?? 0,
    entries: (from) => entriesOf(host(), from),
    problems: () =>
      verifyStore({ store: disk.copy(), scratch: openMemoryStore(), algorithms }).findings.map(
        ({ table, key, says }) => `${table} ${key}: ${says}`,
      ),
    outcome: () => outcomeOf(host()),
    rows: () => rowsOf(disk),
    sweep: (order) => sweepCopy(parts, order),
  };
}

/** The event is read from its row of the log, and parsed with every check of its bytes, its SAID among them. */
function holds(host: Host | undefined, said: Said): boolean {
  if (host === undefined) return false;
  try {
    const ordinal = host.history.ordinalOf(said);
    if (ordinal === undefined) return false;
    const [placed] = firstOf(host.log(ordinal));
    return placed?.entry.kind === 'append-event' && placed.entry.stored.event.said === said;
  } catch (error) {
    if (error instanceof StoreDamaged) return false;
    throw error;
  }
}

/** The first of `items` alone; the others are not made. */
function firstOf<T>(items: Iterable<T>): readonly T[] {
  for (const item of items) return [item];
  return [];
}

function* entriesOf(
  host: Host | undefined,
  from: number,
): Iterable<{ readonly ordinal: number; readonly entry: Entry }> {
  if (host === undefined) return;
  for (const { ordinal, entry } of host.log(from)) {
    yield { ordinal, entry: entry.kind === 'append-event' ? { ...entry, state: undefined } : entry };
  }
}

function outcomeOf(host: Host | undefined): string {
  if (host === undefined) return '';
  return linesOf(host.history, { keyState: (prefix) => host.keyState(prefix) }).join('\n');
}

/** Trunks, key states and replies, without what depends on the order of arrival. */
function linesOf(history: History, { keyState }: Pick<View['log'], 'keyState'>): readonly string[] {
  const lines = history.prefixes(undefined, everything).map((prefix) => {
    const trunk: string[] = [];
    for (const { stored, isSuperseded } of history.eventsByFn(prefix, firstFn)) {
      if (!isSuperseded) trunk.push(stored.event.said);
    }
    const { fn: _fn, at: _at, ...state } = { ...keyState(prefix) };
    return `${prefix} ${trunk.join(' ')} ${JSON.stringify(state, numberAsText)}`;
  });
  for (const table of ['end-role', 'location'] as const) {
    for (const { record, stored } of history.replies(table)) {
      lines.push(`${table} ${record.key.join(' ')} ${stored.reply.said}`);
    }
  }
  return lines;
}

function numberAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString(16) : value;
}

function rowsOf(disk: Disk): string {
  const hash = new RollingHash();
  const store = disk.copy();
  for (const { name } of tables) {
    for (const [key, value] of store.range(name, {})) {
      hash.addText(key);
      for (const byte of value) hash.addNumber(byte);
    }
  }
  return hash.text;
}

/** Tries everything that waits, in an order of its own, until nothing more moves. */
function sweepCopy(parts: ProbeParts, order: number): ReturnType<Probe['sweep']> {
  const { disk, algorithms, own, limits, plan, lastStepAt } = parts;
  const ledger = openLedger(disk.copy(), { algorithms, keyStateCacheCountMax: plan.cacheCountMax });
  const isOwn = (prefix: Prefix): boolean => own().includes(prefix);
  const awaitsRecoveries = plan.awaitsRecoveries !== false;
  const receiver = { ...defaultReceiver, awaitsRecoveries, isOwn, limits };
  const view: View = { log: ledger.reader, algorithms, receiver };
  let changes = 0;
  let sends = 0;
  for (let sweep = 0, before = -1; sweep < sweepsMax && changes > before; sweep++) {
    before = changes;
    for (const id of shuffled(ledger, order)) {
      for (const { step } of settle(view, { kind: 'retry', id, at: lastStepAt() }, ledger.apply)) {
        changes += step.writes.filter((write) => write.kind !== 'put-waiting').length;
        sends += step.sends.filter(({ kind }) => kind !== 'query').length;
      }
    }
  }
  const left = ledger.history.waiting({ countMax: everything }).map(({ waiting: { id } }) => id);
  return {
    changes,
    sends,
    outcome: [...linesOf(ledger.history, ledger.reader), ...left.sort(byText)].join('\n'),
  };
}

/** Ids of what waits, in the order that `order` draws. */
function shuffled({ history }: ReturnType<typeof openLedger>, order: number): readonly string[] {
  const placed = history
    .waiting({ countMax: everything })
    .map(({ waiting: { id } }) => ({ id, place: hashText(`${String(order)} ${id}`) }));
  placed.sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
  return placed.map(({ id }) => id);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
