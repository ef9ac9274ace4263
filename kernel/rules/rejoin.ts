/** A message delivered again while it waits: what came with either delivery counts. keripy.md 5.4 E-3. */
import type { Message } from '../event/types.ts';
import { mergeAttachments } from '../state/merge.ts';
import type { View } from '../state/view.ts';
import type { Arrival } from './arrival.ts';

/** The arrival, with the entry it waits as and the attachments of both. */
export function rejoined<M extends Message>(view: View, arrival: Arrival<M>): Arrival<M> {
  if (arrival.waiting !== undefined) return arrival;
  const waiting = view.log.waiting(arrival.message.said);
  if (waiting === undefined) return arrival;
  return { ...arrival, waiting, attachments: mergeAttachments(waiting.attachments, arrival.attachments) };
}
