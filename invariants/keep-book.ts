/**
 * Keeps the book of a node: folds its log a second time, naively, from the events alone.
 *
 * Source: dst.md 3.3, I-11. It shares no rule with the kernel and checks nothing: a log that breaks its
 * promises is folded as far as it goes, so that judges can speak of it. An event beyond the end of the
 * trunk, and a second inception, are accepted events that stand on no trunk.
 */
import type { Attachments } from '../kernel/cesr/attachments.ts';
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../kernel/event/types.ts';
import type { DuplicityEvidence, StoredReply } from '../kernel/state/stored.ts';
import type { BookEvent, NodeBook } from './book.ts';
import type { Entry, EventEntry } from './entry.ts';
import { readEventSeal } from './event-seal.ts';
import { standingAfter } from './fold.ts';

/** The book of a node, and the pen for it. */
export type OpenBook = {
  readonly book: NodeBook;
  /** Adds an entry of the log. Entries come in the order of the log. */
  readonly keep: (ordinal: number, entry: Entry) => void;
};

/** As `BookEvent`, while it is written. */
type Page = Omit<BookEvent, 'isDisputed' | 'attachments' | 'prior'> & {
  readonly attachments: Attachments[];
  readonly prior: Page | undefined;
  isDisputed: boolean;
};

/** As `AidBook`, while it is written. */
type Volume = { readonly prefix: Prefix; readonly accepted: Page[]; readonly trunk: Page[] };

/** An accepted event that seals another. */
type Sealing = { readonly page: Page; readonly prefix: string; readonly sn: string };

type Shelves = {
  readonly volumes: Map<Prefix, Volume>;
  readonly inOrder: Volume[];
  readonly pages: Map<Said, Page>;
  /** By the SAID that is sealed. */
  readonly sealings: Map<string, Sealing[]>;
  readonly duplicity: Map<string, DuplicityEvidence[]>;
  readonly replies: Map<string, StoredReply>;
};

/** Opens an empty book. What it answers grows in place: lists that were handed out go on with the log. */
export function openBook(): OpenBook {
  const shelves: Shelves = {
    volumes: new Map(),
    inOrder: [],
    pages: new Map(),
    sealings: new Map(),
    duplicity: new Map(),
    replies: new Map(),
  };
  let count = 0;
  const book: NodeBook = {
    aid: (prefix) => shelves.volumes.get(prefix),
    aids: () => shelves.inOrder,
    event: (said) => shelves.pages.get(said),
    sealing: (sealer, { prefix, sn, said }) =>
      sealingOf(shelves, sealer, { prefix, sn: sn.toString(16), said }),
    duplicity: (prefix, sn) => shelves.duplicity.get(numbered(prefix, sn)) ?? [],
    reply: (record) => shelves.replies.get(record),
    count: () => count,
  };
  return {
    book,
    keep: (ordinal, entry) => {
      keep(shelves, ordinal, entry);
      count += 1;
    },
  };
}

function keep(shelves: Shelves, ordinal: number, entry: Entry): void {
  switch (entry.kind) {
    case 'append-event':
      keepEvent(shelves, ordinal, entry);
      return;
    case 'append-attachments':
      shelves.pages.get(entry.said)?.attachments.push(entry.attachments);
      return;
    case 'append-duplicity': {
      const { prefix, sn } = entry.evidence.event;
      const key = numbered(prefix, sn);
      const known = shelves.duplicity.get(key);
      if (known === undefined) shelves.duplicity.set(key, [entry.evidence]);
      else known.push(entry.evidence);
      return;
    }
    case 'append-reply':
      shelves.replies.set(`${entry.record.table} ${entry.record.key.join(' ')}`, entry.stored);
      return;
    case 'append-registry-event':
    case 'append-exchange':
    case 'append-credential':
    case 'append-audit':
    default:
      return;
  }
}

function keepEvent(shelves: Shelves, ordinal: number, { stored, attachments }: EventEntry): void {
  const { event, fn, at, source, delegation } = stored;
  const volume = volumeOf(shelves, event.prefix);
  const prior = priorOf(shelves, event);
  const before = prior ?? placeBefore(volume, event);
  const page: Page = {
    event,
    fn,
    ordinal,
    at,
    source,
    standing: standingAfter(event, before?.standing),
    prior,
    attachments: [attachments],
    delegation,
    isDisputed: false,
  };
  volume.accepted.push(page);
  putOnTrunk(volume.trunk, page);
  if (!shelves.pages.has(event.said)) shelves.pages.set(event.said, page);
  keepSeals(shelves, page);
}

function volumeOf({ volumes, inOrder }: Shelves, prefix: Prefix): Volume {
  const known = volumes.get(prefix);
  if (known !== undefined) return known;
  const opened: Volume = { prefix, accepted: [], trunk: [] };
  volumes.set(prefix, opened);
  inOrder.push(opened);
  return opened;
}

/** The event of the same log that the event names as the one before it. */
function priorOf({ pages }: Shelves, event: KeyEvent): Page | undefined {
  if (!('prior' in event)) return undefined;
  const prior = pages.get(event.prior);
  return prior?.event.prefix === event.prefix ? prior : undefined;
}

/** Where the fold goes on when the event names no event before it that is known. */
function placeBefore({ accepted, trunk }: Volume, { sn }: KeyEvent): Page | undefined {
  return trunk[Number(sn) - 1] ?? accepted.at(-1);
}

/** Puts an event at the end of the trunk, or in place of one of it; what followed that one is disputed. */
function putOnTrunk(trunk: Page[], page: Page): void {
  const { event } = page;
  const end = BigInt(trunk.length);
  if (event.sn > end || ('witnesses' in event && end > 0n)) return;
  if (event.sn < end) for (const loser of trunk.splice(Number(event.sn))) loser.isDisputed = true;
  trunk.push(page);
}

function keepSeals({ sealings }: Shelves, page: Page): void {
  for (const anchor of page.event.anchors) {
    const seal = readEventSeal(anchor);
    if (seal === undefined) continue;
    const known = sealings.get(seal.said);
    const sealing: Sealing = { page, prefix: seal.prefix, sn: seal.sn };
    if (known === undefined) sealings.set(seal.said, [sealing]);
    else if (!isRepeat(known.at(-1), sealing)) known.push(sealing);
  }
}

function isRepeat(last: Sealing | undefined, { page, prefix, sn }: Sealing): boolean {
  return last?.page === page && last.prefix === prefix && last.sn === sn;
}

function sealingOf(
  { sealings }: Shelves,
  sealer: Prefix,
  of: { readonly prefix: Prefix; readonly sn: string; readonly said: Said },
): readonly BookEvent[] {
  const found = new Set<Page>();
  for (const { page, prefix, sn } of sealings.get(of.said) ?? [])
    if (page.event.prefix === sealer && prefix === of.prefix && sn === of.sn) found.add(page);
  return [...found];
}

function numbered(prefix: Prefix, sn: bigint): string {
  return `${prefix} ${sn.toString(16)}`;
}
