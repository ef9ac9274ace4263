/**
 * Questions of people and programs about everything that is kept: page by page, the past included. The
 * kernel asks only `LogReader`.
 */
import type { Fn, Prefix, Said, Sn } from '../kernel/cesr/qualified.ts';
import { stateAt } from '../kernel/state/evolve.ts';
import type { ReplyRecord } from '../kernel/state/effect.ts';
import type { EscrowKind, Waiting } from '../kernel/state/escrow.ts';
import type { KeyState } from '../kernel/state/key-state.ts';
import type {
  CredentialState, DuplicityEvidence, RegistryState, StoredEvent, StoredRegistryEvent, StoredReply,
} from '../kernel/state/stored.ts';
import type { LogReader } from '../kernel/state/view.ts';
import type { LogEntry } from './entry.ts';
import { groupRange, keyPart, numberKey, ordinalOf } from './key.ts';
import { evidenceAt, registryEventAt, replyAt } from './reader.ts';
import type { Sources } from './reader.ts';
import { viewKey } from './views.ts';

/** An accepted event and where it stands. */
export type PlacedEvent = {
  readonly stored: StoredEvent;
  readonly ordinal: number;
  /** True when it was superseded: another event took its number, or a number before it. */
  readonly isSuperseded: boolean;
};

/** An entry of the log and where it stands. */
export type LogRecord = { readonly ordinal: bigint; readonly entry: LogEntry };

export type WaitingFilter = { readonly kind?: EscrowKind; readonly prefix?: Prefix; readonly said?: Said };

/** Answers are in order of their keys unless said otherwise; iterables read as they go. */
export type LedgerQueries = {
  /** AIDs with a key state, from behind `after`. */
  readonly prefixes: (after?: Prefix) => Iterable<Prefix>;
  /** Events by number, all accepted at one number in order of acceptance. */
  readonly eventsBySn: (prefix: Prefix, from: Sn) => Iterable<PlacedEvent>;
  /** Events in the order first seen. */
  readonly eventsByFn: (prefix: Prefix, from: Fn) => Iterable<PlacedEvent>;
  /** Entries of the log from an ordinal on. */
  readonly records: (from: bigint) => Iterable<LogRecord>;
  /** Where an accepted event stands in the log. */
  readonly ordinalOf: (said: Said) => bigint | undefined;
  /** The key state after the event at `sn` that is now on the trunk. */
  readonly keyStateAtSn: (prefix: Prefix, sn: Sn) => KeyState | undefined;
  /** The key state right after the event first seen as `fn`. */
  readonly keyStateAtFn: (prefix: Prefix, fn: Fn) => KeyState | undefined;
  /** The key state as it was when the log ended with the entry at `ordinal`. */
  readonly keyStateAtOrdinal: (prefix: Prefix, ordinal: bigint) => KeyState | undefined;
  /** Waiting messages in order of arrival. */
  readonly waiting: (filter?: WaitingFilter) => Iterable<Waiting>;
  /** The latest accepted replies, of one table or all. */
  readonly replies: (table?: ReplyRecord['table']) => Iterable<StoredReply>;
  readonly registries: () => Iterable<RegistryState>;
  readonly credentials: () => Iterable<CredentialState>;
  /** Registry events by number, of the log of one registry or credential, or of all. */
  readonly registryEvents: (log?: Prefix) => Iterable<StoredRegistryEvent>;
  /** Conflicting versions by number, of one AID or of all. */
  readonly duplicity: (prefix?: Prefix) => Iterable<DuplicityEvidence>;
  /** What people removed, in order. */
  readonly audits: () => Iterable<Extract<LogEntry, { readonly kind: 'append-audit' }>>;
  /** Accepted events of `sealer` that anchor that digest, in order of acceptance. */
  readonly sealingDigest: (sealer: Prefix, digest: string) => readonly Said[];
};

export function queriesOf(sources: Sources, reader: LogReader): LedgerQueries {
  const { views, log } = sources;
  return {
    prefixes: function* prefixes(after) {
      const range = after === undefined ? {} : { from: `${keyPart(after)}!` };
      for (const { prefix } of valuesOf(views.states.range(range))) yield prefix;
    },
    eventsBySn: (prefix, from) => eventsBySn(sources, prefix, from),
    eventsByFn: (prefix, from) => eventsByFn(sources, prefix, from),
    records: function* records(from) {
      for (let ordinal = Number(from); ordinal < log.count(); ordinal++) {
        yield { ordinal: BigInt(ordinal), entry: log.entry(ordinal) };
      }
    },
    ordinalOf: (said) => {
      const ordinal = views.events.get(viewKey.said(said));
      return ordinal === undefined ? undefined : BigInt(ordinal);
    },
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
    keyStateAtOrdinal: (prefix, ordinal) => keyStateAtOrdinal(sources, reader, { prefix, ordinal: Number(ordinal) }),
    waiting: (filter) => waitingOf(sources, filter ?? {}),
    replies: function* replies(table) {
      const range = table === undefined ? {} : groupRange(table);
      for (const ordinal of valuesOf(views.replies.range(range))) yield replyAt(log, ordinal);
    },
    registries: () => valuesOf(views.registries.range({})),
    credentials: () => valuesOf(views.credentials.range({})),
    registryEvents: function* registryEvents(prefix) {
      const range = prefix === undefined ? {} : groupRange(keyPart(prefix));
      for (const ordinal of valuesOf(views.tels.range(range))) yield registryEventAt(log, ordinal);
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
    sealingDigest: (sealer, digest) => [...new Set(views.seals.group(viewKey.seals(sealer, digest)).map(({ by }) => by))],
  };
}

function* valuesOf<V>(rows: Iterable<readonly [string, V]>): Iterable<V> {
  for (const [, value] of rows) yield value;
}

function* eventsBySn(sources: Sources, prefix: Prefix, from: Sn): Iterable<PlacedEvent> {
  const { kels } = sources.views;
  const { to } = groupRange(keyPart(prefix));
  for (const [, saids] of kels.range({ from: viewKey.numbered(prefix, from), to })) {
    for (const said of saids) yield placedEvent(sources, said);
  }
}

function* eventsByFn(sources: Sources, prefix: Prefix, from: Fn): Iterable<PlacedEvent> {
  const { to } = groupRange(keyPart(prefix));
  const saids = sources.views.fels.range({ from: viewKey.numbered(prefix, from), to });
  for (const [, said] of saids) yield placedEvent(sources, said);
}

function placedEvent({ log, views }: Sources, said: Said): PlacedEvent {
  const ordinal = views.events.get(viewKey.said(said)) ?? -1;
  const stored = log.event(ordinal);
  const { prefix, sn } = stored.event;
  const head = views.states.get(viewKey.prefix(prefix));
  const isLast = views.kels.get(viewKey.numbered(prefix, sn))?.at(-1) === said;
  return { stored, ordinal, isSuperseded: !isLast || head === undefined || sn > head.sn };
}

/** First-seen numbers rise with ordinals: the last event at or below `ordinal` is found by halving. */
function keyStateAtOrdinal(
  { log, views }: Sources,
  reader: LogReader,
  { prefix, ordinal }: { readonly prefix: Prefix; readonly ordinal: number },
): KeyState | undefined {
  const ordinalAt = (fn: bigint): number => {
    const said = views.fels.get(`${keyPart(prefix)}.${numberKey(fn)}`);
    return said === undefined ? Number.POSITIVE_INFINITY : (views.events.get(viewKey.said(said)) ?? Number.POSITIVE_INFINITY);
  };
  const head = reader.keyState(prefix);
  if (head === undefined || ordinalAt(0n) > ordinal) return undefined;
  let low = 0n;
  let high: bigint = head.fn;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (ordinalAt(middle) <= ordinal) low = middle;
    else high = middle - 1n;
  }
  return stateAt(reader, log.event(ordinalAt(low)));
}

function* waitingOf({ escrow }: Sources, { kind, prefix, said }: WaitingFilter): Iterable<Waiting> {
  for (const waiting of valuesOf(escrow.entries.range({}))) {
    const isAsked =
      (kind === undefined || waiting.kind === kind) &&
      (prefix === undefined || waiting.prefix === prefix) &&
      (said === undefined || waiting.said === said);
    if (isAsked) yield waiting;
  }
}
