/**
 * S-8 Containment: what an adversary gets accepted at honest nodes is no more than the keys and witnesses it
 * held allow.
 *
 * Source: dst.md S8. Delegates are judged by I-24: without the seal of their delegator nothing of theirs is taken.
 */
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../kernel/event/types.ts';
import type { Judge, Member, NodeId, Verdict, World } from './judge.ts';
import { openLineage } from './lineage.ts';
import type { Lineage } from './lineage.ts';
import { broken } from './verdict.ts';

/** An event that a node accepted and that was not looked at yet. */
type Accepted = {
  readonly node: NodeId;
  readonly prefix: Prefix;
  readonly said: Said;
  /** Nothing of its number was accepted there before. */
  readonly isFirst: boolean;
  /** No rotation of its number or a higher one was accepted there before. */
  readonly isOpen: boolean;
};

export const containment: Judge = {
  id: 'S-8',
  name: 'Containment',
  says: 'an adversary gets accepted what its keys and witnesses allow, and nothing more',
  source: 'dst.md S8',
  when: ['rest', 'end'],
  needs: 'world',
  open: () => {
    const fresh: Accepted[] = [];
    const look = (world: World): Verdict => {
      const lineage = openLineage(world);
      const aids = new Set(world.aids());
      const members = new Map(world.members.map((member) => [member.node, member]));
      let verdict: Verdict;
      for (const one of fresh.splice(0)) {
        const member = members.get(one.node);
        if (member?.isHonest !== true || !aids.has(one.prefix)) continue;
        const flaw = flawOf(world, lineage, { ...one, member });
        if (flaw !== undefined) return broken(`at ${one.node} ${flaw}`);
        verdict = 'holds';
      }
      return verdict;
    };
    return {
      entry: ({ node, entry, book }) => {
        if (entry.kind !== 'append-event') return undefined;
        const { prefix, said, sn } = entry.stored.event;
        const trunk = book.aid(prefix)?.trunk ?? [];
        const above = trunk.filter(({ event }) => event.sn >= sn);
        const isOpen = above.every(({ event }) => event.ilk === 'ixn');
        fresh.push({ node, prefix, said, isFirst: above.length === 0, isOpen });
        return undefined;
      },
      rest: look,
      end: look,
    };
  },
};

type Looked = Accepted & { readonly member: Member };

function flawOf(
  world: World,
  lineage: Lineage,
  { said, prefix, isFirst, isOpen, member }: Looked,
): string | undefined {
  const event = world.event(said);
  if (event === undefined) return `${said} was accepted, and nobody made it`;
  if (!world.isForged(said)) return undefined;
  const { stale, current, next } = world.everHeld(prefix);
  if (!stale && !current && !next) return `${said} was forged without keys and accepted`;
  if (next || (stale && isFirst)) return undefined;
  if (event.ilk !== 'ixn' && isOpen && isRival(world, lineage, event)) return undefined;
  if (!current) return `${said} was forged with stale keys and accepted over an event that was there`;
  if (event.ilk !== 'ixn') return `${said} is a ${event.ilk} that was forged with present keys alone`;
  return unreceipted(world, lineage, { event, member });
}

/**
 * The keys that the event reveals are those that its controller rotated to: whoever holds them can make a rival, which
 * is taken where it comes first. It may be over interactions, as a recovery may (A0).
 */
function isRival(world: World, lineage: Lineage, event: KeyEvent): boolean {
  const commitment = commitmentOf(lineage, event);
  return world.made(event.prefix).some((said) => {
    const other = world.isForged(said) ? undefined : world.event(said);
    return other !== undefined && other.ilk !== 'ixn' && commitmentOf(lineage, other) === commitment;
  });
}

/** The establishment event whose commitment a rotation reveals. */
function commitmentOf(lineage: Lineage, event: KeyEvent): Said | undefined {
  return 'prior' in event ? lineage.standing(event.prior)?.establishmentSaid : undefined;
}

/** Outside of its witnesses a forged interaction needs their receipts. */
function unreceipted(
  { receipted }: World,
  lineage: Lineage,
  { event, member }: { readonly event: KeyEvent; readonly member: Member },
): string | undefined {
  const standing = lineage.standing(event.said);
  if (standing === undefined || standing.toad === 0 || member.own.length > 0) return undefined;
  const { witnesses, toad } = standing;
  const count = receipted(event.said).filter((witness) => witnesses.includes(witness)).length;
  return count >= toad
    ? undefined
    : `${event.said} was forged, has ${count} receipts of ${toad}, and was accepted`;
}
