/**
 * Where a delegated event is sealed in its delegator's log.
 *
 * Source: K-201…K-206; keripy.md 3.8 (D-6, D-7), 3.9, B-7. Only seals on the delegator's trunk count; a wrong
 * pointer to a seal does no harm when the seal is there.
 */
import type { EventReference } from '../cesr/attachments.ts';
import type { Prefix, Said, Sn } from '../cesr/qualified.ts';
import { eventSealOf } from '../event/seal.ts';
import type { EventSeal, KeyEvent } from '../event/types.ts';
import type { LogReader } from '../state/view.ts';

/** The seal that a log must contain to vouch for `event`. K-206. */
export function sealFor(event: {
  readonly prefix: Prefix;
  readonly sn: bigint;
  readonly said: Said;
}): EventSeal {
  return { prefix: event.prefix, sn: event.sn.toString(16), said: event.said };
}

/** True when the accepted event is on the trunk of its log: the last one accepted at its number. */
export function isOnTrunk(
  log: LogReader,
  event: { readonly prefix: Prefix; readonly sn: Sn; readonly said: Said },
): boolean {
  const head = log.keyState(event.prefix);
  if (head === undefined || event.sn > head.sn) return false;
  return log.acceptedAt(event.prefix, event.sn).at(-1) === event.said;
}

/**
 * The event of `sealer`'s trunk that seals `event`: the one that `hints` name if it does, else the first.
 */
export function sealingEvent(
  log: LogReader,
  sealer: Prefix,
  event: { readonly prefix: Prefix; readonly sn: bigint; readonly said: Said },
  hints: readonly { readonly said: Said }[],
): EventReference | undefined {
  const found: EventReference[] = [];
  for (const said of log.sealing(sealer, sealFor(event))) {
    const sealing = log.event(said)?.event;
    if (sealing !== undefined && isOnTrunk(log, sealing)) {
      found.push({ prefix: sealer, sn: sealing.sn, said });
    }
  }
  return found.find(({ said }) => hints.some((hint) => hint.said === said)) ?? found[0];
}

/** A pointer to the event that is to hold a seal: a couple, or a triple that names the log as well. */
export type SealPointer = { readonly prefix?: Prefix; readonly sn: Sn; readonly said: Said };

/** The pointers that name an event of the sealer's log whose number another event has on the trunk. D-7. */
export function lostPointers(
  log: LogReader,
  sealer: Prefix,
  pointers: readonly SealPointer[],
): readonly SealPointer[] {
  const head = log.keyState(sealer);
  return pointers.filter(
    ({ prefix = sealer, sn, said }) =>
      prefix === sealer && head !== undefined && sn <= head.sn && log.acceptedAt(sealer, sn).at(-1) !== said,
  );
}

/** Place of the seal for `of` among the anchors of `event`; -1 when there is none. */
export function sealPlace(
  event: KeyEvent,
  of: { readonly prefix: Prefix; readonly sn: bigint; readonly said: Said },
): number {
  const wanted = sealFor(of);
  return event.anchors.findIndex((anchor) => {
    const seal = eventSealOf(anchor);
    return (
      seal !== undefined &&
      seal.prefix === wanted.prefix &&
      seal.sn === wanted.sn &&
      seal.said === wanted.said
    );
  });
}
