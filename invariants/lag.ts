/**
 * Where members of the healed core lag behind the honest trunks, and whether that is excused.
 *
 * Source: dst.md 3.3 (L1, L2, L5, L6).
 */
import type { Prefix } from '../kernel/cesr/qualified.ts';
import { conflictIn, excuseOfEvent, excuseOfLog } from './excuse.ts';
import type { Member, World } from './judge.ts';
import { openLineage } from './lineage.ts';
import type { Lineage } from './lineage.ts';

/** How a member of the core stands to one honest log. */
export type Standing = {
  readonly member: Member;
  readonly prefix: Prefix;
  /** The first honest event that is not on its trunk; undefined when it has all. */
  readonly missing: string | undefined;
  /** What it saw instead can be recovered from. */
  readonly isRecovery: boolean;
  /** Why nothing can be done about it. */
  readonly excuse: string | undefined;
};

/** The core has had so long to make progress: many of its round trips, and a look at the escrow. */
const progressTime = 60_000_000;

/** Validators and watchers of the core against every log of its honest controllers; empty while the core is not healed long enough. */
export function standingsOf(world: World): readonly Standing[] {
  if (world.core.length === 0 || world.healedFor < progressTime) return [];
  const lineage = openLineage(world);
  const lookers = world.members.filter(
    ({ node, role, probe }) =>
      world.core.includes(node) && probe !== undefined && (role === 'validator' || role === 'watcher'),
  );
  return world
    .aids()
    .filter((prefix) => isHonestInCore(world, prefix))
    .flatMap((prefix) => lookers.map((member) => standingOf(world, lineage, prefix, member)));
}

/** The log of an honest controller of the core: nothing is demanded for others. */
function isHonestInCore({ members, core, honestTrunk, isEquivocating }: World, prefix: Prefix): boolean {
  const controller = members.find(({ own }) => own.includes(prefix));
  return (
    controller !== undefined &&
    core.includes(controller.node) &&
    honestTrunk(prefix).length > 0 &&
    !isEquivocating(prefix)
  );
}

function standingOf(world: World, lineage: Lineage, prefix: Prefix, member: Member): Standing {
  const trunk = member.book.aid(prefix)?.trunk ?? [];
  const said = world.honestTrunk(prefix).find((honest, sn) => trunk[sn]?.event.said !== honest);
  const event = said === undefined ? undefined : world.event(said);
  const conflict = event === undefined ? undefined : conflictIn(world, prefix, member.book);
  return {
    member,
    prefix,
    missing: said,
    isRecovery: conflict?.isRecoverable === true,
    excuse:
      event === undefined
        ? undefined
        : (excuseOfLog(world, prefix) ?? excuseOfEvent(world, lineage, event, member)),
  };
}

/** The excuses that were needed, for the report of a run. */
export function usedExcuses(world: World): readonly string[] {
  return standingsOf(world).flatMap(({ excuse }) => excuse ?? []);
}
