/**
 * Seals of delegated events in the logs of their delegators.
 *
 * Source: K-201…K-206, K-231…K-236. An anchor is what a node names for an event, or where it names none, the first
 * one on the trunk of the delegator.
 */
import type { EventReference } from '../../kernel/cesr/attachments.ts';
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import type { BookEvent, NodeBook } from '../book.ts';
import { isOnTrunk } from '../branch.ts';
import { placesOfSeal } from '../event-seal.ts';

/** A delegated event: what is known of it, and who has to vouch for it. */
export type Delegated = {
  readonly event: KeyEvent;
  readonly delegator: Prefix;
  /** What the node names. */
  readonly delegation: EventReference | undefined;
};

/** The delegator's event that seals the event; undefined where there is none. */
export function anchorOf({ event, delegator, delegation }: Delegated, book: NodeBook): BookEvent | undefined {
  const sealing = book.sealing(delegator, event);
  if (delegation !== undefined) return sealing.find((page) => page.event.said === delegation.said);
  return sealing.find((page) => isOnTrunk(book, page));
}

/** The first place of the seal of `of` in an event; -1 when there is none. */
export function sealPlace(anchor: KeyEvent, of: KeyEvent): number {
  const { prefix, sn, said } = of;
  return placesOfSeal(anchor.anchors, { prefix, sn: sn.toString(16), said })[0] ?? -1;
}
