/**
 * I-48 Recovers: in the healed core an honest recovery takes the place of what was forged, with the forged branch
 * kept; and a node whose store was set back or replaced gets the honest logs again.
 *
 * Source: dst.md L2, L6.
 */
import type { Prefix } from '../kernel/cesr/qualified.ts';
import type { Judge, Verdict, World } from './judge.ts';
import { standingsOf } from './lag.ts';
import type { Standing } from './lag.ts';
import { openSetBack } from './set-back.ts';
import { broken, judgeEach } from './verdict.ts';

export const recovers: Judge = {
  id: 'I-48',
  name: 'Recovers',
  says: 'the healed core takes honest recoveries, and nodes that lost their store get the honest logs again',
  source: 'dst.md L2, L6',
  when: ['liveness'],
  needs: 'world',
  open: () => {
    const setBack = openSetBack();
    return {
      opening: setBack.opening,
      liveness: (world) =>
        judgeEach(standingsOf(world), (standing) =>
          judgeStanding(world, standing, setBack.has(standing.member.node)),
        ),
    };
  },
};

function judgeStanding(world: World, standing: Standing, isSetBack: boolean): Verdict {
  const { member, prefix, missing, isRecovery, excuse } = standing;
  if (excuse !== undefined || member.isFlooded) return undefined;
  if (missing !== undefined) {
    if (isRecovery) return broken(`${member.node} did not take the recovery of ${prefix} by ${missing}`);
    return isSetBack
      ? broken(`${member.node} lost its store and did not get ${missing} of ${prefix} again`)
      : undefined;
  }
  return isSetBack || hasRecovered(world, prefix, standing) ? 'holds' : undefined;
}

/** The trunk is honest, and something forged was there before. */
function hasRecovered({ isForged }: World, prefix: Prefix, { member }: Standing): boolean {
  return member.book.aid(prefix)?.accepted.some(({ event }) => isForged(event.said)) === true;
}
