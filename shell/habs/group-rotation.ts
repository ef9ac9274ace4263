/** Rotations of groups, out of the keys that their members contributed. Source: keripy.md 8.6. */
import { snOf } from '../../kernel/cesr/number.ts';
import { buildRotation } from '../../kernel/event/build-key-event.ts';
import type { Rotation } from '../../kernel/event/types.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import { KeelsonError } from '../errors.ts';
import { keysOfMembers, revealsEnough, wrongMembers } from './group-members.ts';
import type { MemberRef } from './group-members.ts';
import type { HabDesk } from './hab-desk.ts';
import { anchorsOf, rotationThresholds, rotationToad } from './hab-plan.ts';
import type { RotateOptions } from './hab-plan.ts';
import { written } from './making-events.ts';

/** How a group is rotated. */
export type GroupRotation = Omit<RotateOptions, 'expose' | 'ncount' | 'ncode' | 'dcode'> & {
  /** Members whose keys sign from here on; those of before when left out. KERIpy: `smids`. */
  readonly signing?: readonly MemberRef[];
  /** Members whose next keys are committed to; those of `signing` when left out. KERIpy: `rmids`. */
  readonly rotating?: readonly MemberRef[];
  /** Takes the place of an interaction at that number, or of another event that the member signed there. */
  readonly recover?: bigint;
};

/**
 * The rotation that follows `state`, or the event before that it recovers from. Throws `KeelsonError`: `not-in-the-past`,
 * `unknown-prefix`, and `wrong-members` when the keys reveal too little.
 */
export function rotationOfGroup(
  { host, making }: HabDesk,
  { name, state }: { readonly name: string; readonly state: KeyState },
  options: GroupRotation,
  { signing, rotating }: { readonly signing: readonly MemberRef[]; readonly rotating: readonly MemberRef[] },
): Rotation {
  const { recover, data, cuts = [], adds = [] } = options;
  const before = recover === undefined ? state : host.keyStateAt(state.prefix, { sn: recover - 1n });
  if (before === undefined)
    throw new KeelsonError('not-in-the-past', {
      says: `the log of ${name} has no event before sn ${String(recover)} to recover from`,
    });
  const established = keysOfMembers(host, signing, rotating);
  if (!revealsEnough(host, established.keys, before))
    throw wrongMembers(
      'the keys of these members reveal too few of those that were committed to; let members rotate first, and know their logs',
    );
  const plan = {
    ...established,
    ...rotationThresholds(options, before, established.nextKeyDigests.length),
    toad: rotationToad(options, before),
    anchors: anchorsOf(data),
    prefix: state.prefix,
    sn: snOf(before.sn + 1n),
    prior: before.said,
    delegated: before.delegator !== undefined,
    witnessesBefore: before.witnesses,
    cuts,
    adds,
    traits: [],
  };
  return written(buildRotation(plan, making));
}
