/**
 * Which keys sign and where their signatures point to.
 *
 * Source: keripy.md 8.3 (`Manager.sign`), 2.5 (dual indices).
 */
import type { IndexPlaces } from '../../kernel/cesr/indexed-signature.ts';
import { refused } from './key-plan.ts';
import type { SigningPlan } from './key-plan.ts';

/**
 * The keys that sign by prefix: all current ones, or those at `indices`. Throws `KeelsonError` of code `usage` for a
 * place that the list does not have.
 */
export function keysAt(keys: readonly string[], indices: SigningPlan['indices']): readonly string[] {
  if (indices === undefined || indices.length === 0) return keys;
  return indices.map((index) => {
    const key = keys[index];
    if (key === undefined) throw refused(`there is no current key at ${index} of ${keys.length}`, { index });
    return key;
  });
}

/** Where each of `count` signatures points to. Throws `KeelsonError` of code `usage` for lists of other sizes. */
export function placesOf(count: number, { indices, ondices }: SigningPlan): readonly IndexPlaces[] {
  const given = filled('indices', count, indices);
  const others = filled('ondices', count, ondices);
  return Array.from({ length: count }, (_, place) => {
    const index = given === undefined ? place : given[place];
    if (index === undefined || !isWhole(index)) throw refused('an index is a whole number', { index });
    const ondex = others === undefined ? index : others[place];
    if (ondex !== undefined && !isWhole(ondex)) throw refused('an ondex is a whole number', { ondex });
    return { index, ondex };
  });
}

function filled<T>(name: string, count: number, list: readonly T[] | undefined): readonly T[] | undefined {
  if (list === undefined || list.length === 0) return undefined;
  if (list.length === count) return list;
  throw refused(`${count} signatures take ${count} ${name}, not ${list.length}`, { count });
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
