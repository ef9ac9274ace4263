/** Where an event stands in its log: on the trunk, or on a branch that was superseded. */
import type { Prefix } from '../kernel/cesr/qualified.ts';
import type { BookEvent, NodeBook } from './book.ts';

/** The event on the trunk at a number; undefined above the head. */
export function trunkEvent(book: NodeBook, prefix: Prefix, sn: bigint): BookEvent | undefined {
  const trunk = book.aid(prefix)?.trunk ?? [];
  return sn < BigInt(trunk.length) ? trunk[Number(sn)] : undefined;
}

export function isOnTrunk(book: NodeBook, page: BookEvent): boolean {
  return trunkEvent(book, page.event.prefix, page.event.sn) === page;
}
