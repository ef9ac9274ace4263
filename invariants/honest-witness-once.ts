/**
 * I-15 HonestWitnessOnce: an honest witness receipts two versions of an event only where the later one took the
 * place of the earlier one; restarts included.
 *
 * Source: dst.md S4; K-066, K-228.
 */
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../kernel/event/types.ts';
import type { Judge, Member, NodeId, Verdict, World } from './judge.ts';
import { mayTakePlace, openLineage, pairsOf } from './lineage.ts';
import type { Lineage } from './lineage.ts';
import { broken } from './verdict.ts';

/** SAIDs that each witness was asked to sign, in the order in which it was. */
type Asked = Map<NodeId, Map<Said, number>>;

export const honestWitnessOnce: Judge = {
  id: 'I-15',
  name: 'HonestWitnessOnce',
  says: 'an honest witness receipts a second version of an event only when it took the place of the first',
  source: 'dst.md S4; K-066, K-228',
  when: ['rest', 'end'],
  needs: 'world',
  open: () => {
    const asked: Asked = new Map();
    const look = (world: World): Verdict => judgeWorld(world, asked);
    return {
      send: ({ node, send }) => {
        if (send.kind !== 'witness') return undefined;
        const before = asked.get(node) ?? new Map<Said, number>();
        asked.set(node, before);
        if (!before.has(send.said)) before.set(send.said, before.size);
        return undefined;
      },
      rest: look,
      end: look,
    };
  },
};

function judgeWorld(world: World, asked: Asked): Verdict {
  const lineage = openLineage(world);
  const pairs = world
    .aids()
    .flatMap(lineage.contested)
    .flatMap(({ versions }) => pairsOf(versions));
  const signed = pairs.flatMap(([one, other]) =>
    bothSigned(world, one, other).map((witness) => ({ one, other, witness })),
  );
  for (const one of signed) {
    const flaw = flawOf(world, lineage, asked, one);
    if (flaw !== undefined) return broken(flaw);
  }
  return signed.length === 0 ? undefined : 'holds';
}

function bothSigned(world: World, one: KeyEvent, other: KeyEvent): readonly Prefix[] {
  const others = world.receipted(other.said);
  return world
    .receipted(one.said)
    .filter((witness) => others.includes(witness) && !world.isFaultyWitness(witness));
}

type Signed = { readonly one: KeyEvent; readonly other: KeyEvent; readonly witness: Prefix };

function flawOf(
  { members }: World,
  { fork }: Lineage,
  asked: Asked,
  { one, other, witness }: Signed,
): string | undefined {
  const member = members.find(({ own }) => own.includes(witness));
  const order = member === undefined ? undefined : asked.get(member.node);
  const [first, second] = [order?.get(one.said), order?.get(other.said)];
  if (member === undefined || first === undefined || second === undefined)
    return `${witness} signed ${one.said} and ${other.said}, one of them without having accepted it`;
  const [earlier, later] = first < second ? [one, other] : [other, one];
  const [before, after] = fork(earlier, later);
  if (mayTakePlace(after, before) && isReplaced(member, earlier, later)) return undefined;
  return `${witness} signed ${earlier.said} and then ${later.said}, which did not take its place`;
}

/** By the book of the witness the later one stands where the earlier one stood; a book that began anew may know one alone. */
function isReplaced({ book }: Member, earlier: KeyEvent, later: KeyEvent): boolean {
  const [first, second] = [book.event(earlier.said), book.event(later.said)];
  return first === undefined || second === undefined || first.isDisputed;
}
