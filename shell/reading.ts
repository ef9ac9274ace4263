/** One stream being read: bytes in, messages and faults out. The state is the kernel's; this holds it. */
import type { Attachments } from '../kernel/cesr/attachments.ts';
import type { Fault } from '../kernel/cesr/fault.ts';
import type { Frame } from '../kernel/cesr/frame.ts';
import { feed, finish, isPending, openStream, settle } from '../kernel/cesr/stream.ts';
import type { Piece, StreamLimits, StreamState } from '../kernel/cesr/stream.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import { parseMessage } from '../kernel/event/parse.ts';
import type { Message } from '../kernel/event/types.ts';
import { noGlimpse } from './report.ts';
import type { Glimpse } from './report.ts';

export type ReadingLimits = StreamLimits;

/** A message, or a region that is none; with its place in the stream. */
export type StreamPiece =
  | {
      readonly kind: 'message';
      readonly message: Message;
      readonly attachments: Attachments;
      readonly offset: number;
      /** True when the message was given out before, with less attached. */
      readonly isContinuation: boolean;
    }
  | {
      readonly kind: 'fault';
      readonly fault: Fault;
      readonly glimpse: Glimpse;
      readonly offset: number;
      readonly isContinuation: boolean;
    };

export type Reading = {
  /** The pieces that a chunk completes. The chunk may be written over afterwards. */
  readonly feed: (chunk: Uint8Array) => readonly StreamPiece[];
  /** What is complete as far as can be told at the end of a delivery. */
  readonly settle: () => readonly StreamPiece[];
  /** What is left at the end of the stream. */
  readonly finish: () => readonly StreamPiece[];
  readonly isPending: () => boolean;
};

/** Opens a reading of one stream. */
export function openReading(algorithms: Algorithms, limits: ReadingLimits): Reading {
  let state: StreamState = openStream(limits);
  const parsed = (pieces: readonly Piece[]): readonly StreamPiece[] =>
    pieces.map((piece) => parse(piece, algorithms));
  return {
    feed: (chunk) => {
      const fed = feed(state, chunk);
      state = fed.state;
      return parsed(fed.pieces);
    },
    settle: () => {
      const fed = settle(state);
      state = fed.state;
      return parsed(fed.pieces);
    },
    finish: () => parsed(finish(state)),
    isPending: () => isPending(state),
  };
}

function parse(piece: Piece, algorithms: Algorithms): StreamPiece {
  if (piece.kind === 'fault') {
    return {
      kind: 'fault',
      fault: piece.fault,
      glimpse: noGlimpse,
      offset: piece.skipped.start,
      isContinuation: false,
    };
  }
  const { frame } = piece;
  const { protocol, version, serialization } = frame.version;
  const message = parseMessage(
    { raw: frame.body, protocol, version, serialization },
    frame.bodySpan.start,
    algorithms,
  );
  const place = { offset: frame.span.start, isContinuation: frame.continuation };
  if (message.ok)
    return { kind: 'message', message: message.value, attachments: frame.attachments, ...place };
  return { kind: 'fault', fault: message.error, glimpse: glimpseOf(frame), ...place };
}

/** What a body that failed its checks seems to be, for people; decides nothing. */
function glimpseOf(frame: Frame): Glimpse {
  if (frame.version.serialization !== 'JSON') return noGlimpse;
  try {
    const { t, i, d } = JSON.parse(Buffer.from(frame.body).toString('utf8')) as {
      t?: unknown;
      i?: unknown;
      d?: unknown;
    };
    return { ilk: textOf(t), prefix: textOf(i), said: textOf(d) };
  } catch {
    return noGlimpse;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
