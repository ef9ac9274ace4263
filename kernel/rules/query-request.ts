/**
 * What a query asks for, by its route.
 *
 * Source: keripy.md 4.5 (routes, fields, Q-4); K-133, K-150.
 */
import { parsePrefix } from '../cesr/identifiers.ts';
import type { Prefix, Said, Sn } from '../cesr/qualified.ts';
import { isMap, textOf, valueOf } from '../event/json.ts';
import type { JsonMap } from '../event/json.ts';
import type { EventSeal, Query } from '../event/types.ts';
import { snOf } from '../state/reply-topic.ts';
import { err, ok } from '../std/result.ts';
import type { Result } from '../std/result.ts';

export type QueryRequest =
  | {
      readonly kind: 'logs';
      readonly prefix: Prefix;
      readonly src: string;
      readonly sn: Sn | undefined;
      readonly seal: EventSeal | undefined;
    }
  | { readonly kind: 'ksn'; readonly prefix: Prefix; readonly src: string }
  | { readonly kind: 'mbx'; readonly prefix: Prefix; readonly src: string; readonly topics: JsonMap }
  /** `credential` is undefined where the registry alone is asked for. */
  | {
      readonly kind: 'tels';
      readonly registry: Prefix;
      readonly credential: Prefix | undefined;
      readonly src: string;
    }
  | {
      readonly kind: 'tsn';
      readonly registry: Prefix;
      readonly credential: Prefix | undefined;
      readonly src: string;
    };

/** Why a query asks for nothing. `field` is the path of the field at fault. */
export type NoRequest =
  | { readonly kind: 'unrouted' }
  | { readonly kind: 'incomplete'; readonly field: string; readonly says: string };

type Request = Result<QueryRequest, NoRequest>;

/** The request of a query, from its route and query map alone. */
export function queryRequestOf({ route, query }: Query): Request {
  switch (route) {
    case 'logs':
      return logs(query);
    case 'ksn':
      return withSubject(query, (prefix, src) => ok({ kind: 'ksn', prefix, src }));
    case 'mbx':
      return withSubject(query, (prefix, src) => {
        const topics = valueOf(query, 'topics');
        return isMap(topics)
          ? ok({ kind: 'mbx', prefix, src, topics })
          : incomplete('q.topics', 'a map is wanted');
      });
    case 'tels':
    case 'tsn':
      return registry(route, query);
    default:
      return err({ kind: 'unrouted' });
  }
}

function incomplete(field: string, says: string): Request {
  return err({ kind: 'incomplete', field, says });
}

function withSubject(query: JsonMap, request: (prefix: Prefix, src: string) => Request): Request {
  const prefix = parsePrefix(textOf(query, 'i') ?? '');
  if (!prefix.ok) return incomplete('q.i', 'an identifier is wanted');
  const src = textOf(query, 'src');
  return src === undefined ? incomplete('q.src', 'who is asked is wanted') : request(prefix.value, src);
}

function logs(query: JsonMap): Request {
  return withSubject(query, (prefix, src) => {
    const anchor = valueOf(query, 'a');
    const seal = sealOf(anchor === undefined ? undefined : query);
    if (anchor !== undefined && seal === undefined) return incomplete('q.a', 'a seal of an event is wanted');
    const sn = snOf(query, 's');
    if (valueOf(query, 's') !== undefined && sn === undefined)
      return incomplete('q.s', 'a number in hex is wanted');
    return ok({ kind: 'logs', prefix, src, sn, seal });
  });
}

/** The seal under `a`, whatever the order of its labels. */
function sealOf(query: JsonMap | undefined): EventSeal | undefined {
  const anchor = query === undefined ? undefined : valueOf(query, 'a');
  if (!isMap(anchor)) return undefined;
  const [prefix, sn, said] = [textOf(anchor, 'i'), textOf(anchor, 's'), textOf(anchor, 'd')];
  if (prefix === undefined || sn === undefined || said === undefined) return undefined;
  return { prefix: prefix as Prefix, sn, said: said as Said };
}

function registry(kind: 'tels' | 'tsn', query: JsonMap): Request {
  const log = parsePrefix(textOf(query, 'ri') ?? '');
  if (!log.ok) return incomplete('q.ri', 'an identifier is wanted');
  const name = textOf(query, 'i');
  if (name === undefined) return incomplete('q.i', 'a credential, or empty text, is wanted');
  const credential = name === '' ? undefined : parsePrefix(name);
  if (credential !== undefined && !credential.ok)
    return incomplete('q.i', 'a credential, or empty text, is wanted');
  const src = textOf(query, 'src') ?? (kind === 'tsn' ? '' : undefined);
  if (src === undefined) return incomplete('q.src', 'who is asked is wanted');
  return ok({ kind, registry: log.value, credential: credential?.value, src });
}
