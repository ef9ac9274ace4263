/**
 * How far the groups behind one body are read, as a value between calls and as a record within one.
 *
 * Source: keripy.md 7.6; PS-1. The rows of what groups hold are in `groups.ts`.
 */
import type { Attachments, IndexedSignature } from './attachments.ts';
import { type AttachedPiece, type Chain, type Element, gathered } from './attached-piece.ts';
import type { Genus, GroupKind } from './counter-codes.ts';
import type { Fault, FaultCode } from './fault.ts';
import type { Field, GroupUse } from './groups.ts';
import type { Domain } from './reading.ts';

/** Caps of what may be attached to one body. */
export type GroupLimits = {
  /** Groups within groups, the outermost counted. */
  readonly groupDepthMax: number;
  /** Elements of one body altogether. */
  readonly groupElementsMax: number;
  /** Bytes behind one body. */
  readonly attachmentsSizeBytesMax: number;
};

/** Bytes at hand and the place in them; `base` is the place of `bytes[0]` in the stream. `at` moves on. */
export type Cursor = { bytes: Uint8Array; at: number; end: number; base: number };

/** How far the reading of the groups behind one body has come. */
export type GroupReading = {
  /** The innermost group that is not complete; undefined between groups. */
  readonly open: OpenGroup | undefined;
  readonly pieces: Chain<AttachedPiece> | undefined;
  readonly elementCount: number;
  /** What was read of the material that is being handed over as it came. */
  readonly captured: string | undefined;
  /** Where in the stream the attachments have to end at the latest. */
  readonly endMax: number;
};

/** Groups that are refused are never open. */
export type OpenUse = Exclude<GroupUse, { use: 'refuse' }>;

export type OpenGroup = {
  readonly kind: GroupKind;
  readonly use: OpenUse['use'];
  readonly fields: readonly Field[];
  /** Which field of the current element comes next. */
  readonly place: number;
  /** Elements that are not complete; undefined when `end` says where the group ends. */
  readonly remaining: number | undefined;
  readonly start: number;
  /** Where in the stream the group has to end, or has to end at the latest. */
  readonly end: number;
  readonly domain: Domain;
  readonly genus: Genus;
  /** True while a genus code would change the tables of this group. */
  readonly overridable: boolean;
  readonly depth: number;
  readonly element: Element;
  /** Signatures read, when the group is a field of an element of the outer group. */
  readonly signatures: Chain<IndexedSignature> | undefined;
  readonly outer: OpenGroup | undefined;
};

/** A reading before the first group; groups end at `endMax` of the stream at the latest. */
export function noReading(endMax: number): GroupReading {
  return { open: undefined, pieces: undefined, elementCount: 0, captured: undefined, endMax };
}

/** What has been collected. */
export function attachmentsOf(reading: GroupReading): Attachments {
  return gathered(reading.pieces);
}

/** The bytes that ran out, or what is wrong with them. */
export type Halt = 'need-more' | Fault;

/** A reading in progress; the mutable twin of `GroupReading` that lives as long as one call. */
export type Reader = {
  readonly cursor: Cursor;
  readonly limits: GroupLimits;
  open: OpenGroup | undefined;
  pieces: Chain<AttachedPiece> | undefined;
  elementCount: number;
  captured: string | undefined;
  readonly endMax: number;
};

export type Progress = { readonly reading: GroupReading; readonly halt: Halt | undefined };

export function readerOf(
  { open, pieces, elementCount, captured, endMax }: GroupReading,
  cursor: Cursor,
  limits: GroupLimits,
): Reader {
  return { cursor, limits, open, pieces, elementCount, captured, endMax };
}

export function progressOf(reader: Reader, halt: Halt | undefined): Progress {
  const { open, pieces, elementCount, captured, endMax } = reader;
  return { reading: { open, pieces, elementCount, captured, endMax }, halt };
}

export function position(reader: Reader): number {
  return reader.cursor.base + reader.cursor.at;
}

/** End of the bytes of `group` that are at hand, as an index. */
export function endAtHand(reader: Reader, group: OpenGroup): number {
  return Math.min(reader.cursor.end, group.end - reader.cursor.base);
}

export function groupFault(code: FaultCode, says: string, reader: Reader, start: number): Fault {
  const keripy = code === 'group-overrun' ? 'SizedGroupError' : 'ExtractionError';
  return { kind: 'framing', code, says, keripy, span: { start, end: Math.max(start + 1, position(reader)) } };
}

export function attachmentsTooLarge(reader: Reader, start: number): Fault {
  return groupFault('group-too-large', 'what is attached to one body goes beyond its limit', reader, start);
}

/** A fault whose offsets count from the start of the bytes at hand, with those of the stream. */
export function inStream(fault: Fault, base: number): Fault {
  if (fault.span === undefined || base === 0) return fault;
  return { ...fault, span: { start: fault.span.start + base, end: fault.span.end + base } };
}
