/**
 * Questions of people and programs about everything that is kept: page by page, the past included. The
 * kernel asks only `LogReader`.
 */
import type { Fn, Prefix, Said, Sn } from '../kernel/cesr/qualified.ts';
import { stateAt } from '../kernel/state/evolve.ts';
import type { ReplyRecord } from '../kernel/state/effect.ts';
import type { EscrowKind, EscrowScope, EscrowUsage, Waiting } from '../kernel/state/escrow.ts';
import type { KeyState } from '../kernel/state/key-state.ts';
import type {
  CredentialState,
  DuplicityEvidence,
  RegistryState,
  StoredEvent,
  StoredRegistryEvent,
  StoredReply,
} from '../kernel/state/stored.ts';
import type { LogReader } from '../kernel/state/view.ts';
import type { LogEntry } from './entry.ts';
import { ordinalAtFn, ordinalOfNamed } from './first-seen.ts';
import { groupRange, keyPart, ordinalOf } from './key.ts';
import { damaged } from './record.ts';
import { evidenceAt, registryEventAt } from './reader.ts';
import type { Sources } from './reader.ts';
import { viewKey } from './views.ts';

/** An accepted event and where it stands. */
export type PlacedEvent = {
  readonly stored: StoredEvent;
  readonly ordinal: number;
  /** True when it was superseded: another event took its number, or a number before it. */
  readonly isSuperseded: boolean;
};

export type WaitingQuery = {
  readonly kind?: EscrowKind;
  readonly prefix?: Prefix;
  readonly said?: Said;
  /** Cursor of the last entry seen. */
  readonly after?: string;
  readonly countMax: number;
};

/** Lists are in order of their keys unless said otherwise; iterables read as they go. */
export type History = {
  /** AIDs with a key state, in order of their prefix, from behind `after`. */
  readonly prefixes: (after: Prefix | undefined, countMax: number) => readonly Prefix[];
  /** Events by number, all accepted at one number in order of acceptance. */
  readonly eventsBySn: (prefix: Prefix, from: Sn) => Iterable<PlacedEvent>;
  /** Events in the order first seen. */
  readonly eventsByFn: (prefix: Prefix, from: Fn) => Iterable<PlacedEvent>;
  /** Entries of the log from an ordinal on. */
  readonly entries: (from: number) => Iterable<{ readonly ordinal: number; readonly entry: LogEntry }>;
  /** Number of entries. */
  readonly entryCount: () => number;
  readonly ordinalOf: (said: Said) => number | undefined;
  /** The key state after the event at `sn` that is now on the trunk. */
  readonly keyStateAtSn: (prefix: Prefix, sn: Sn) => KeyState | undefined;
  /** The key state right after the event first seen as `fn`. */
  readonly keyStateAtFn: (prefix: Prefix, fn: Fn) => KeyState | undefined;
  /** The key state as it was when the log ended with the entry at `ordinal`. */
  readonly keyStateAtOrdinal: (prefix: Prefix, ordinal: number) => KeyState | undefined;
  /** Waiting messages in order of arrival; `after` of the next page is the last `cursor`. */
  readonly waiting: (
    query: WaitingQuery,
  ) => readonly { readonly cursor: string; readonly waiting: Waiting }[];
  /** What a scope holds of the escrow at present. */
  readonly escrowUsage: (scope: EscrowScope) => EscrowUsage;
  readonly replies: (
    table: ReplyRecord['table'],
  ) => Iterable<{ readonly record: ReplyRecord; readonly stored: StoredReply }>;
  readonly registries: () => Iterable<RegistryState>;
  readonly credentials: () => Iterable<CredentialState>;
  /** Events of the registry log of a registry or credential, by number. */
  readonly registryEvents: (log: Prefix) => Iterable<StoredRegistryEvent>;
  /** Conflicting versions of one AID by number, or of all. */
  readonly duplicity: (prefix: Prefix | undefined) => Iterable<DuplicityEvidence>;
  /** What people removed, in order. */
  readonly audits: () => Iterable<Extract<LogEntry, { readonly kind: 'append-audit' }>>;
  /** Accepted events of `sealer` that anchor a seal of that digest, of any kind, in order of acceptance. */
  readonly sealingDigest: (sealer: Prefix, digest: string) => readonly Said[];
};

export function historyOf(sources: Sources, reader: LogReader): History {
  const { views, log } = sources;
  return {
    prefixes: (after, countMax) =>
      Array.from(
        views.states.range({ ...(after === undefined ? {} : { from: `${keyPart(after)}!` }), countMax }),
        ([, { prefix }]) => prefix,
      ),
    eventsBySn: (prefix, from) => eventsBySn(sources, reader, { prefix, from }),
    eventsByFn: (prefix, from) => eventsByFn(sources, reader, { prefix, from }),
    entries: function* entries(from) {
      for (let ordinal = from; ordinal < log.count(); ordinal++) yield { ordinal, entry: log.entry(ordinal) };
    },
    entryCount: () => log.count(),
    ordinalOf: (said) => views.events.get(viewKey.said(said)),
    keyStateAtSn: (prefix, sn) => {
      const head = reader.keyState(prefix);
      const said = head === undefined || sn > head.sn ? undefined : reader.acceptedAt(prefix, sn).at(-1);
      const stored = said === undefined ? undefined : reader.event(said);
      return stored === undefined ? undefined : stateAt(reader, stored);
    },
    keyStateAtFn: (prefix, fn) => {
      const stored = reader.eventAtFn(prefix, fn);
      return stored === undefined ? undefined : stateAt(reader, stored);
    },
    keyStateAtOrdinal: (prefix, ordinal) => keyStateAtOrdinal(sources, reader, { prefix, ordinal }),
    waiting: (query) => waitingPage(sources, query),
    escrowUsage: (scope) => reader.escrowUsage(scope),
    replies: (table) => repliesOf(sources, table),
    registries: () => valuesOf(views.registries.range({})),
    credentials: () => valuesOf(views.credentials.range({})),
    registryEvents: function* registryEvents(prefix) {
      for (const ordinal of valuesOf(views.tels.range(groupRange(keyPart(prefix)))))
        yield registryEventAt(log, ordinal);
    },
    duplicity: function* duplicity(prefix) {
      const range = prefix === undefined ? {} : groupRange(keyPart(prefix));
      for (const ordinal of valuesOf(views.duplicity.range(range))) yield evidenceAt(log, ordinal);
    },
    audits: function* audits() {
      for (const [key] of views.audits.range({})) {
        const entry = log.entry(ordinalOf(key));
        if (entry.kind === 'append-audit') yield entry;
      }
    },
    sealingDigest: (sealer, digest) => [
      ...new Set(views.seals.group(viewKey.seals(sealer, digest)).map(({ by }) => by)),
    ],
  };
}

function* valuesOf<V>(rows: Iterable<readonly [string, V]>): Iterable<V> {
  for (const [, value] of rows) yield value;
}

type From<N> = { readonly prefix: Prefix; readonly from: N };

function* eventsBySn(sources: Sources, reader: LogReader, { prefix, from }: From<Sn>): Iterable<PlacedEvent> {
  const { kels } = sources.views;
  const { to } = groupRange(keyPart(prefix));
  for (const [, saids] of kels.range({ from: viewKey.numbered(prefix, from), to })) {
    for (const said of saids) yield placedEvent(sources, reader, ordinalOfNamed(sources.views, said));
  }
}

function* eventsByFn(sources: Sources, reader: LogReader, { prefix, from }: From<Fn>): Iterable<PlacedEvent> {
  for (let fn: bigint = from; ; fn++) {
    const ordinal = ordinalAtFn(sources, prefix, fn);
    if (ordinal === undefined) return;
    yield placedEvent(sources, reader, ordinal);
  }
}

function placedEvent({ log }: Sources, reader: LogReader, ordinal: number): PlacedEvent {
  const stored = log.event(ordinal);
  const { prefix, sn, said } = stored.event;
  const head = reader.keyState(prefix);
  const isLast = reader.acceptedAt(prefix, sn).at(-1) === said;
  return { stored, ordinal, isSuperseded: !isLast || head === undefined || sn > head.sn };
}

/** First-seen numbers rise with ordinals: the last event at or below `ordinal` is found by halving. */
function keyStateAtOrdinal(
  sources: Sources,
  reader: LogReader,
  { prefix, ordinal }: { readonly prefix: Prefix; readonly ordinal: number },
): KeyState | undefined {
  const ordinalAt = (fn: bigint): number => ordinalAtFn(sources, prefix, fn) ?? Number.POSITIVE_INFINITY;
  const head = reader.keyState(prefix);
  if (head === undefined || ordinalAt(0n) > ordinal) return undefined;
  let low = 0n;
  let high: bigint = head.fn;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (ordinalAt(middle) <= ordinal) low = middle;
    else high = middle - 1n;
  }
  return stateAt(reader, sources.log.event(ordinalAt(low)));
}

function waitingPage(
  { escrow }: Sources,
  query: WaitingQuery,
): readonly { readonly cursor: string; readonly waiting: Waiting }[] {
  const page: { readonly cursor: string; readonly waiting: Waiting }[] = [];
  const { kind, prefix, said, after, countMax } = query;
  for (const [cursor, waiting] of escrow.entries.range(after === undefined ? {} : { from: `${after}!` })) {
    if (page.length >= countMax) break;
    const isAsked =
      (kind === undefined || waiting.kind === kind) &&
      (prefix === undefined || waiting.prefix === prefix) &&
      (said === undefined || waiting.said === said);
    if (isAsked) page.push({ cursor, waiting });
  }
  return page;
}

function* repliesOf(
  { log, views }: Sources,
  table: ReplyRecord['table'],
): Iterable<{ readonly record: ReplyRecord; readonly stored: StoredReply }> {
  for (const ordinal of valuesOf(views.replies.range(groupRange(table)))) {
    const entry = log.entry(ordinal);
    if (entry.kind !== 'append-reply') throw damaged(ordinal, 'no reply stands there');
    yield { record: entry.record, stored: entry.stored };
  }
}
