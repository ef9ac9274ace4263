/** The narrow questions of the kernel, answered from log, views and escrow. `kernel/state/view.ts`. */
import { LRUCache } from 'lru-cache';
import type { Attachments } from '../kernel/cesr/attachments.ts';
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import { noAttachments } from '../kernel/cesr/attachments.ts';
import type { KeyState } from '../kernel/state/key-state.ts';
import type {
  DuplicityEvidence,
  StoredEvent,
  StoredRegistryEvent,
  StoredReply,
} from '../kernel/state/stored.ts';
import type { LogReader } from '../kernel/state/view.ts';
import { joinAttachments } from './codec/message.ts';
import { idsDue, idsWaitingFor, usageOf, waitingOf } from './escrow.ts';
import type { LogEntry } from './entry.ts';
import type { EscrowTables } from './escrow.ts';
import type { Log } from './log.ts';
import { ordinalAtFn } from './first-seen.ts';
import { groupRange, ordinalKey } from './key.ts';
import { damaged } from './record.ts';
import { viewKey } from './views.ts';
import type { Views } from './views.ts';

/** What a reader reads from. */
export type Sources = {
  readonly log: Log;
  readonly views: Views;
  readonly escrow: EscrowTables;
  /** Committed key states. */
  readonly keyStates: LRUCache<string, KeyState>;
};

export function readerOf(sources: Sources): LogReader {
  const { log, views, escrow } = sources;
  const joined: JoinedAttachments = new LRUCache({ max: joinedCountMax });
  const eventOf = (said: Said): StoredEvent | undefined => {
    const ordinal = views.events.get(viewKey.said(said));
    return ordinal === undefined ? undefined : log.event(ordinal);
  };
  return {
    keyState: (prefix) => keyStateOf(sources, prefix),
    acceptedAt: (prefix, sn) => views.kels.get(viewKey.numbered(prefix, sn)) ?? [],
    event: eventOf,
    eventAtFn: (prefix, fn) => {
      const ordinal = ordinalAtFn(sources, prefix, fn);
      return ordinal === undefined ? undefined : log.event(ordinal);
    },
    attachments: (said) => attachmentsOf(sources, joined, said),
    sealing: (sealer, { prefix, sn, said }) =>
      views.seals
        .group(viewKey.seals(sealer, said))
        .filter(({ seal }) => seal?.prefix === prefix && seal.sn === sn)
        .map(({ by }) => by)
        .filter((by, place, all) => all.indexOf(by) === place),
    duplicity: (prefix, sn) =>
      views.duplicity.group(viewKey.duplicity(prefix, sn)).map((ordinal) => evidenceAt(log, ordinal)),
    waiting: (id) => waitingOf(escrow, id),
    waitingFor: (key) => idsWaitingFor(escrow, key),
    waitingDue: (at, countMax) => idsDue(escrow, at, countMax),
    escrowUsage: (scope) => usageOf(escrow, scope),
    reply: (record) => {
      const ordinal = views.replies.get(viewKey.reply(record));
      return ordinal === undefined ? undefined : replyAt(log, ordinal);
    },
    registry: (registry) => views.registries.get(viewKey.prefix(registry)),
    credential: (credential) => views.credentials.get(viewKey.prefix(credential)),
    registryEventAt: (prefix, sn) => {
      const ordinal = views.tels.get(viewKey.numbered(prefix, sn));
      return ordinal === undefined ? undefined : registryEventAt(log, ordinal);
    },
    exchange: (said) => {
      const entry = entryAt(log, views.exchanges.get(viewKey.said(said)));
      return entry?.kind === 'append-exchange' ? entry.stored : undefined;
    },
    credentialBody: (said) => {
      const entry = entryAt(log, views.bodies.get(viewKey.said(said)));
      return entry?.kind === 'append-credential' ? entry.stored : undefined;
    },
  };
}

function entryAt(log: Log, ordinal: number | undefined): LogEntry | undefined {
  return ordinal === undefined ? undefined : log.entry(ordinal);
}

function keyStateOf({ views, keyStates }: Sources, prefix: Prefix): KeyState | undefined {
  const key = viewKey.prefix(prefix);
  const pending = views.states.pending.get(key);
  if (pending !== undefined) return pending;
  const cached = keyStates.get(key);
  if (cached !== undefined) return cached;
  const state = views.states.get(key);
  if (state !== undefined) keyStates.set(key, state);
  return state;
}

/** Events that got many late attachments: all that is committed of them, up to and with the entry at `last`. */
type JoinedAttachments = LRUCache<string, { readonly last: number; readonly attachments: Attachments }>;

const joinedCountMax = 16;
/** Fewer late entries than this are read anew each time. */
const joinedFrom = 16;

function attachmentsOf({ log, views }: Sources, joined: JoinedAttachments, said: Said): Attachments {
  const key = viewKey.said(said);
  const before = joined.get(key);
  if (before === undefined) {
    const ordinal = views.events.get(key);
    if (ordinal === undefined) return noAttachments;
    const ordinals = [ordinal, ...views.late.group(key)];
    const attachments = joinAttachments(ordinals.map((place) => log.attachments(place)));
    const last = ordinals.at(-1) ?? ordinal;
    if (ordinals.length >= joinedFrom && last < log.committedCount()) joined.set(key, { last, attachments });
    return attachments;
  }
  const from = `${key}.${ordinalKey(before.last + 1)}`;
  const later = Array.from(views.late.range({ from, to: groupRange(key).to }), ([, ordinal]) => ordinal);
  const last = later.at(-1);
  if (last === undefined) return before.attachments;
  const attachments = joinAttachments([before.attachments, ...later.map((place) => log.attachments(place))]);
  if (last < log.committedCount()) joined.set(key, { last, attachments });
  return attachments;
}

/** The evidence at an ordinal that a view names. */
export function evidenceAt(log: Log, ordinal: number): DuplicityEvidence {
  const entry = log.entry(ordinal);
  if (entry.kind !== 'append-duplicity') throw damaged(ordinal, 'no evidence of duplicity stands there');
  return entry.evidence;
}

/** The reply at an ordinal that a view names. */
export function replyAt(log: Log, ordinal: number): StoredReply {
  const entry = log.entry(ordinal);
  if (entry.kind !== 'append-reply') throw damaged(ordinal, 'no reply stands there');
  return entry.stored;
}

/** The registry event at an ordinal that a view names. */
export function registryEventAt(log: Log, ordinal: number): StoredRegistryEvent {
  const entry = log.entry(ordinal);
  if (entry.kind !== 'append-registry-event') throw damaged(ordinal, 'no registry event stands there');
  return entry.stored;
}
