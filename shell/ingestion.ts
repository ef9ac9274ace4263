/**
 * One stream on its way in: bytes → frames → messages → commands, with reports in stream order.
 *
 * Source: DESIGN 1. Bytes are borrowed by the chunk; what waits for the writer is bounded, so a stream
 * of any length passes through fixed memory.
 */
import type { Attachments } from '../kernel/cesr/attachments.ts';
import type { Micros } from '../kernel/cesr/qualified.ts';
import type { Command } from '../kernel/command.ts';
import type { Message } from '../kernel/event/types.ts';
import type { Outcome } from '../kernel/settle.ts';
import type { Source } from '../kernel/state/stored.ts';
import { KeelsonError } from './errors.ts';
import type { Reading, StreamPiece } from './reading.ts';
import { reportOfDecision, reportOfFault } from './report.ts';
import type { Report, Summary } from './report.ts';
import type { Writer } from './writer.ts';

/** Bytes, whole or in parts of any size. */
export type ByteSource = Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export type IngestOptions = {
  /** `local` for the protected path, `remote` for everything from outside. */
  readonly source?: Source;
  /** Who delivers it, for the caps of the escrow. */
  readonly sourceId?: string;
  /** Stops reading; what was decided before stays. */
  readonly signal?: AbortSignal;
  /** Called once a message, in stream order, after the decision is durable. */
  readonly onDecision?: (report: Report) => void;
  /**
   * Ends the ingestion after this report, as if the stream ended there. Nothing after the message is
   * decided when a transaction holds one command; else the rest of its transaction is.
   */
  readonly stopOn?: (report: Report) => boolean;
};

type Counts = { accepted: number; duplicate: number; escrowed: number; rejected: number };

/** What of a command is known before its time. */
type Delivery = { readonly source: Source; readonly sourceId: string };

const faultSizeBytes = 256;

export class Ingestion {
  readonly #writer: Writer;
  readonly #reading: Reading;
  readonly #delivery: Delivery;
  readonly #options: IngestOptions;
  readonly #counts: Counts = { accepted: 0, duplicate: 0, escrowed: 0, rejected: 0 };
  #bytes = 0;
  #outstanding = 0;
  #failure: Error | undefined;
  #isStopped = false;
  #drained: (() => void) | undefined;

  constructor(writer: Writer, reading: Reading, options: IngestOptions) {
    this.#writer = writer;
    this.#reading = reading;
    this.#options = options;
    this.#delivery = { source: options.source ?? 'remote', sourceId: options.sourceId ?? '' };
  }

  /** True while the reader holds bytes of a message that is not whole. */
  get isPending(): boolean {
    return this.#reading.isPending();
  }

  /** True after `stopOn` said so. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** What became of the messages so far. */
  get summary(): Summary {
    return { ...this.#counts, bytes: this.#bytes };
  }

  /** Takes one chunk; resolves when it is handed on and there is room for more. */
  async feed(chunk: Uint8Array): Promise<void> {
    this.#assertGoing();
    this.#bytes += chunk.length;
    await this.#takeAll(this.#reading.feed(chunk));
  }

  /** Nothing more comes now: what only waited for more attachments is decided. */
  async settle(): Promise<void> {
    await this.#takeAll(this.#reading.settle());
    await this.drain();
  }

  /** The stream is over: half a message at its end is a fault. */
  async finish(): Promise<Summary> {
    if (!this.#isStopped) await this.#takeAll(this.#reading.finish());
    await this.drain();
    return this.summary;
  }

  /** Resolves when everything handed on is decided and durable; rejects when something failed. */
  async drain(): Promise<void> {
    if (this.#outstanding > 0) await new Promise<void>((resolve) => (this.#drained = resolve));
    if (this.#failure !== undefined) throw this.#failure;
  }

  #assertGoing(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#options.signal?.aborted !== true) return;
    throw new KeelsonError('aborted', {
      says: 'the caller stopped the ingestion; what was decided before is stored, feed the rest again',
      cause: this.#options.signal.reason,
    });
  }

  async #takeAll(pieces: readonly StreamPiece[]): Promise<void> {
    for (const piece of pieces) {
      const room = this.#writer.room(this);
      if (room !== undefined) await orAborted(room, this.#options.signal);
      this.#assertGoing();
      this.#take(piece);
    }
  }

  #take(piece: StreamPiece): void {
    this.#outstanding += 1;
    this.#writer.add(this, {
      sizeBytes: piece.kind === 'message' ? piece.message.raw.length : faultSizeBytes,
      commandAt: (at) =>
        piece.kind === 'message' && !this.#isStopped ? this.#command(piece, at) : undefined,
      message: piece.kind === 'message' ? piece : undefined,
      done: (outcomes) => this.#done(piece, outcomes),
      fail: (error) => this.#settled(error),
    });
  }

  #command(piece: { readonly message: Message; readonly attachments: Attachments }, at: Micros): Command {
    const { message, attachments } = piece;
    return { kind: 'receive', message, attachments, ...this.#delivery, at };
  }

  #done(piece: StreamPiece, outcomes: readonly Outcome[]): void {
    try {
      if (!this.#isStopped || outcomes.length > 0) this.#report(reportOf(piece, outcomes));
      this.#settled(undefined);
    } catch (error) {
      this.#settled(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #report(report: Report): void {
    this.#counts[report.decision] += 1;
    this.#options.onDecision?.(report);
    if (this.#options.stopOn?.(report) === true) this.#isStopped = true;
  }

  #settled(error: Error | undefined): void {
    this.#failure ??= error;
    this.#outstanding -= 1;
    if (this.#outstanding > 0) return;
    this.#drained?.();
    this.#drained = undefined;
  }
}

/** Resolves with `room`, or as soon as the caller gives up. */
async function orAborted(room: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return await room;
  if (signal.aborted) return;
  let stop = (): void => undefined;
  const aborted = new Promise<void>((resolve) => (stop = resolve));
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([room, aborted]);
  signal.removeEventListener('abort', stop);
}

function reportOf(piece: StreamPiece, outcomes: readonly Outcome[]): Report {
  if (piece.kind === 'fault') return reportOfFault(piece.fault, piece, piece.glimpse);
  const first = outcomes[0];
  if (first === undefined)
    throw new KeelsonError('our-fault', { says: 'a message came to no decision; please report this' });
  return reportOfDecision(first.step.decision, piece);
}

const sliceSizeBytes = 64 * 1024;

/** The parts of a source, none of them large. */
export async function* partsOf(source: ByteSource): AsyncIterable<Uint8Array> {
  if (source instanceof Uint8Array) {
    for (let at = 0; at < source.length; at += sliceSizeBytes) yield source.subarray(at, at + sliceSizeBytes);
    return;
  }
  for await (const part of source) yield* slicesOf(part);
}

function* slicesOf(part: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < part.length; at += sliceSizeBytes) yield part.subarray(at, at + sliceSizeBytes);
}
