/** Which nodes are looked at where looking at all of them is dear. Over many runs it is each of them. */
import type { Member, World } from '../judge.ts';

/** One member of three, by how much was written in the run; of fewer than three members, all. */
export function oneOfThree({ members }: World): readonly Member[] {
  if (members.length < 3) return members;
  const entries = members.reduce((sum, { book }) => sum + book.count(), 0);
  return members.filter((_, at) => (at + entries) % 3 === 0);
}
