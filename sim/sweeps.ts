/**
 * Tries everything that waits at a node once more, on copies of its disk, until nothing more moves.
 *
 * Source: dst.md 4 (I-30, I-31). A try is a function of the store, of the time and of the order: a sweep that
 * changed nothing is not made again for an order that comes to the same.
 */
import type { Micros, Prefix } from '../kernel/cesr/qualified.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import { defaultReceiver } from '../kernel/receiver.ts';
import { settle } from '../kernel/settle.ts';
import type { EscrowLimits, View } from '../kernel/state/view.ts';
import type { Probe } from '../invariants/judge.ts';
import { openLedger } from '../storage/ledger.ts';
import type { Disk } from './disk/disk.ts';
import type { NodePlan } from './plan.ts';
import { hashText } from './random.ts';
import { linesOf } from './store-lines.ts';

export type SweepParts = {
  readonly plan: NodePlan;
  readonly disk: Disk;
  readonly algorithms: Algorithms;
  /** AIDs that the node acts for at present. */
  readonly own: () => readonly Prefix[];
  readonly limits: EscrowLimits;
  /** Wall time of the last command that the node decided. */
  readonly lastStepAt: () => Micros;
};

type Sweep = ReturnType<Probe['sweep']>;
type Ledger = ReturnType<typeof openLedger>;

const everything = Number.POSITIVE_INFINITY;
const sweepsMax = 64;

/** The sweeps of a node as it stands now, by order; for as long as it stands so. */
export function openSweeps(parts: SweepParts): Probe['sweep'] {
  const untouched = copyOf(parts);
  const ids = idsOf(untouched);
  const quiet = new Map<string, Sweep>();
  let lines: readonly string[] | undefined;
  return (order) => {
    const name = shuffled(ids, order).join('\n');
    const known = quiet.get(name);
    if (known !== undefined) return known;
    const ledger = copyOf(parts);
    const { changes, sends, left } = sweepCopy(ledger, parts, { order, ids });
    if (changes > 0)
      return { changes, sends, outcome: [...linesOf(ledger.history, ledger.reader), ...left].join('\n') };
    const sweep: Sweep = {
      changes,
      sends,
      get outcome() {
        lines ??= linesOf(untouched.history, untouched.reader);
        return [...lines, ...left].join('\n');
      },
    };
    quiet.set(name, sweep);
    return sweep;
  };
}

function copyOf({ disk, algorithms, plan }: SweepParts): Ledger {
  return openLedger(disk.copy(), { algorithms, keyStateCacheCountMax: plan.cacheCountMax });
}

function sweepCopy(
  ledger: Ledger,
  { algorithms, own, limits, plan, lastStepAt }: SweepParts,
  { order, ids }: { readonly order: number; readonly ids: readonly string[] },
): Pick<Sweep, 'changes' | 'sends'> & { readonly left: readonly string[] } {
  const isOwn = (prefix: Prefix): boolean => own().includes(prefix);
  const awaitsRecoveries = plan.awaitsRecoveries !== false;
  const receiver = { ...defaultReceiver, awaitsRecoveries, isOwn, limits };
  const view: View = { log: ledger.reader, algorithms, receiver };
  let changes = 0;
  let sends = 0;
  let left = ids;
  for (let sweep = 0, before = -1; sweep < sweepsMax && changes > before; sweep++) {
    before = changes;
    for (const id of shuffled(left, order)) {
      for (const { step } of settle(view, { kind: 'retry', id, at: lastStepAt() }, ledger.apply)) {
        changes += step.writes.filter((write) => write.kind !== 'put-waiting').length;
        sends += step.sends.filter(({ kind }) => kind !== 'query').length;
      }
    }
    left = idsOf(ledger);
  }
  return { changes, sends, left: [...left].sort(byText) };
}

/** Ids of what waits. */
function idsOf({ history }: Ledger): readonly string[] {
  return history.waiting({ countMax: everything }).map(({ waiting: { id } }) => id);
}

/** The ids in the order that `order` draws. */
function shuffled(ids: readonly string[], order: number): readonly string[] {
  const placed = ids.map((id) => ({ id, place: hashText(`${String(order)} ${id}`) }));
  placed.sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
  return placed.map(({ id }) => id);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
