/**
 * How many receipts of outsiders an accepted event keeps. Keys that anybody can make for one receipt would
 * otherwise let one event grow without end, and every receipt after them compare with all of them.
 *
 * Source: DESIGN 2.2; K-128 bounds what waits, this what is kept. Witnesses, the controller and own
 * identifiers are no outsiders: they are as many as the event or this host names.
 */
import type { Attachments } from '../cesr/attachments.ts';
import type { Prefix } from '../cesr/qualified.ts';
import type { View } from '../state/view.ts';

/** What comes to an event, and what it has. */
export type Addition = {
  readonly controller: Prefix;
  /** Stored with it already. */
  readonly known: Attachments;
  /** Verified, in the form it is stored in, and not known. */
  readonly fresh: Attachments;
};

/** What of `fresh` the event keeps, first come first, and how many receipts it has no room for. */
export function keptOf(
  { receiver }: View,
  { controller, known, fresh }: Addition,
): { readonly kept: Attachments; readonly refusedCount: number } {
  const isOutsider = ({ prefix }: { readonly prefix: Prefix }): boolean =>
    prefix !== controller && !receiver.isOwn(prefix);
  const countOf = ({ receiptCouples, transferableReceipts }: Attachments): number =>
    receiptCouples.filter(isOutsider).length + transferableReceipts.filter(isOutsider).length;
  const arriving = countOf(fresh);
  if (arriving === 0) return { kept: fresh, refusedCount: 0 };
  let room = Math.max(0, receiver.limits.attachmentsPerEventCountMax - countOf(known));
  if (arriving <= room) return { kept: fresh, refusedCount: 0 };
  const refusedCount = arriving - room;
  const fits = (receipt: { readonly prefix: Prefix }): boolean => {
    if (!isOutsider(receipt)) return true;
    room -= 1;
    return room >= 0;
  };
  const kept = {
    ...fresh,
    receiptCouples: fresh.receiptCouples.filter(fits),
    transferableReceipts: fresh.transferableReceipts.filter(fits),
  };
  return { kept, refusedCount };
}
