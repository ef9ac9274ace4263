/** What judges may ask of a node at rest: its own claims, read from its host and from a copy of its disk. */
import type { Said } from '../kernel/cesr/qualified.ts';
import type { EscrowUsage, Waiting } from '../kernel/state/escrow.ts';
import type { Entry } from '../invariants/entry.ts';
import type { Custody, Probe } from '../invariants/judge.ts';
import type { Host } from '../shell/host.ts';
import { openMemoryStore } from '../storage/memory.ts';
import { StoreDamaged } from '../storage/store.ts';
import { tables } from '../storage/tables.ts';
import { verifyStore } from '../storage/verify.ts';
import type { Disk } from './disk/disk.ts';
import { RollingHash } from './hash.ts';
import { whileStill } from './still.ts';
import type { Standing } from './still.ts';
import { linesOf } from './store-lines.ts';
import { openSweeps } from './sweeps.ts';
import type { SweepParts } from './sweeps.ts';

export type ProbeParts = SweepParts & {
  readonly host: () => Host | undefined;
  readonly custody: Custody | undefined;
};

export type NodeProbe = Probe & { readonly waitingCount: () => number };

const nothing: EscrowUsage = { count: 0, sizeBytes: 0 };

/** The probe of a node. While the node is down it answers from what its disk holds. */
export function openProbe(parts: ProbeParts): NodeProbe {
  const { plan, disk, limits, algorithms, own, host } = parts;
  /** The same opening, the same rows, and no decision since. */
  const standing = (): Standing => [host(), disk.version(), parts.lastStepAt()];
  const waiting = whileStill(standing, (): readonly Waiting[] => host()?.escrow.list() ?? []);
  const sweeps = whileStill(standing, () => openSweeps(parts));
  const problems = whileStill(
    () => [disk.version()],
    () =>
      verifyStore({ store: disk.copy(), scratch: openMemoryStore(), algorithms }).findings.map(
        ({ table, key, says }) => `${table} ${key}: ${says}`,
      ),
  );
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
    problems,
    outcome: whileStill(standing, () => outcomeOf(host())),
    rows: () => rowsOf(disk),
    sweep: (order) => sweeps()(order),
    custody: parts.custody,
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

function rowsOf(disk: Disk): string {
  const hash = new RollingHash();
  const store = disk.copy();
  for (const { name } of tables) {
    for (const [key, value] of store.range(name, {})) {
      hash.addText(key);
      hash.addBytes(value);
    }
  }
  return hash.text;
}
