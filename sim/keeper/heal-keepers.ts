/**
 * What those who keep identities do once the core is healed: they get back what their machines lost of their logs and
 * of receipts, and tell again what others lost; delegators approve what delegates ask for, and everything that keeps its keys is rotated
 * once more.
 *
 * Source: dst.md 3.3 (liveness); docs/decisions/0028.
 */
import { endured } from '../people/endured.ts';
import type { Stage } from '../stage.ts';
import type { Keeper } from './keeper.ts';
import { exportedLog } from './telling-logs.ts';

const second = 1_000_000;
/** When everything is to rotate: whatever is to come up has come up. */
const rotationDelay = 100 * second;
/** When logs are given back to those who lost them. */
const returnDelays = [50, 70, 90, 130, 180, 230].map((seconds) => seconds * second);
/** When everything that is kept is told again. */
const tellingDelays = [60, 80, 110, 150, 200, 240].map((seconds) => seconds * second);
/** Between looks at what is to be approved: a rotation is asked for once what was before it is approved. */
const approvalPause = 5 * second;
const approvalsFrom = 62 * second;
const approvalsUntil = 220 * second;
/** Groups are rotated after their members, and what was proposed before is settled. */
const groupRotationDelay = 140 * second;
const groupsPause = 10 * second;

/** Plans it all. */
export function healKeepers(keepers: readonly Keeper[], stage: Stage): void {
  const plan = (delay: number, act: (keeper: Keeper) => void): void =>
    stage.later(delay, () => keepers.forEach(act));
  for (const delay of returnDelays) plan(delay, (keeper) => giveBack(keeper, stage));
  for (const delay of tellingDelays) plan(delay, (keeper) => keeper.tellAll());
  plan(rotationDelay, (keeper) => keeper.rotateAll());
  for (let delay = approvalsFrom; delay <= approvalsUntil; delay += approvalPause)
    plan(delay, (keeper) => keeper.approveAll());
  for (let delay = approvalsFrom; delay <= approvalsUntil; delay += groupsPause)
    plan(delay, (keeper) => keeper.groupsAll());
  plan(groupRotationDelay, (keeper) => keeper.rotateGroups(stage.plan.core));
}

/**
 * Witnesses give logs with their receipts, and where the owner lacks events everybody does. The owner takes them by the
 * protected path.
 */
function giveBack(keeper: Keeper, { plan, host, send }: Stage): void {
  const witnesses = plan.nodes.flatMap(({ id, role }) => (role === 'witness' ? [id] : []));
  for (const { prefix, isBehind } of keeper.standing()) {
    for (const from of plan.core) {
      const giving = host(from);
      if (from === keeper.node || giving?.keyState(prefix) === undefined) continue;
      if (!isBehind && !witnesses.includes(from)) continue;
      endured(exportedLog(giving, prefix), (bytes) =>
        send({ from, to: keeper.node, bytes, source: 'local', note: `back ${prefix}` }),
      );
    }
  }
}
