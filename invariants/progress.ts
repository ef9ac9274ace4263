/**
 * I-47 Progress: in the healed core honest events are accepted by everybody, and none of them is left waiting.
 *
 * Source: dst.md L1, L3. Nodes under a flood are judged by I-49, recoveries and stores that were set back by I-48.
 */
import type { Said } from '../kernel/cesr/qualified.ts';
import type { Judge, Verdict, World } from './judge.ts';
import { standingsOf } from './lag.ts';
import type { Standing } from './lag.ts';
import { openSetBack } from './set-back.ts';
import { broken } from './verdict.ts';

export const progress: Judge = {
  id: 'I-47',
  name: 'Progress',
  says: 'the healed core accepts every honest event, and leaves none waiting',
  source: 'dst.md L1, L3',
  when: ['liveness'],
  needs: 'world',
  open: () => {
    const setBack = openSetBack();
    return {
      opening: setBack.opening,
      liveness: (world) => {
        const judged = standingsOf(world).filter(
          ({ member, isRecovery }) => !member.isFlooded && !isRecovery && !setBack.has(member.node),
        );
        return judgeStandings(world, judged);
      },
    };
  },
};

function judgeStandings(world: World, standings: readonly Standing[]): Verdict {
  let verdict: Verdict;
  for (const { member, prefix, missing, excuse } of standings) {
    if (excuse !== undefined) continue;
    if (missing !== undefined) return broken(`${member.node} did not come to accept ${missing} of ${prefix}`);
    const left = leftWaiting(world, { member, prefix });
    if (left !== undefined)
      return broken(`${left} still waits at ${member.node}, and all of its log is there`);
    verdict = 'holds';
  }
  return verdict;
}

/** An honest event that waits although the whole log is accepted. */
function leftWaiting(
  world: World,
  { member, prefix }: Pick<Standing, 'member' | 'prefix'>,
): Said | undefined {
  const honest = new Set(world.honestTrunk(prefix));
  const waiting = member.probe?.waiting() ?? [];
  return waiting.find(({ message, said }) => message.kind === 'key-event' && honest.has(said))?.said;
}
