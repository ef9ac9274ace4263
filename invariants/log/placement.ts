/**
 * Whether an event fits what was in force before it, whatever its signatures are.
 *
 * Source: K-063, K-064, K-068, K-071, K-074, K-078, K-081, K-118. Written for judges, apart from the rows of the kernel.
 */
import { isTransferable, keyOf } from '../../kernel/cesr/identifiers.ts';
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import type { KeyEvent, Rotation } from '../../kernel/event/types.ts';
import type { Standing } from '../book.ts';

/** True when the event could stand on `before`, ending in `after`. An inception stands on nothing. */
export function fits(event: KeyEvent, before: Standing | undefined, after: Standing): boolean {
  if (before === undefined) return 'witnesses' in event;
  if ('witnesses' in event || before.nextKeyDigests.length === 0) return false;
  if (event.ilk === 'ixn') return !before.traits.includes('EO');
  const isDelegated = before.delegator !== undefined;
  return (event.ilk === 'drt') === isDelegated && fitsChange(event, before, after);
}

function fitsChange(event: Rotation, before: Standing, { witnesses, traits }: Standing): boolean {
  if (event.traits.some((trait) => ['EO', 'DND', 'DID'].includes(trait))) return false;
  if (event.cuts.some((cut) => !before.witnesses.includes(cut))) return false;
  if (!traits.includes('RB') && !event.adds.every(isPlainKey)) return false;
  return witnesses.length === 0 ? event.toad === 0 : event.toad >= 1 && event.toad <= witnesses.length;
}

function isPlainKey(prefix: Prefix): boolean {
  return !isTransferable(prefix) && keyOf(prefix) !== undefined;
}
