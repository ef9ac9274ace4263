/** What an entry of a plan asks of an identity, as far as its keys allow it. Source: keripy.md 8.5; K-190…K-193. */
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import { isSatisfied } from '../../kernel/event/threshold.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import type { MakeOptions, RotateOptions } from '../../shell/habs/index.ts';
import type { Establishing, HabEntry } from '../plan.ts';

type Asked = Establishing & { readonly exposed: readonly number[] };

/** How the identity is made, with these witnesses, and as a delegate of somebody or nobody. */
export function makeOptions(
  { keyCount, threshold, nextCount, nextThreshold, toad }: Asked,
  { wits, delpre }: { readonly wits: readonly Prefix[]; readonly delpre: Prefix | undefined },
): MakeOptions {
  return {
    ...(delpre === undefined ? {} : { delpre }),
    algo: 'randy',
    wits,
    toad: Math.min(toad, wits.length),
    icount: keyCount,
    isith: fitting(threshold, keyCount),
    ncount: nextCount,
    nsith: fitting(nextThreshold, nextCount),
  };
}

/** How it is rotated: keys that would not meet what was committed to are exposed all together. */
export function rotateOptions(
  { threshold, nextCount, nextThreshold, exposed }: Asked,
  { nextKeyDigests, nextThreshold: committed }: KeyState,
): RotateOptions {
  const known = exposed.filter((place) => place < nextKeyDigests.length);
  const isEnough = known.length > 0 && isSatisfied(committed, known);
  const count = isEnough ? known.length : nextKeyDigests.length;
  const reserved = nextKeyDigests.length - count;
  const ncount = Math.max(nextCount, reserved);
  return {
    isith: fitting(threshold, count),
    ncount,
    nsith: fitting(nextThreshold, ncount),
    ...(isEnough ? { expose: known } : {}),
  };
}

/** How the last interactions are taken back: so many of them, all that can be when nothing is said. */
export function recoverOptions(
  asked: Asked & Pick<HabEntry, 'back'>,
  state: KeyState,
): RotateOptions & { readonly sn?: bigint } {
  const { back } = asked;
  const options = rotateOptions(asked, state);
  return back === undefined ? options : { ...options, sn: state.sn - BigInt(back) + 1n };
}

/** A hex number of keys, at most as many as there are. */
function fitting(threshold: string, count: number): string {
  return Math.min(Number.parseInt(threshold, 16), count).toString(16);
}
