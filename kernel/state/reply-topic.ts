/**
 * What a reply is about, by its route: who authorises it, which record it replaces, what it says.
 *
 * Source: keripy.md 4.6 (routes, attribution, values); K-268, K-269, K-270; K-279 (nullified records stay).
 *
 * What KERIpy keeps in its tables follows from the latest reply of each record alone:
 *  `ends` cid, role, eid and `allowed` of an `end-role` topic · `eans` its key and the SAID of the reply ·
 *  `locs` eid, scheme, url of a `location` topic · `lans` its key and the SAID of the reply ·
 *  `ksns` subject, notifier and `said` of a `key-state-notice` topic.
 */
import { parsePrefix, parseSaid } from '../cesr/identifiers.ts';
import { parseSn } from '../cesr/number.ts';
import type { Prefix, Said, Sn } from '../cesr/qualified.ts';
import { isList, textOf, valueOf } from '../event/json.ts';
import type { JsonMap } from '../event/json.ts';
import type { Reply } from '../event/types.ts';
import { err, ok } from '../std/result.ts';
import type { Result } from '../std/result.ts';
import type { ReplyRecord } from './effect.ts';

/** Roles that an endpoint may be given. `gateway` and `indexer` came after KERIpy 1.1. */
export const endpointRoles = [
  'controller',
  'witness',
  'registrar',
  'watcher',
  'judge',
  'juror',
  'peer',
  'mailbox',
  'agent',
  'gateway',
  'indexer',
] as const;

export const locationSchemes = ['tcp', 'http', 'https'] as const;

/** A claim about the latest event of a log. */
export type Notice = {
  readonly kind: 'key-state-notice' | 'registry-notice' | 'credential-notice';
  /** The log that the notice is about. */
  readonly subject: Prefix;
  readonly notifier: Prefix;
  readonly sn: Sn;
  readonly said: Said;
  /** Those the notice itself names: the issuer of a registry, witnesses or backers. */
  readonly named: readonly Prefix[];
  /** The registry of a credential. */
  readonly registry: Prefix | undefined;
  readonly data: JsonMap;
};

export type ReplyTopic = {
  /** The AID whose signature counts. */
  readonly attributed: Prefix;
  readonly record: ReplyRecord;
  readonly about:
    | {
        readonly kind: 'end-role';
        readonly cid: Prefix;
        readonly role: string;
        readonly eid: Prefix;
        readonly allowed: boolean;
      }
    | { readonly kind: 'location'; readonly eid: Prefix; readonly scheme: string; readonly url: string }
    | Notice;
};

/** Why a reply has no topic. `field` is the path of the field at fault. */
export type NoTopic =
  | { readonly kind: 'unrouted' }
  | { readonly kind: 'malformed'; readonly field: string; readonly says: string };

type Topic = Result<ReplyTopic, NoTopic>;

/** The routes that have a handler. `*` is one segment, an AID. */
const routes: readonly {
  readonly path: readonly string[];
  readonly topic: (reply: Reply, last: string) => Topic;
}[] = [
  { path: ['end', 'role', 'add'], topic: ({ data }) => endRole(data, true) },
  { path: ['end', 'role', 'cut'], topic: ({ data }) => endRole(data, false) },
  { path: ['loc', 'scheme'], topic: ({ data }) => location(data) },
  { path: ['ksn', '*'], topic: ({ data }, notifier) => notice('key-state-notice', data, notifier) },
  {
    path: ['tsn', 'registry', '*'],
    topic: ({ data }, notifier) => notice('registry-notice', data, notifier),
  },
  {
    path: ['tsn', 'credential', '*'],
    topic: ({ data }, notifier) => notice('credential-notice', data, notifier),
  },
];

/** The topic of a reply, from its route and attributes alone. */
export function replyTopicOf(reply: Reply): Topic {
  const [lead, ...segments] = reply.route.split('/');
  const route = routes.find(
    ({ path }) =>
      lead === '' &&
      path.length === segments.length &&
      path.every((part, at) => part === '*' || part === segments[at]),
  );
  return route === undefined ? err({ kind: 'unrouted' }) : route.topic(reply, segments.at(-1) ?? '');
}

function malformed(field: string, says: string): Topic {
  return err({ kind: 'malformed', field, says });
}

function endRole(data: JsonMap, allowed: boolean): Topic {
  const cid = prefixOf(data, 'cid');
  if (cid === undefined) return malformed('a.cid', 'an identifier is wanted');
  const role = textOf(data, 'role');
  if (!includes(endpointRoles, role)) return malformed('a.role', 'no known role');
  const eid = prefixOf(data, 'eid');
  if (eid === undefined) return malformed('a.eid', 'an identifier is wanted');
  return ok({
    attributed: cid,
    record: { table: 'end-role', key: [cid, role, eid] },
    about: { kind: 'end-role', cid, role, eid, allowed },
  });
}

function location(data: JsonMap): Topic {
  const eid = prefixOf(data, 'eid');
  if (eid === undefined) return malformed('a.eid', 'an identifier is wanted');
  const scheme = textOf(data, 'scheme');
  if (!includes(locationSchemes, scheme)) return malformed('a.scheme', 'no known scheme');
  const url = textOf(data, 'url');
  if (url === undefined) return malformed('a.url', 'a text is wanted');
  const own = schemeOfUrl(url);
  if (own !== undefined && own !== scheme)
    return malformed('a.url', `a url of ${own} is given for ${scheme}`);
  return ok({
    attributed: eid,
    record: { table: 'location', key: [eid, scheme] },
    about: { kind: 'location', eid, scheme, url },
  });
}

/** The scheme a url begins with, in lower case; undefined when it has none. */
function schemeOfUrl(url: string): string | undefined {
  return /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
}

function notice(kind: Notice['kind'], data: JsonMap, last: string): Topic {
  const notifier = parsePrefix(last);
  if (!notifier.ok) return malformed('r', 'the last segment of the route is to be an identifier');
  const subject = prefixOf(data, 'i');
  if (subject === undefined) return malformed('a.i', 'an identifier is wanted');
  const sn = snOf(data, 's');
  if (sn === undefined) return malformed('a.s', 'a number in hex is wanted');
  const said = parseSaid(textOf(data, 'd') ?? '');
  if (!said.ok) return malformed('a.d', 'a digest is wanted');
  const registry = prefixOf(data, 'ri');
  if (kind === 'credential-notice' && registry === undefined)
    return malformed('a.ri', 'an identifier is wanted');
  const issuer = prefixOf(data, 'ii');
  if (kind === 'registry-notice' && issuer === undefined) return malformed('a.ii', 'an identifier is wanted');
  const backers = prefixesOf(data, 'b');
  if (backers === undefined) return malformed('a.b', 'a list of identifiers is wanted');
  const named = issuer === undefined ? backers : [issuer, ...backers];
  const table = kind === 'key-state-notice' ? 'key-state-notice' : 'registry-notice';
  return ok({
    attributed: notifier.value,
    record: { table, key: [subject, notifier.value] },
    about: { kind, subject, notifier: notifier.value, sn, said: said.value, named, registry, data },
  });
}

function prefixOf(data: JsonMap, label: string): Prefix | undefined {
  const parsed = parsePrefix(textOf(data, label) ?? '');
  return parsed.ok ? parsed.value : undefined;
}

/** A list of identifiers; empty when the map has no such label, undefined when it is no such list. */
function prefixesOf(data: JsonMap, label: string): readonly Prefix[] | undefined {
  const value = valueOf(data, label);
  if (value === undefined) return [];
  if (!isList(value)) return undefined;
  const prefixes: Prefix[] = [];
  for (const item of value) {
    const parsed = typeof item === 'string' ? parsePrefix(item) : undefined;
    if (parsed === undefined || !parsed.ok) return undefined;
    prefixes.push(parsed.value);
  }
  return prefixes;
}

/** A sequence number written in canonical hex; undefined when it is none. */
export function snOf(data: JsonMap, label: string): Sn | undefined {
  const parsed = parseSn(textOf(data, label) ?? '');
  return parsed.ok ? parsed.value : undefined;
}

function includes(list: readonly string[], text: string | undefined): text is string {
  return text !== undefined && list.includes(text);
}
