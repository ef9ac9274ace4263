/**
 * Whether a node has a part in an event: it controls the identifier, or is a witness of it. Such a node takes
 * the event before witnesses and the delegator have vouched for it.
 *
 * Source: K-210, K-214; keripy.md 3.6, 3.9. What a node controls does not stand in its log. Where nobody says
 * it, an event from a local source may be such a matter, and one from outside cannot, as long as the node
 * follows the specification (K-211…K-220).
 */
import type { Prefix } from '../kernel/cesr/qualified.ts';
import type { Source } from '../kernel/state/stored.ts';
import type { Given, NodeId } from './judge.ts';

/** True when the event is an own matter of the node, or may be one. */
export function mayBeOwnMatter(
  given: Given,
  node: NodeId,
  event: { readonly prefix: Prefix; readonly witnesses: readonly Prefix[]; readonly source: Source },
): boolean {
  if (given.own === undefined) return event.source === 'local' || given.compat === 'keripy-1.1';
  const own = given.own(node);
  return own.includes(event.prefix) || event.witnesses.some((witness) => own.includes(witness));
}
