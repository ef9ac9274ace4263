/**
 * The views: tables that say nothing the log does not say, made for fast questions. `addToViews` is the
 * only way they change, when an entry is accepted and when they are rebuilt. I-39.
 */
import type { Prefix, Said, Sn } from '../kernel/cesr/qualified.ts';
import type { Json } from '../kernel/event/json.ts';
import { eventSealOf, sealNameOf, sealedDigestOf } from '../kernel/event/seal.ts';
import type { ReplyRecord } from '../kernel/state/effect.ts';
import type { KeyState } from '../kernel/state/key-state.ts';
import type { CredentialState, RegistryState, StoredEvent } from '../kernel/state/stored.ts';
import { unreachable } from '../kernel/std/assert.ts';
import { keyStateCodec } from './codec/key-state.ts';
import { ordinalCodec, saidCodec, saidsCodec, textCodec } from './codec/plain.ts';
import { credentialCodec, isRegistryState, registryCodec } from './codec/registry-state.ts';
import { sealCodec } from './codec/seal.ts';
import type { SealRow } from './codec/seal.ts';
import type { EventWrite, LogWrite } from './entry.ts';
import { keyPart, numberKey, ordinalKey } from './key.ts';
import { openPendingTable, rowsOfTables } from './pending-table.ts';
import type { PendingTable } from './pending-table.ts';
import type { Row, Store } from './store.ts';

export type Views = {
  readonly events: PendingTable<number>;
  readonly kels: PendingTable<readonly Said[]>;
  readonly fels: PendingTable<Said>;
  readonly states: PendingTable<KeyState>;
  readonly late: PendingTable<number>;
  readonly seals: PendingTable<SealRow>;
  readonly duplicity: PendingTable<number>;
  readonly replies: PendingTable<number>;
  readonly registries: PendingTable<RegistryState>;
  readonly credentials: PendingTable<CredentialState>;
  readonly tels: PendingTable<number>;
  readonly bodies: PendingTable<number>;
  readonly exchanges: PendingTable<number>;
  readonly audits: PendingTable<string>;
};

export function openViews(store: Store): Views {
  return {
    events: openPendingTable(store, 'events', ordinalCodec),
    kels: openPendingTable(store, 'kels', saidsCodec),
    fels: openPendingTable(store, 'fels', saidCodec),
    states: openPendingTable(store, 'states', keyStateCodec),
    late: openPendingTable(store, 'late', ordinalCodec),
    seals: openPendingTable(store, 'seals', sealCodec),
    duplicity: openPendingTable(store, 'duplicity', ordinalCodec),
    replies: openPendingTable(store, 'replies', ordinalCodec),
    registries: openPendingTable(store, 'registries', registryCodec),
    credentials: openPendingTable(store, 'credentials', credentialCodec),
    tels: openPendingTable(store, 'tels', ordinalCodec),
    bodies: openPendingTable(store, 'bodies', ordinalCodec),
    exchanges: openPendingTable(store, 'exchanges', ordinalCodec),
    audits: openPendingTable(store, 'audits', textCodec),
  };
}

/** Rows to commit of all views. */
export function viewRows(views: Views): readonly Row[] {
  return rowsOfTables(Object.values(views));
}

export function clearViews(views: Views): void {
  for (const table of Object.values(views)) table.clear();
}

/** Keys of the views; a text of others' making enters only through `keyPart`. */
export const viewKey = {
  said: (said: Said): string => keyPart(said),
  prefix: (prefix: Prefix): string => keyPart(prefix),
  numbered: (prefix: Prefix, number: bigint): string => `${keyPart(prefix)}.${numberKey(number)}`,
  seals: (sealer: Prefix, digest: string): string => `${keyPart(sealer)}.${keyPart(digest)}`,
  duplicity: (prefix: Prefix, sn: Sn): string => `${keyPart(prefix)}.${numberKey(sn)}`,
  reply: ({ table, key }: ReplyRecord): string => [table, ...key.map(keyPart)].join('.'),
};

/** Makes the views say what the entry at `ordinal` says. */
export function addToViews(views: Views, write: LogWrite, ordinal: number): void {
  switch (write.kind) {
    case 'append-event':
      addEvent(views, write, ordinal);
      return;
    case 'append-attachments':
      views.late.put(`${viewKey.said(write.said)}.${ordinalKey(ordinal)}`, ordinal);
      return;
    case 'append-reply':
      views.replies.put(viewKey.reply(write.record), ordinal);
      return;
    case 'append-registry-event':
      views.tels.put(viewKey.numbered(write.stored.event.prefix, write.stored.event.sn), ordinal);
      addRegistryState(views, write.state);
      return;
    case 'append-duplicity': {
      const { prefix, sn } = write.evidence.event;
      views.duplicity.put(`${viewKey.duplicity(prefix, sn)}.${ordinalKey(ordinal)}`, ordinal);
      return;
    }
    case 'append-exchange':
      views.exchanges.put(viewKey.said(write.stored.exchange.said), ordinal);
      return;
    case 'append-credential':
      views.bodies.put(viewKey.said(write.stored.credential.said), ordinal);
      return;
    case 'append-audit':
      views.audits.put(ordinalKey(ordinal), write.said);
      return;
    default:
      unreachable(write);
  }
}

function addEvent(views: Views, { stored, state }: EventWrite, ordinal: number): void {
  const { prefix, sn, said, anchors } = stored.event;
  const part = viewKey.prefix(prefix);
  const key = `${part}.${numberKey(sn)}`;
  views.events.put(viewKey.said(said), ordinal);
  views.kels.put(key, [...acceptedBefore(views, stored, key), said]);
  if (!isFirstSeenInOrder(stored)) views.fels.put(`${part}.${numberKey(stored.fn)}`, said);
  views.states.put(part, state);
  anchors.forEach((anchor, place) => {
    const digest = indexedDigestOf(anchor);
    if (digest === undefined) return;
    const sealKey = `${viewKey.seals(prefix, digest)}.${ordinalKey(ordinal)}-${ordinalKey(place)}`;
    views.seals.put(sealKey, { seal: eventSealOf(anchor), by: said });
  });
}

/** True when the log did not recover before the event: each number was accepted once. `first-seen.ts`. */
function isFirstSeenInOrder({ event, fn }: StoredEvent): boolean {
  return (fn as bigint) === event.sn;
}

/** What was accepted at the place before. */
function acceptedBefore(views: Views, stored: StoredEvent, key: string): readonly Said[] {
  return isFirstSeenInOrder(stored) ? [] : (views.kels.get(key) ?? []);
}

/** What an anchor is found by: the digest of an event seal or of a digest seal. */
function indexedDigestOf(anchor: Json): string | undefined {
  const seal = eventSealOf(anchor);
  if (seal !== undefined) return seal.said;
  return sealNameOf(anchor) === 'digest' ? sealedDigestOf(anchor) : undefined;
}

function addRegistryState(views: Views, state: RegistryState | CredentialState): void {
  if (isRegistryState(state)) views.registries.put(viewKey.prefix(state.registry), state);
  else views.credentials.put(viewKey.prefix(state.credential), state);
}
