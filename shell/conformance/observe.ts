/**
 * What a host shows after a case, in the shape of `expected`: read back from its store alone.
 *
 * Source: test/vectors/README.md, "What a runner writes"; keripy.md 4.6, 5.5 (TE-6) for the records.
 */
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import type { Micros, Prefix } from '../../kernel/cesr/qualified.ts';
import { isList, isMap, isNumber } from '../../kernel/event/json.ts';
import type { Json as KernelJson } from '../../kernel/event/json.ts';
import { keyStateRecord } from '../../kernel/state/key-state-record.ts';
import { credentialRecord, registryRecord } from '../../kernel/state/registry-record.ts';
import { formatDatetime } from '../../kernel/cesr/datetime.ts';
import { replyTopicOf } from '../../kernel/state/reply-topic.ts';
import type { EscrowKind, Waiting } from '../../kernel/state/escrow.ts';
import type { StoredReply } from '../../kernel/state/stored.ts';
import type { Host } from '../host.ts';
import { snText } from '../replay.ts';
import { objectOf } from './json-path.ts';
import type { Json, JsonObject } from './json-path.ts';

/** Everything but the steps, which only the one who fed the stream can tell. Records made now are dated `at`. */
export function observe(host: Host, at: Micros): JsonObject {
  const logs = observeLogs(host);
  return {
    ...logs,
    escrows: observeEscrows(host),
    replies: observeReplies(host),
    ...observeRegistries(host, at),
  };
}

function observeLogs(host: Host): JsonObject {
  const accepted: { readonly ordinal: number; readonly entry: Json }[] = [];
  const states: { [prefix: string]: Json } = {};
  const kels: { [prefix: string]: { [sn: string]: Json[] } } = {};
  const attachments: { [said: string]: Json } = {};
  const sources: { [said: string]: Json } = {};
  for (const { prefix } of host.aids()) {
    const state = host.keyState(prefix);
    if (state !== undefined) states[prefix] = asJson(keyStateRecord(state));
    const log: { [sn: string]: Json[] } = (kels[prefix] = {});
    for (const { stored, ordinal, attachments: attached } of host.kel(prefix, { all: true })) {
      const { event, fn, delegation } = stored;
      const entry = { pre: prefix, sn: Number(event.sn), said: event.said, fn: Number(fn), ilk: event.ilk };
      accepted.push({ ordinal, entry });
      (log[event.sn.toString()] ??= []).push(event.said);
      attachments[event.said] = observeAttachments(attached);
      if (delegation !== undefined)
        sources[event.said] = { sn: Number(delegation.sn), said: delegation.said };
    }
  }
  accepted.sort((a, b) => a.ordinal - b.ordinal);
  return {
    accepted: accepted.map(({ entry }) => entry),
    states,
    kels,
    attachments,
    delegation_sources: sources,
  };
}

function observeAttachments(attached: Attachments): Json {
  return {
    sigs: attached.controllerSignatures.map(({ text }) => text),
    wigs: attached.witnessSignatures.map(({ text }) => text),
    rcts: attached.receiptCouples.map(({ prefix, text }) => prefix + text),
    vrcs: attached.transferableReceipts.map(
      ({ prefix, sn, said, signature }) => prefix + snText(sn) + said + signature.text,
    ),
  };
}

/** The name that an escrow has in the vectors. */
function escrowName(kind: EscrowKind): string {
  return kind === 'oots' || kind === 'twes' || kind === 'taes' ? `tel_${kind}` : kind;
}

function observeEscrows(host: Host): JsonObject {
  const escrows: { [kind: string]: Json[] } = {};
  for (const waiting of host.escrow.entries())
    (escrows[escrowName(waiting.kind)] ??= []).push(...entriesOf(waiting));
  return escrows;
}

/** One entry for an event or a reply, one for each signature of a receipt. */
function entriesOf(waiting: Waiting): readonly Json[] {
  const { kind, prefix, sn, said, attachments, message } = waiting;
  const event = [prefix, Number(sn ?? 0n), said];
  switch (kind) {
    case 'ures':
      return attachments.receiptCouples.map((couple) => [...event, couple.prefix, couple.text]);
    case 'uwes':
      return attachments.witnessSignatures.map((signature) => [...event, signature.text]);
    case 'vres':
      return receiptEntries(attachments, event);
    case 'rpes':
      return [['route' in message ? message.route : '', said]];
    case 'qnfs':
    case 'oots':
    case 'twes':
    case 'taes':
      return [[prefix, said]];
    case 'ooes':
    case 'pses':
    case 'pwes':
    case 'pdes':
    case 'ldes':
    case 'mfes':
    case 'dees':
    case 'epse':
    case 'mres':
    case 'strays':
    default:
      return [event];
  }
}

function receiptEntries(attachments: Attachments, event: readonly Json[]): readonly Json[] {
  const single = attachments.transferableReceipts.map((receipt) => ({
    ...receipt,
    signatures: [receipt.signature],
  }));
  return [...single, ...attachments.signatureGroups].flatMap(({ prefix, sn, said, signatures }) =>
    signatures.map(({ text }) => [...event, prefix, Number(sn), said, text]),
  );
}

function observeReplies(host: Host): JsonObject {
  const parts = {
    accepted: [] as Json[],
    ends: [] as Json[],
    locs: [] as Json[],
    key_state_notices: [] as Json[],
    eans: [] as Json[],
    lans: [] as Json[],
  };
  for (const { reply } of storedReplies(host)) {
    parts.accepted.push(reply.said);
    const topic = replyTopicOf(reply);
    if (!topic.ok) continue;
    const { about, record } = topic.value;
    if (about.kind === 'end-role') {
      const { cid, role, eid, allowed } = about;
      parts.ends.push({ cid, role, eid, allowed, enabled: null, name: '' });
      parts.eans.push([...record.key, reply.said]);
    } else if (about.kind === 'location') {
      parts.locs.push({ eid: about.eid, scheme: about.scheme, url: about.url });
      parts.lans.push([...record.key, reply.said]);
    } else if (about.kind === 'key-state-notice') {
      parts.key_state_notices.push({ keys: [about.subject, about.notifier], saider: about.said });
    }
  }
  return parts;
}

const replyTables = ['end-role', 'location', 'key-state-notice', 'registry-notice'] as const;

function storedReplies(host: Host): readonly StoredReply[] {
  return replyTables.flatMap((table) => [...host.history.replies(table)].map(({ stored }) => stored));
}

const snDigits = 32;

function observeRegistries(host: Host, at: Micros): JsonObject {
  const tels: Json[] = [];
  const registries: { [prefix: string]: Json } = {};
  const credentials: { [prefix: string]: Json } = {};
  for (const state of host.history.registries()) {
    // The reference dates the record of a registry when it is asked for.
    registries[state.registry] = { ...objectOf(asJson(registryRecord(state))), dt: formatDatetime(at) };
    tels.push(...registryLog(host, state.registry));
  }
  for (const state of host.history.credentials()) {
    credentials[state.credential] = asJson(credentialRecord(state));
    tels.push(...registryLog(host, state.credential));
  }
  return { tels, registries, credential_states: credentials };
}

function registryLog(host: Host, log: Prefix): readonly Json[] {
  const numbered = (sn: bigint): string => sn.toString(16).padStart(snDigits, '0');
  return [...host.history.registryEvents(log)].map(({ event }) => [
    `${event.prefix}.${numbered(event.sn)}`,
    event.said,
  ]);
}

/** A value of the kernel in the language's own types. */
function asJson(value: KernelJson): Json {
  if (isList(value)) return value.map(asJson);
  if (isMap(value)) return Object.fromEntries(value.entries.map(([label, one]) => [label, asJson(one)]));
  return isNumber(value) ? Number(value.lexeme) : value;
}
