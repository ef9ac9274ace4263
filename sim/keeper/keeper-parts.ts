/** What whoever keeps identities at a machine is given. */
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import type { Panel } from '../../invariants/panel.ts';
import type { RowLock } from '../../shell/keys/row-lock.ts';
import type { NodeClock } from '../clocks.ts';
import type { Disk } from '../disk/disk.ts';
import type { Signer } from '../keys.ts';
import type { Delivery } from '../stage.ts';
import type { Acquaintances } from './acquaintances.ts';
import type { KeptWitnesses } from './kept-witnesses.ts';
import type { NodePlan } from '../plan.ts';
import type { Chance } from '../random.ts';
import type { Recorder } from '../recorder.ts';
import type { Truth } from '../truth.ts';

export type KeeperParts = {
  readonly plan: NodePlan;
  readonly clock: NodeClock;
  /** Of the key store alone. */
  readonly disk: Disk;
  /** What the passcode of the key store opens it with, without its stretching. */
  readonly lock: () => RowLock;
  /** Seeds are drawn by it. */
  readonly chance: Chance;
  readonly signer: Signer;
  readonly algorithms: Algorithms;
  readonly panel: Panel;
  readonly recorder: Recorder;
  readonly truth: Truth;
  readonly witnesses: KeptWitnesses;
  readonly acquaintances: Acquaintances;
  /** The plan has groups: they are opened, too. */
  readonly hasGroups: boolean;
  /** Ids of all nodes. */
  readonly nodes: readonly string[];
  readonly send: (delivery: Delivery) => void;
};
