/**
 * The parts of elements of groups: which codes each may have, and the value it gives.
 *
 * Source: keripy.md 7.6; C-050…C-056, D-21 (any number code is read, values are compared).
 */
import { ok, err, type Result } from '../std/result.ts';
import type { Span } from './attachments.ts';
import type { Element } from './attached-piece.ts';
import { framingFault } from './code-fault.ts';
import type { Role } from './code-row.ts';
import { rowOf } from './codes.ts';
import { datetimeText, parseDatetime } from './datetime.ts';
import type { Fault } from './fault.ts';
import type { Field } from './groups.ts';
import { fnOfPrimitive, snOfPrimitive } from './number.ts';
import type { Prefix, Said } from './qualified.ts';
import type { Primitive, Texted } from './read.ts';

/** Fields that are one plain primitive. */
export type PrimitiveField = Exclude<Field, 'indexed' | 'indexed-or-signatures' | 'signatures' | 'group'>;

/** The element with a further field; a fault when the primitive is not one that the field may be. */
export function withField(
  element: Element,
  field: PrimitiveField,
  primitive: Primitive & Texted,
  span: Span,
): Result<Element, Fault> {
  const role = rowOf(primitive.code)?.role;
  if (role === undefined || !fitsField(field, role, primitive.code)) {
    return err(
      framingFault('unexpected-code', `code ${primitive.code} stands where ${nouns[field]} has to be`, span),
    );
  }
  switch (field) {
    case 'prefix':
    case 'key':
      return ok({ ...element, prefix: primitive.text as Prefix });
    case 'said':
      return ok({ ...element, said: primitive.text as Said });
    case 'signature':
      return ok({ ...element, signature: { text: primitive.text, raw: primitive.raw, span } });
    case 'path':
      return ok(element);
    case 'datetime':
      return withTime(element, primitive, span);
    case 'sn':
      return withSn(element, primitive, span);
    case 'fn':
      return withFn(element, primitive, span);
  }
}

const nouns: { readonly [F in PrimitiveField]: string } = {
  prefix: 'an identifier',
  key: 'a public key',
  said: 'a digest',
  sn: 'a sequence number',
  fn: 'a first-seen number',
  datetime: 'a date and time',
  signature: 'a signature',
  path: 'a path',
};

function fitsField(field: PrimitiveField, role: Role, code: string): boolean {
  switch (field) {
    case 'prefix':
      return role.kind === 'digest' || role.kind === 'public-key';
    case 'key':
      return role.kind === 'public-key';
    case 'said':
      return role.kind === 'digest';
    case 'sn':
    case 'fn':
      return role.kind === 'number' || code === '0A';
    case 'datetime':
      return role.kind === 'datetime';
    case 'signature':
      return role.kind === 'signature';
    case 'path':
      return role.kind === 'text';
  }
}

function withTime(element: Element, primitive: Primitive, span: Span): Result<Element, Fault> {
  const dt = datetimeText(primitive);
  if (!dt.ok) return err(framed(dt.error, span));
  const at = parseDatetime(dt.value);
  return at.ok ? ok({ ...element, time: { at: at.value, dt: dt.value } }) : err(framed(at.error, span));
}

function withSn(element: Element, primitive: Primitive, span: Span): Result<Element, Fault> {
  const sn = snOfPrimitive(primitive);
  return sn.ok ? ok({ ...element, sn: sn.value }) : err(framed(sn.error, span));
}

function withFn(element: Element, primitive: Primitive, span: Span): Result<Element, Fault> {
  const fn = fnOfPrimitive(primitive);
  return fn.ok ? ok({ ...element, fn: fn.value }) : err(framed(fn.error, span));
}

/** A fault of a value as one of the stream: the message it is attached to is lost. */
function framed(fault: Fault, span: Span): Fault {
  return { ...fault, kind: 'framing', span };
}
