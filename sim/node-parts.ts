/** What a machine of a run is made of. DESIGN 1: the same shell classes as in production; only the ports differ. */
import type { Prefix } from '../kernel/cesr/qualified.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { Send } from '../kernel/state/effect.ts';
import type { EscrowLimits } from '../kernel/state/view.ts';
import type { Panel } from '../invariants/panel.ts';
import type { Published } from '../shell/rolled-back.ts';
import type { NodeClock } from './clocks.ts';
import type { Disk } from './disk/disk.ts';
import type { Keeper } from './keeper/keeper.ts';
import type { NodePlan } from './plan.ts';
import type { Queue } from './queue.ts';
import type { Recorder } from './recorder.ts';

export type NodeParts = {
  readonly plan: NodePlan;
  readonly queue: Queue;
  readonly clock: NodeClock;
  readonly disk: Disk;
  readonly recorder: Recorder;
  readonly panel: Panel;
  readonly algorithms: Algorithms;
  readonly own: readonly Prefix[];
  readonly limits: EscrowLimits;
  /** Told what the node hands on, after it is durable. */
  readonly heard: (send: Send) => void;
  readonly published: () => readonly Published[];
  /** Keeps identities at the machine; undefined where nobody does. */
  readonly keeper: Keeper | undefined;
};
