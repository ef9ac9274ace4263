/**
 * An accepted event as judges look at it: where it stands, what is in force for it, and which of its
 * attached signatures hold. Found out once for each entry, for all judges.
 *
 * Source: dst.md 3.3; K-158…K-168, K-180, K-182. Written apart from the evidence of the kernel.
 */
import type { Attachments } from '../kernel/cesr/attachments.ts';
import type { Prefix } from '../kernel/cesr/qualified.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { KeyEvent } from '../kernel/event/types.ts';
import type { BookEvent, NodeBook, Standing } from './book.ts';
import type { EventEntry } from './entry.ts';
import { standingAfter } from './fold.ts';
import type { Given, SeenEntry } from './judge.ts';
import { proofsBy } from './proofs.ts';
import type { Proofs } from './proofs.ts';

/** An event with what came with it, and the book before it. */
export type Arriving = {
  readonly event: KeyEvent;
  readonly attachments: Attachments;
  readonly book: NodeBook;
  /** The event of the same log, one number below, that it names; undefined for inceptions and where there is none. */
  readonly prior: BookEvent | undefined;
  /** What is in force for it; undefined when what it stands on is not known. */
  readonly standing: Standing | undefined;
  /** Places of the keys in force that signed it. */
  readonly signed: () => ReadonlySet<number>;
  /** Places of the witnesses in force that vouched for it. */
  readonly witnessed: () => ReadonlySet<number>;
};

/** An entry of an accepted event. */
export type AcceptedEvent = Arriving & { readonly entry: EventEntry };

/** Looks at an entry; undefined for entries that accept no event. */
export type Sight = (seen: SeenEntry) => AcceptedEvent | undefined;

const sights = new WeakMap<Algorithms, Sight>();

/** The sight of all judges that were given the same algorithms: what one finds out of an entry, all know. */
export function sightOf({ algorithms }: Given): Sight {
  const known = sights.get(algorithms);
  if (known !== undefined) return known;
  const proofs = proofsBy(algorithms);
  let last: SeenEntry | undefined;
  let found: AcceptedEvent | undefined;
  const sight: Sight = (seen) => {
    if (seen === last) return found;
    last = seen;
    found = acceptedIn(seen, proofs);
    return found;
  };
  sights.set(algorithms, sight);
  return sight;
}

function acceptedIn({ entry, book }: SeenEntry, proofs: Proofs): AcceptedEvent | undefined {
  if (entry.kind !== 'append-event') return undefined;
  return { ...arrivingOf(entry.stored.event, entry.attachments, book, proofs), entry };
}

/** The event as it comes to a log of which `book` knows what it holds. */
export function arrivingOf(
  event: KeyEvent,
  attachments: Attachments,
  book: NodeBook,
  proofs: Proofs,
): Arriving {
  const prior = priorOf(event, book);
  const isKnown = 'witnesses' in event || prior !== undefined;
  const standing = isKnown ? standingAfter(event, prior?.standing) : undefined;
  let signed: ReadonlySet<number> | undefined;
  let witnessed: ReadonlySet<number> | undefined;
  return {
    event,
    attachments,
    book,
    prior,
    standing,
    signed: () => (signed ??= signedPlaces(event, attachments, standing, proofs)),
    witnessed: () => (witnessed ??= witnessedPlaces(event, attachments, standing, proofs)),
  };
}

function priorOf(event: KeyEvent, book: NodeBook): BookEvent | undefined {
  if (!('prior' in event)) return undefined;
  const prior = book.event(event.prior);
  return prior?.event.prefix === event.prefix && prior.event.sn === event.sn - 1n ? prior : undefined;
}

function signedPlaces(
  event: KeyEvent,
  { controllerSignatures }: Attachments,
  standing: Standing | undefined,
  proofs: Proofs,
): ReadonlySet<number> {
  const places = new Set<number>();
  for (const signature of controllerSignatures) {
    const key = standing?.keys[signature.index];
    if (key !== undefined && proofs.isIndexedBy(key, event, signature)) places.add(signature.index);
  }
  return places;
}

function witnessedPlaces(
  event: KeyEvent,
  { witnessSignatures, receiptCouples }: Attachments,
  standing: Standing | undefined,
  proofs: Proofs,
): ReadonlySet<number> {
  const witnesses: readonly Prefix[] = standing?.witnesses ?? [];
  const places = new Set<number>();
  for (const signature of witnessSignatures) {
    const witness = witnesses[signature.index];
    if (witness !== undefined && proofs.isIndexedBy(witness, event, signature)) places.add(signature.index);
  }
  for (const couple of receiptCouples) {
    const place = witnesses.indexOf(couple.prefix);
    if (place >= 0 && proofs.isPlainBy(couple.prefix, event, couple)) places.add(place);
  }
  return places;
}
