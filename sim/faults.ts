/** What breaks: how each fault of a plan is carried out. Source: dst.md 2.6, 3.2. */
import type { Disk } from './disk/disk.ts';
import type { Links } from './links.ts';
import type { MarkName } from './marks.ts';
import type { SimNode } from './node.ts';
import type { FaultEntry } from './plan.ts';
import type { Queue } from './queue.ts';
import type { Recorder } from './recorder.ts';
import type { FaultCount } from './report.ts';

export type FaultParts = {
  readonly node: (id: string) => SimNode | undefined;
  readonly links: Links;
  readonly queue: Queue;
  readonly recorder: Recorder;
};

type NodeFault = Exclude<FaultEntry, { readonly do: 'link' | 'partition' | 'eclipse' }>;

/** Carries a fault out; false when there is nothing that it could strike. */
export function strike(parts: FaultParts, entry: FaultEntry): boolean {
  const { links, recorder } = parts;
  if (entry.do === 'link' || entry.do === 'partition') {
    links.open(entry);
    return true;
  }
  if (entry.do === 'eclipse') {
    links.open(entry);
    return true;
  }
  const node = parts.node(entry.node);
  if (node?.host !== undefined) return strikeNode(parts, node, entry);
  recorder.fault(entry.do, 'requested');
  return false;
}

/** What strikes the disk is counted there; what does not, here. */
function strikeNode({ queue, recorder }: FaultParts, node: SimNode, entry: NodeFault): boolean {
  switch (entry.do) {
    case 'crash':
      return crash(recorder, node, entry);
    case 'commit-error':
      node.comesBackAfter(entry.downFor);
      diskOf(node, entry).strikeNextCommit({ kind: 'error', effect: entry.effect });
      return true;
    case 'false-success':
      node.disk.strikeNextCommit({ kind: 'false-success' });
      return true;
    case 'read-error':
      node.comesBackAfter(entry.downFor);
      node.failNextRead();
      recorder.fault(entry.do, 'requested');
      return true;
    case 'rot':
      if (!node.rot(entry.how, entry.pick)) return false;
      node.stop('damage', entry.downFor);
      return true;
    case 'disk-full':
      node.disk.fill(true);
      queue.add(queue.now + entry.for, () => node.disk.fill(false));
      return true;
    case 'slow-disk':
      node.slowDown(queue.now + entry.for, entry.mean);
      count(recorder, entry.do, ['requested', 'applied']);
      return true;
    case 'restore-snapshot':
      if (!node.disk.restore(Math.max(queue.now - entry.since, 0))) return false;
      node.stop('snapshot', entry.downFor);
      return true;
    case 'clock-jump':
      node.clock.jump(entry.wall);
      count(recorder, entry.do, ['requested', 'applied', 'observed']);
      return true;
    case 'pause':
      node.sleepUntil(queue.now + entry.for);
      count(recorder, entry.do, ['requested', 'applied', 'observed']);
      return true;
  }
}

type Crash = Extract<FaultEntry, { readonly do: 'crash' }>;

const crashMarks: { readonly [P in Exclude<Crash['part'], 'between'>]: MarkName } = {
  pages: 'crash-in-pages',
  sync: 'crash-in-sync',
  meta: 'crash-in-meta',
  after: 'crash-after-commit',
};

function crash(recorder: Recorder, node: SimNode, entry: Crash): boolean {
  if (entry.part !== 'between') {
    const disk = diskOf(node, entry);
    let mark: MarkName | undefined = crashMarks[entry.part];
    disk.watch((result) => {
      if (result !== 'crashed' || mark === undefined) return;
      recorder.mark(mark);
      mark = undefined;
    });
    node.comesBackAfter(entry.downFor);
    disk.strikeNextCommit({ kind: 'crash', part: entry.part, power: entry.power });
    return true;
  }
  node.stop(entry.power ? 'power-loss' : 'crash', entry.downFor);
  return true;
}

/** The disk of the log, or that of the key store; a node that keeps no keys has but one. */
function diskOf(node: SimNode, { disk }: { readonly disk?: 'keys' }): Disk {
  return disk === 'keys' ? (node.keeper?.disk ?? node.disk) : node.disk;
}

function count(recorder: Recorder, fault: string, stages: readonly (keyof FaultCount)[]): void {
  for (const stage of stages) recorder.fault(fault, stage);
}

/** How long a fault lasts, for what is under way together. */
export function lengthOf(entry: FaultEntry): number {
  if ('for' in entry) return entry.for;
  return 'downFor' in entry ? Math.max(entry.downFor, momentary) : momentary;
}

const momentary = 10_000_000;
