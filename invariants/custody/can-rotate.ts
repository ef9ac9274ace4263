/**
 * I-54 CanRotate: whatever broke, an identifier whose keys are kept can be rotated again.
 *
 * Source: docs/decisions/0028; dst.md 3.3 (progress is demanded of the healed core). A log that was set back lacks
 * events, and its identifier has to wait until others give them back.
 */
import type { Judge, Verdict, World } from '../judge.ts';
import { openSetBack } from '../set-back.ts';
import { broken, judgeEach } from '../verdict.ts';

export const canRotate: Judge = {
  id: 'I-54',
  name: 'CanRotate',
  says: 'in the healed core every identifier whose keys are kept can be rotated',
  source: 'docs/decisions/0028; dst.md 3.3',
  when: ['liveness'],
  needs: 'world',
  open: () => {
    const setBack = openSetBack();
    return {
      opening: setBack.opening,
      liveness: (world) =>
        judgeEach(world.rotationsAsked(), (asked) =>
          judgeRotation(world, { ...asked, isSetBack: setBack.has(asked.node) }),
        ),
    };
  },
};

type Asked = ReturnType<World['rotationsAsked']>[number] & { readonly isSetBack: boolean };

function judgeRotation(world: World, { node, prefix, sn, isSetBack }: Asked): Verdict {
  const probe = world.members.find((member) => member.node === node)?.probe;
  if (isSetBack || probe === undefined || !world.core.includes(node)) return undefined;
  const state = probe.keyState(prefix);
  if (state !== undefined && state.establishmentSn > sn) return 'holds';
  return broken(`${prefix} was to be rotated from number ${sn.toString(16)} on at ${node}, and was not`);
}
