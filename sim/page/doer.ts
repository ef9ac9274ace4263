/** Who is behind an entry of a plan. The page of a run marks them apart. */
import { adversaryDoings, commandDoings, faultDoings } from '../doings.ts';

export type Doer = 'people' | 'adversary' | 'fault';

/** Later rows win: the commands are those of people and of adversaries. */
const doers: ReadonlyMap<string, Doer> = new Map([
  ...commandDoings.map((doing) => [doing, 'people'] as const),
  ...adversaryDoings.map((doing) => [doing, 'adversary'] as const),
  ...faultDoings.map((doing) => [doing, 'fault'] as const),
]);

/** Who is behind what an entry does; undefined for words that no plan has. */
export function doerOf(doing: string): Doer | undefined {
  return doers.get(doing);
}
