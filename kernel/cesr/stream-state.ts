/**
 * How far a stream of messages is read: the state that `stream.ts` hands from call to call.
 *
 * Source: keripy.md 7.5, 7.6; C-058, C-059, C-064.
 */
import type { Span } from './attachments.ts';
import type { Genus } from './counter-codes.ts';
import type { Fault } from './fault.ts';
import { type BodyHead, type BodyVersion, type Frame, genusOfBody } from './frame.ts';
import { attachmentsOf, type GroupLimits, type GroupReading, noReading } from './group-reading.ts';
import type { Window } from './stream-window.ts';

export type StreamLimits = GroupLimits & {
  /** Bytes of one body. */
  readonly messageSizeBytesMax: number;
  /** Bytes that may wait for others between two calls. */
  readonly bufferSizeBytesMax: number;
};

/** What a stream gives: messages, and regions that are none. Spans are offsets of the whole stream. */
export type Piece =
  | { readonly kind: 'message'; readonly frame: Frame }
  | { readonly kind: 'fault'; readonly fault: Fault; readonly skipped: Span };

/** How far a stream is read. A value: reading on from it twice gives the same twice. */
export type StreamState = {
  readonly limits: StreamLimits;
  readonly window: Window;
  readonly phase: Phase;
  /** The tables that a genus code set; undefined while bodies say by their version. C-059. */
  readonly genus: Genus | undefined;
  readonly scope: Scope | undefined;
};

/** A group around messages: where it ends, and what holds again behind it. C-059, C-064. */
export type Scope = {
  readonly end: number;
  readonly genus: Genus | undefined;
  readonly depth: number;
  readonly outer: Scope | undefined;
};

export type Phase =
  /** A message has to start here. */
  | { readonly kind: 'head' }
  /** The head of a body is read; the body, or the first sign of what follows it, is not. */
  | { readonly kind: 'body'; readonly head: BodyHead; readonly start: number }
  | Grouping
  /** Bytes are passed over until a message starts. The fault is undefined once it was told. */
  | {
      readonly kind: 'seek';
      readonly fault: Fault | undefined;
      readonly start: number;
      readonly from: number;
    };

/** A body is read; groups may follow. */
export type Grouping = {
  readonly kind: 'groups';
  readonly body: Uint8Array;
  readonly version: BodyVersion;
  readonly bodySpan: Span;
  readonly genus: Genus;
  readonly reading: GroupReading;
  /** Where the last complete group ends; the end of the body before the first. */
  readonly end: number;
  /** How much of it was given out. */
  readonly sent: 'nothing' | 'part' | 'all';
};

/** Where a body was found, and a copy of it. */
export type FoundBody = { readonly head: BodyHead; readonly start: number; readonly body: Uint8Array };

/** A body that was read, before any group. */
export function groupingOf(
  state: Pick<StreamState, 'limits' | 'genus' | 'scope'>,
  { head, start, body }: FoundBody,
): Grouping {
  const end = start + head.size;
  const endMax = Math.min(
    end + state.limits.attachmentsSizeBytesMax,
    state.scope?.end ?? Number.POSITIVE_INFINITY,
  );
  return {
    kind: 'groups',
    body,
    version: head.version,
    bodySpan: { start, end },
    genus: state.genus ?? genusOfBody(head.version),
    reading: noReading(endMax),
    end,
    sent: 'nothing',
  };
}

/** The frame of a body and what was read behind it. */
export function frameOf({ body, version, bodySpan, reading, end, sent }: Grouping): Frame {
  const span = { start: bodySpan.start, end };
  return {
    body,
    version,
    bodySpan,
    span,
    attachments: attachmentsOf(reading),
    continuation: sent === 'part',
  };
}
