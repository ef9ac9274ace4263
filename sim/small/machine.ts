/**
 * The one machine of a small world: a real host over a simulated disk, with everything that judges look at. It
 * is given deeds one by one, and may be stopped inside of any commit.
 *
 * Source: dst.md 2.6, 5.2.
 */
import type { Judge } from '../../invariants/judge.ts';
import { openPanel } from '../../invariants/panel.ts';
import type { Panel } from '../../invariants/panel.ts';
import { defaultEscrowLimits } from '../../kernel/receiver.ts';
import { openClock } from '../clocks.ts';
import type { Disk } from '../disk/disk.ts';
import { openDisk } from '../disk/open-disk.ts';
import type { Signing } from '../keys.ts';
import { drain } from '../machine/drain.ts';
import { SimNode } from '../node.ts';
import type { NodePlan } from '../plan.ts';
import { Queue } from '../queue.ts';
import { Recorder } from '../recorder.ts';
import { openTruth } from '../truth.ts';
import type { Truth } from '../truth.ts';
import { worldOf } from '../world.ts';
import type { Deed } from './deeds.ts';

/** Where the machine stops. */
export type Stop =
  /** In a part of that commit; the first one that a deed makes is commit 1. */
  | {
      readonly commit: number;
      readonly part: 'pages' | 'sync' | 'meta' | 'after';
      readonly power: boolean;
      /** Whether a head that was being written landed. */
      readonly landed: boolean;
    }
  /** Before that deed; behind the last one for the number that follows it. */
  | { readonly deed: number; readonly power: boolean };

/** What a world is made of. */
export type SmallParts = {
  readonly signing: Signing;
  readonly judges: readonly Judge[];
  /** The disk as the machine finds it; defects of tests go here. */
  readonly disk?: (disk: Disk) => Disk;
  /** Told the rows after every commit that returned. */
  readonly committed?: (rows: string) => void;
};

export type SmallMachine = {
  /** Does a deed, and everything that follows from it. False when the machine stopped in it. */
  readonly take: (deed: Deed) => Promise<boolean>;
  /** Does the deed again that was under way when the machine stopped, as its author does. */
  readonly takeAgain: (deed: Deed) => Promise<boolean>;
  readonly stop: (power: boolean) => void;
  /** Time goes on until the machine is up again. */
  readonly comeBack: () => Promise<void>;
  readonly isUp: () => boolean;
  /** Commits that returned. */
  readonly commits: () => number;
  /** Equal for equal rows. */
  readonly rows: () => string;
  /** Equal for equal logs, key states and replies, and for equal messages that wait. */
  readonly outcome: () => string;
  /** Everything is judged that is judged at rest and at the end; what was broken, in words. */
  readonly finish: () => readonly string[];
};

const plan: NodePlan = {
  id: 'n',
  role: 'validator',
  wallOffset: 0,
  skewPpm: 0,
  batchCountMax: 8,
  tick: 0,
  cacheCountMax: 16,
};

const settlingTime = 60_000_000;

/** Switches a machine on. It opens its store for the first time. */
export async function openSmallMachine(parts: SmallParts, stop: Stop | undefined): Promise<SmallMachine> {
  const { signing, judges } = parts;
  const queue = new Queue();
  const truth = openTruth();
  const recorder = new Recorder(() => queue.now, false);
  const panel = openPanel(judges, { algorithms: signing.recorded, own: () => [] }, () => recorder.steps);
  const isLanding = stop !== undefined && 'commit' in stop && stop.landed;
  const plain = openDisk({
    now: () => queue.now,
    draw: (below) => (isLanding ? 1 : 0) % below,
    overlap: false,
  });
  const disk = parts.disk?.(plain) ?? plain;
  const node = new SimNode({
    plan,
    queue,
    clock: openClock(plan, () => queue.now),
    disk,
    recorder,
    panel,
    algorithms: signing.algorithms,
    own: [],
    limits: defaultEscrowLimits,
    heard: () => undefined,
    published: () => [],
    keeper: undefined,
  });
  await node.open();
  const commits = countCommits(disk, stop, () => parts.committed?.(node.probe.rows()));
  const acting: Acting = { queue, node, truth, removing: undefined };
  return {
    take: (deed) => take(acting, deed, false),
    takeAgain: (deed) => take(acting, deed, true),
    stop: (power) => node.stop(power ? 'power-loss' : 'crash', 1),
    comeBack: () => comeBack(queue, node),
    isUp: () => node.host !== undefined,
    commits,
    rows: () => node.probe.rows(),
    outcome: () => `${node.probe.outcome()}\n${waitingOf(node)}`,
    finish: () => finish(acting, panel),
  };
}

/** Counts commits, and has the one that is to be stopped struck. */
function countCommits(disk: Disk, stop: Stop | undefined, committed: () => void): () => number {
  let count = 0;
  const strikeNext = (): void => {
    if (stop === undefined || !('commit' in stop) || stop.commit !== count + 1) return;
    disk.strikeNextCommit({ kind: 'crash', part: stop.part, power: stop.power });
  };
  disk.watch((result) => {
    if (result !== 'done') return;
    count += 1;
    committed();
    strikeNext();
  });
  strikeNext();
  return () => count;
}

type Acting = {
  readonly queue: Queue;
  readonly node: SimNode;
  readonly truth: Truth;
  /** The waiting message that a person wants removed. */
  removing: string | undefined;
};

async function take(acting: Acting, deed: Deed, isAgain: boolean): Promise<boolean> {
  const { queue, node, truth } = acting;
  deed.tell(truth);
  if (deed.bytes === undefined) await remove(acting, isAgain);
  else await give(queue, node, deed.bytes);
  await drain();
  node.settle();
  return node.host !== undefined;
}

function give(queue: Queue, node: SimNode, bytes: Uint8Array): Promise<void> {
  const chunks = [{ at: queue.now, bytes }];
  const transit = { from: 'w', to: 'n', bytes, note: '', chunks, isAlone: false, isSpoilt: false } as const;
  return node.take({ ...transit, source: 'remote' }, 0);
}

/**
 * A person removes what waits longest, and the same message again when it is still there. A machine that stops
 * meanwhile is seen by its node.
 */
async function remove(acting: Acting, isAgain: boolean): Promise<void> {
  const { host } = acting.node;
  const waiting = host?.escrow.list() ?? [];
  const { id } = waiting.find((one) => !isAgain || one.id === acting.removing) ?? {};
  acting.removing = id;
  if (host === undefined || id === undefined) return;
  await host.escrow.remove({ id }).catch(() => undefined);
}

async function comeBack(queue: Queue, node: SimNode): Promise<void> {
  const until = queue.now + settlingTime;
  while (node.host === undefined) {
    const happening = queue.next(until);
    if (happening === undefined) return;
    await happening();
    await drain();
    node.settle();
  }
}

function waitingOf({ host }: SimNode): string {
  const waiting = host?.escrow.list() ?? [];
  return waiting
    .map(({ id }) => id)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .join(' ');
}

function finish({ node, truth, queue }: Acting, panel: Panel): readonly string[] {
  const world = worldOf({ nodes: [node], panel, truth, queue, healed: () => ({ core: [], at: 0 }) });
  panel.rest(world);
  panel.end(world);
  return panel.findings().map(({ invariant, detail }) => `${invariant}: ${detail}`);
}
