/** Sends in rows: the kind and its fields as JSON, numbers in hexadecimal. `kernel/state/effect.ts`. */
import type { JsonMap } from '../../kernel/event/json.ts';
import type { Send } from '../../kernel/state/effect.ts';
import { unreachable } from '../../kernel/std/assert.ts';
import { fnOf, hex, prefixOf, saidOf, snOf } from './brand.ts';
import type { Unreadable } from './message.ts';

type SendRow =
  | readonly [kind: 'receipt' | 'notice' | 'witness', prefix: string, sn: string, said: string]
  | readonly [kind: 'query', route: 'logs', prefix: string, sn: string | null, said: string | null]
  | readonly [kind: 'replay' | 'registry-replay', to: string, prefixes: readonly string[]]
  | readonly [kind: 'reply', to: string, route: string, data: JsonMap]
  | readonly [kind: 'stream', to: string, prefix: string, topics: JsonMap]
  | readonly [kind: 'key-state-saved', prefix: string, notice: JsonMap]
  | readonly [kind: 'bad-clone-fn', prefix: string, said: string, fn: string, attachedFn: string]
  | readonly [kind: 'approve-delegation', delegator: string, prefix: string, sn: string, said: string]
  | readonly [kind: 'duplicity', prefix: string, sn: string, said: string, against: string]
  | readonly [kind: 'exchange-saved', said: string, route: string];

export function writeSend(send: Send): string {
  return JSON.stringify(rowOf(send));
}

function rowOf(send: Send): SendRow {
  switch (send.kind) {
    case 'receipt':
    case 'notice':
    case 'witness':
      return [send.kind, send.prefix, hex(send.sn), send.said];
    case 'query':
      return [
        send.kind,
        send.route,
        send.prefix,
        send.sn === undefined ? null : hex(send.sn),
        send.said ?? null,
      ];
    case 'replay':
      return [send.kind, send.to, send.prefixes];
    case 'registry-replay':
      return [send.kind, send.to, send.logs];
    case 'reply':
      return [send.kind, send.to, send.route, send.data];
    case 'stream':
      return [send.kind, send.to, send.prefix, send.topics];
    case 'key-state-saved':
      return [send.kind, send.prefix, send.notice];
    case 'bad-clone-fn':
      return [send.kind, send.prefix, send.said, hex(send.fn), hex(send.attachedFn)];
    case 'approve-delegation':
      return [send.kind, send.delegator, send.prefix, hex(send.sn), send.said];
    case 'duplicity':
      return [send.kind, send.prefix, hex(send.sn), send.said, send.against];
    case 'exchange-saved':
      return [send.kind, send.said, send.route];
    default:
      return unreachable(send);
  }
}

/** The send that was written as `text`, or why the text holds none. */
export function readSend(text: string): Send | Unreadable {
  try {
    return sendOf(JSON.parse(text) as SendRow);
  } catch (error) {
    return { unreadable: String(error) };
  }
}

function sendOf(row: SendRow): Send | Unreadable {
  switch (row[0]) {
    case 'receipt':
    case 'notice':
    case 'witness':
      return { kind: row[0], prefix: prefixOf(row[1]), sn: snOf(row[2]), said: saidOf(row[3]) };
    case 'query':
      return {
        kind: row[0],
        route: row[1],
        prefix: prefixOf(row[2]),
        sn: row[3] === null ? undefined : snOf(row[3]),
        said: row[4] === null ? undefined : saidOf(row[4]),
      };
    case 'replay':
      return { kind: row[0], to: row[1], prefixes: row[2].map(prefixOf) };
    case 'registry-replay':
      return { kind: row[0], to: row[1], logs: row[2].map(prefixOf) };
    case 'reply':
      return { kind: row[0], to: row[1], route: row[2], data: row[3] };
    case 'stream':
      return { kind: row[0], to: row[1], prefix: prefixOf(row[2]), topics: row[3] };
    case 'key-state-saved':
      return { kind: row[0], prefix: prefixOf(row[1]), notice: row[2] };
    case 'bad-clone-fn':
      return {
        kind: row[0],
        prefix: prefixOf(row[1]),
        said: saidOf(row[2]),
        fn: fnOf(row[3]),
        attachedFn: fnOf(row[4]),
      };
    case 'approve-delegation':
      return {
        kind: row[0],
        delegator: prefixOf(row[1]),
        prefix: prefixOf(row[2]),
        sn: snOf(row[3]),
        said: saidOf(row[4]),
      };
    case 'duplicity':
      return {
        kind: row[0],
        prefix: prefixOf(row[1]),
        sn: snOf(row[2]),
        said: saidOf(row[3]),
        against: saidOf(row[4]),
      };
    case 'exchange-saved':
      return { kind: row[0], said: saidOf(row[1]), route: row[2] };
    default:
      return { unreadable: 'it names no kind of send' };
  }
}
