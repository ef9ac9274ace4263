/**
 * I-18 LocalityHonoured: what a node protects is accepted, witnessed and put to its delegator only when it
 * came by the protected path.
 *
 * Source: dst.md 4; K-211, K-213, K-216, K-218, K-220. How a message came is taken from the deliveries
 * that the judge saw, so a message that forgets it while it waits is found.
 */
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../kernel/event/types.ts';
import type { Send } from '../kernel/state/effect.ts';
import type { NodeBook } from './book.ts';
import { witnessesWith } from './fold.ts';
import type { Judge, NodeId, Probe, SeenStep } from './judge.ts';
import { broken } from './verdict.ts';

/** What is asked for of protected events alone. */
const askedLocally: readonly Send['kind'][] = ['witness', 'approve-delegation'];

export const localityHonoured: Judge = {
  id: 'I-18',
  name: 'LocalityHonoured',
  says: 'an event that a node controls, witnesses or delegates is taken by the protected path alone',
  source: 'dst.md 4; K-211, K-213, K-216, K-218, K-220',
  when: ['step'],
  needs: 'world',
  open: () => {
    const locals = new Map<NodeId, Set<Said>>();
    const localsOf = (node: NodeId): Set<Said> => {
      const known = locals.get(node) ?? new Set();
      locals.set(node, known);
      return known;
    };
    return {
      step: (seen) => {
        const { node, command, step } = seen;
        if (command.kind === 'receive' && command.source === 'local')
          localsOf(node).add(command.message.said);
        const asked = step.sends.find(({ kind }) => askedLocally.includes(kind));
        const accepted = protectedOf(seen);
        if (asked === undefined && accepted === undefined) return undefined;
        const said = accepted ?? saidOf(asked);
        if (said !== undefined && localsOf(node).has(said)) return 'holds';
        return broken(
          `${said} came from outside alone and is ${accepted === undefined ? 'acted on' : 'accepted'}`,
        );
      },
      opening: ({ node, probe, refused }) => {
        if (refused !== undefined) return undefined;
        for (const { source, said } of probe.waiting()) if (source === 'local') localsOf(node).add(said);
        return undefined;
      },
    };
  },
};

function saidOf(send: Send | undefined): Said | undefined {
  return send !== undefined && 'said' in send ? send.said : undefined;
}

/** The SAID of the event that the step accepts, if the node protects its log. */
function protectedOf({ step, book, probe }: SeenStep): Said | undefined {
  if (step.decision.outcome !== 'accepted') return undefined;
  for (const write of step.writes)
    if (write.kind === 'append-event' && isProtected(write.stored.event, book, probe))
      return write.stored.event.said;
  return undefined;
}

function isProtected(event: KeyEvent, book: NodeBook, { isOwn }: Probe): boolean {
  if (isOwn(event.prefix)) return true;
  const { witnesses, delegator } = inForce(event, book);
  return (delegator !== undefined && isOwn(delegator)) || witnesses.some(isOwn);
}

type InForce = { readonly witnesses: readonly Prefix[]; readonly delegator: Prefix | undefined };

function inForce(event: KeyEvent, book: NodeBook): InForce {
  if ('witnesses' in event) return event;
  const { witnesses = [], delegator } = book.event(event.prior)?.standing ?? {};
  if (event.ilk === 'ixn') return { witnesses, delegator };
  return { witnesses: witnessesWith(witnesses, event.cuts, event.adds), delegator };
}
