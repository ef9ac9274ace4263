/**
 * Which witnesses a rotation leaves in force: removed ones first, then added ones behind, nobody twice.
 *
 * Source: K-074, K-076, I-14.
 */
import type { Prefix } from '../kernel/cesr/qualified.ts';

export function witnessesWith(
  before: readonly Prefix[],
  cuts: readonly Prefix[],
  adds: readonly Prefix[],
): readonly Prefix[] {
  if (cuts.length === 0 && adds.length === 0) return before;
  const left = new Set(before);
  for (const cut of cuts) left.delete(cut);
  for (const add of adds) left.add(add);
  return [...left];
}
