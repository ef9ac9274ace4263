/**
 * The gate: a framed body in, a message whose form was checked out. Behind it the type is the proof.
 *
 * Source: K-024…K-151; keripy.md 1. Each message family has a reader of its own.
 */
import type { Span } from '../cesr/attachments.ts';
import type { Fault } from '../cesr/fault.ts';
import { findText } from '../cesr/said.ts';
import type { Algorithms } from '../crypto/algorithm.ts';
import { unreachable } from '../std/assert.ts';
import { err, ok, type Result } from '../std/result.ts';
import { type Body, type FramedBody, openBody } from './body.ts';
import { valueOf } from './json.ts';
import { writeJson } from './json-write.ts';
import { parseCredential } from './parse-credential.ts';
import { parseInception, parseInteraction, parseReceipt, parseRotation } from './parse-key-event.ts';
import { parseRegistryEvent } from './parse-registry.ts';
import { parseDisclosure, parseExchange, parseQuery, parseReply } from './parse-routed.ts';
import { messagesBy } from './parsed-messages.ts';
import type { Message } from './types.ts';

export type { FramedBody } from './body.ts';

/**
 * The message in a framed body. `base` is the place of the body in its stream, for the spans of faults.
 * Never throws on any bytes; `framed.raw` is kept in the message and not copied.
 */
export function parseMessage(
  framed: FramedBody,
  base: number,
  algorithms: Algorithms,
): Result<Message, Fault> {
  const parsed = messagesBy(algorithms);
  const known = parsed?.find(framed);
  if (known !== undefined) return ok(known);
  const body = openBody(framed);
  if (!body.ok) return err(located(body.error, framed, base));
  const message = parseBody(body.value, algorithms);
  if (!message.ok) return err(located(message.error, body.value, base));
  parsed?.keep(framed, message.value);
  return message;
}

function parseBody(body: Body, algorithms: Algorithms): Result<Message, Fault> {
  const { name } = body;
  switch (name) {
    case 'icp':
    case 'dip':
      return parseInception(body, name, algorithms);
    case 'rot':
    case 'drt':
      return parseRotation(body, name, algorithms);
    case 'ixn':
      return parseInteraction(body, algorithms);
    case 'rct':
      return parseReceipt(body);
    case 'qry':
      return parseQuery(body, algorithms);
    case 'rpy':
      return parseReply(body, algorithms);
    case 'pro':
    case 'bar':
      return parseDisclosure(body, name, algorithms);
    case 'exn':
    case 'xip':
      return parseExchange(body, name, algorithms);
    case 'vcp':
    case 'vrt':
    case 'iss':
    case 'rev':
    case 'bis':
    case 'brv':
      return parseRegistryEvent(body, name, algorithms);
    case 'acdc':
      return parseCredential(body, algorithms);
    default:
      return unreachable(name);
  }
}

/** The fault with its place in the stream: the field where it can be told, else the whole body. */
function located(fault: Fault, body: FramedBody | Body, base: number): Fault {
  const { start, end } = ('map' in body ? fieldSpan(fault.field, body) : undefined) ?? {
    start: 0,
    end: body.raw.length,
  };
  return { ...fault, span: { start: base + start, end: base + end } };
}

/** Where a top-level field of a JSON body stands. */
function fieldSpan(field: string | undefined, { map, raw, serialization }: Body): Span | undefined {
  if (field === undefined || field === '' || serialization !== 'JSON') return undefined;
  const value = valueOf(map, field);
  const label = findText(raw, `"${field}":`, 0);
  return value === undefined || label === undefined
    ? undefined
    : { start: label.start, end: label.end + writeJson(value).length };
}
