/** Puts together whoever keeps identities at a machine: a disk, clocks and chance of its own. Source: dst.md 2.6. */
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { asciiBytes } from '../../kernel/std/bytes.ts';
import { openClock } from '../clocks.ts';
import { openDisk } from '../disk/open-disk.ts';
import type { Signing } from '../keys.ts';
import type { NodePlan } from '../plan.ts';
import type { Chance } from '../random.ts';
import { Keeper } from './keeper.ts';
import type { KeeperParts } from './keeper-parts.ts';

/** What signs, and what opens key stores. */
export type KeeperKeys = Pick<Signing, 'signer' | 'lockOf'> & { readonly algorithms: Algorithms };

type Making = KeeperKeys &
  Pick<
    KeeperParts,
    'panel' | 'recorder' | 'truth' | 'witnesses' | 'acquaintances' | 'hasGroups' | 'nodes' | 'send'
  > & {
    readonly seed: string;
    readonly now: () => number;
    readonly chance: Chance;
  };

/** Whoever keeps identities at the node. */
export function keeperAt(plan: NodePlan, { seed, now, chance, lockOf, ...parts }: Making): Keeper {
  const draws = chance.of(`keys ${plan.id}`);
  const drawn = draws.of('disk');
  const lockSeed = parts.algorithms.digest('blake3-256', asciiBytes(`${seed}/lock/${plan.id}`));
  return new Keeper({
    ...parts,
    plan,
    clock: openClock(plan, now),
    disk: openDisk({ now, draw: (below, counter) => drawn.draw(below, 0, counter), overlap: false }),
    lock: () => lockOf(lockSeed),
    chance: draws.of('seeds'),
  });
}
