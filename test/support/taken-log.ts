/** Entries of a log as a node would write them that takes every event without a look at it. */
import type { Attachments, EventReference } from '../../kernel/cesr/attachments.ts';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import { microsOf } from '../../kernel/cesr/datetime.ts';
import type { Fn } from '../../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import { standingOfInception, witnessesAfter } from '../../kernel/state/evolve.ts';
import type { Standing, StoredEvent } from '../../kernel/state/stored.ts';
import type { EventEntry } from '../../invariants/entry.ts';
import type { Log, SignedEvent } from './identity.ts';

const takenAt = microsOf(1_704_067_200_000_000n);

/** The attachments as a node keeps them. */
export function keptOf({ attachments }: SignedEvent): Attachments {
  const { controllerSignatures, witnessSignatures } = attachments;
  return { ...noAttachments, controllerSignatures, witnessSignatures };
}

/** The entries of these events, in this order; events of others come in between as they are given. */
export function taken(...events: readonly SignedEvent[]): readonly EventEntry[] {
  const stored = new Map<string, StoredEvent>();
  const counts = new Map<string, bigint>();
  return events.map((one) => {
    const { event } = one;
    const fn = counts.get(event.prefix) ?? 0n;
    counts.set(event.prefix, fn + 1n);
    const before = 'prior' in event ? stored.get(event.prior) : undefined;
    const standing = standingOf(event, before, stored);
    const made: StoredEvent = {
      event,
      fn: fn as Fn,
      at: takenAt,
      source: 'remote',
      establishment:
        standing === undefined && before !== undefined
          ? before.establishment
          : { sn: event.sn, said: event.said },
      standing,
      delegation: undefined,
    };
    stored.set(event.said, made);
    return { kind: 'append-event', stored: made, attachments: keptOf(one), state: undefined };
  });
}

/** The entries of whole logs, one after the other. */
export function takenLogs(...logs: readonly Log[]): readonly EventEntry[] {
  const events = logs.flatMap((log) => log.events);
  return taken(...events.filter((one, at) => events.indexOf(one) === at));
}

function standingOf(
  event: KeyEvent,
  before: StoredEvent | undefined,
  stored: ReadonlyMap<string, StoredEvent>,
): Standing | undefined {
  if ('witnesses' in event) return standingOfInception(event);
  if (event.ilk === 'ixn') return undefined;
  const base = before === undefined ? undefined : stored.get(before.establishment.said)?.standing;
  return {
    witnesses: witnessesAfter(base?.witnesses ?? [], event.cuts, event.adds),
    traits: [...(base?.traits ?? []), ...event.traits],
    delegator: base?.delegator,
  };
}

/** The entry with something else stored. */
export function storing(entry: EventEntry, stored: Partial<StoredEvent>): EventEntry {
  return { ...entry, stored: { ...entry.stored, ...stored } };
}

/** The entry with other attachments. */
export function keeping(entry: EventEntry, attachments: Partial<Attachments>): EventEntry {
  return { ...entry, attachments: { ...entry.attachments, ...attachments } };
}

/** The reference by which a delegate names its seal. */
export function referenceTo({ event: { prefix, sn, said } }: SignedEvent): EventReference {
  return { prefix, sn, said };
}
