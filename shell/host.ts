/**
 * A host: one store, one writer, and the questions that are answered from what is durable.
 *
 * Source: DESIGN 1–3. All time, chance and delay comes in by ports; the same class runs in production
 * and under simulation.
 */
import type { Logger } from 'pino';
import type { Fn, Prefix, Said, Sn } from '../kernel/cesr/qualified.ts';
import { parsePrefix } from '../kernel/cesr/identifiers.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { Outcome } from '../kernel/settle.ts';
import type { KeyState } from '../kernel/state/key-state.ts';
import type { Send } from '../kernel/state/effect.ts';
import type { LogReader, Receiver, View } from '../kernel/state/view.ts';
import { step } from '../kernel/step.ts';
import type { LogEntry } from '../storage/entry.ts';
import type { History } from '../storage/history.ts';
import type { Ledger } from '../storage/ledger.ts';
import type { StoreStats } from '../storage/stats.ts';
import type { VerifyReport } from '../storage/verify.ts';
import { answerTo } from './answers.ts';
import { KeelsonError } from './errors.ts';
import { Escrow } from './escrow.ts';
import { explainSaid } from './explain.ts';
import type { Explanation } from './explain.ts';
import { exportOf } from './export.ts';
import { foresee } from './foresight.ts';
import type { ExportOptions } from './export.ts';
import { HandOff } from './hand-off.ts';
import type { OutboxLimits } from './hand-off.ts';
import { Channels } from './channels/channels.ts';
import type { Outgoing } from './channels/outgoing.ts';
import { Ingestion, partsOf } from './ingestion.ts';
import type { ByteSource, IngestOptions } from './ingestion.ts';
import { contestedOf, kelOf } from './kel.ts';
import type { Contested, KelEntry } from './kel.ts';
import type { Clock, Outlet, Timers } from './ports.ts';
import { openReading } from './reading.ts';
import type { ReadingLimits } from './reading.ts';
import { logRetries } from './retry-log.ts';
import type { Report, Summary } from './report.ts';
import { Subscriptions } from './subscriptions.ts';
import type { Listener } from './subscriptions.ts';
import { Writer, stopReason } from './writer.ts';
import type { BatchLimits } from './writer.ts';

/** What a host is made of; `openHost` puts it together. */
export type HostParts = {
  readonly ledger: Ledger;
  readonly algorithms: Algorithms;
  readonly receiver: Receiver;
  /** Says that an AID is controlled here from now on; throws when the store does not hold what its witness signed. */
  readonly own: (prefix: Prefix) => void;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly batch: BatchLimits;
  readonly reading: ReadingLimits;
  /** Microseconds between looks at what is due in the escrow; 0 for none of its own accord. */
  readonly tickMicros: number;
  readonly ahead: ConstructorParameters<typeof Writer>[0]['ahead'];
  /** Takes sends out of the host; undefined when nobody does. */
  readonly outlet: Outlet | undefined;
  /** Whose outlet it is, when it is a channel. */
  readonly outgoing: Outgoing | undefined;
  readonly outbox: OutboxLimits;
  /** Told every outcome before it is durable; undefined when nobody asks. */
  readonly decided: ((outcomes: readonly Outcome[]) => void) | undefined;
  readonly stats: () => StoreStats;
  /** Verifies the store; nobody commits meanwhile. */
  readonly verify: () => Promise<VerifyReport>;
  /** Frees what the parts hold: store, workers. `isSound` says that the host did not stop because something failed. */
  readonly close: (isSound: boolean) => Promise<void>;
};

/** An AID known here. */
export type KnownAid = { readonly prefix: Prefix; readonly sn: Sn; readonly said: Said };

/** An entry of the one log, with its ordinal. */
export type PlacedEntry = { readonly ordinal: number; readonly entry: LogEntry };

/** A point in the past: a number of the trunk, a first-seen number, or an ordinal of the one log. */
export type Past = { readonly sn: bigint } | { readonly fn: bigint } | { readonly ordinal: number };

const dueCountMax = 4096;
const pageCountMax = 256;

export class Host {
  readonly #parts: HostParts;
  readonly #writer: Writer;
  readonly #subscriptions: Subscriptions;
  readonly #view: View;
  readonly #handOff: HandOff | undefined;
  #callOffTick: () => void = () => undefined;
  #isOpen = true;

  /** What waits, for people: list, retry, remove. */
  readonly escrow: Escrow;

  /** What is decided and what is to be told, to be read at one's own pace: decisions, cues, entries, outgoing. */
  readonly channels: Channels;

  constructor(parts: HostParts) {
    const { ledger, algorithms, receiver, clock, timers, batch, logger, ahead } = parts;
    this.#parts = parts;
    this.#subscriptions = new Subscriptions(
      (error) => logger.warn({ err: error }, 'a listener failed'),
      ledger.head().count,
    );
    this.#view = { log: ledger.reader, algorithms, receiver };
    const published = (outcomes: readonly Outcome[]): void => this.#publish(outcomes);
    this.#handOff = this.#openHandOff();
    const handOff = this.#handOff;
    this.#writer = new Writer({
      ledger,
      view: this.#view,
      clock,
      timers,
      batch,
      published,
      decided: parts.decided,
      ahead,
      handOff,
      hearers: {
        hasRoomFor: (more) => this.#subscriptions.hasRoomFor(more),
        end: (reason) => this.#endChannels(reason),
      },
    });
    this.escrow = new Escrow({ writer: this.#writer, history: ledger.history });
    this.channels = new Channels({
      assertOpen: () => this.#assertOpen(),
      join: (hearer) => this.#subscriptions.join(hearer),
      roomMade: () => this.#writer.roomMade(),
      published: () => this.#subscriptions.entryCount,
      entries: ledger.history.entries,
      outgoing: parts.outgoing,
    });
    this.#planTick();
    this.#handOff?.wake();
  }

  /**
   * Takes CESR bytes of any kind and chunking. Resolves with the counts when all of it is decided and
   * durable; bad input is a rejected message, never an error. Rejects with `KeelsonError` when aborted,
   * closed, or when the store fails.
   */
  async ingest(source: ByteSource, options: IngestOptions = {}): Promise<Summary> {
    const ingestion = this.openStream(options);
    try {
      for await (const part of partsOf(source)) {
        if (ingestion.isStopped) break;
        await ingestion.feed(part);
      }
      return await ingestion.finish();
    } catch (error) {
      await this.#writer.idle();
      throw error;
    }
  }

  /** A stream to be fed chunk by chunk, for sources that are not over after their last byte. */
  openStream(options: IngestOptions = {}): Ingestion {
    this.#assertOpen();
    const reading = openReading(this.#parts.algorithms, this.#parts.reading);
    return new Ingestion(this.#writer, reading, options);
  }

  /**
   * What would be decided of one message now, by the order of arrival that is: nothing is kept, and what waits for
   * the writer is not seen. A body is a message without attachments. Rejects nothing: bad bytes are a rejected message.
   */
  foresee(bytes: Uint8Array, { source = 'remote' }: Pick<IngestOptions, 'source'> = {}): Report {
    this.#assertOpen();
    const { reading: limits, clock } = this.#parts;
    return foresee({ view: this.#view, limits, at: clock.now() }, { bytes, source });
  }

  /** Says that an AID is controlled here from now on, as `ownPrefixes` does at opening. Throws `damaged-store`. */
  own(prefix: Prefix): void {
    this.#assertOpen();
    this.#parts.own(prefix);
  }

  /** The algorithms that this host decides with. */
  get algorithms(): Algorithms {
    return this.#parts.algorithms;
  }

  /** What is durable, as rules ask for it. */
  get reader(): LogReader {
    return this.#reader();
  }

  /** The clock that this host goes by. */
  get clock(): Clock {
    return this.#parts.clock;
  }

  /** The key state at the head of the trunk; undefined when nothing of the AID was accepted. */
  keyState(prefix: string): KeyState | undefined {
    const parsed = parsePrefix(prefix);
    return parsed.ok ? this.#reader().keyState(parsed.value) : undefined;
  }

  /** The key state at a point in the past; undefined where the log has no such point. */
  keyStateAt(prefix: string, past: Past): KeyState | undefined {
    const known = this.#known(prefix);
    const { history } = this.#parts.ledger;
    if ('sn' in past) return history.keyStateAtSn(known, past.sn as Sn);
    if ('fn' in past) return history.keyStateAtFn(known, past.fn as Fn);
    return history.keyStateAtOrdinal(known, past.ordinal);
  }

  /** The AIDs known here, by prefix. */
  *aids(): Iterable<KnownAid> {
    const log = this.#reader();
    let after: Prefix | undefined;
    for (;;) {
      const page = this.#parts.ledger.history.prefixes(after, pageCountMax);
      for (const prefix of page) {
        const state = log.keyState(prefix);
        if (state !== undefined) yield { prefix, sn: state.sn, said: state.said };
      }
      after = page.at(-1);
      if (after === undefined) return;
    }
  }

  /** The accepted events of an AID in first-seen order: the trunk, or with `all` the superseded ones too. */
  kel(prefix: string, { all }: { readonly all: boolean } = { all: false }): Iterable<KelEntry> {
    return kelOf(this.#parts.ledger, this.#known(prefix), { all });
  }

  /** Entries of the one log, from an ordinal on. */
  log(from = 0): Iterable<PlacedEntry> {
    return this.history.entries(from);
  }

  /** Questions over everything that is kept. */
  get history(): History {
    this.#assertOpen();
    return this.#parts.ledger.history;
  }

  /** The numbers of a log at which conflicting versions were seen, with their signatures. */
  duplicity(prefix: string): readonly Contested[] {
    return contestedOf(this.#parts.ledger, this.#known(prefix));
  }

  /** The log of an AID as a CESR stream that another implementation takes. */
  export(prefix: string, options: ExportOptions = {}): AsyncIterable<Uint8Array> {
    return exportOf(this.#parts.ledger, this.#known(prefix), options);
  }

  /** Why messages of that SAID stand where they stand; empty when nothing is known of it. */
  explain(said: string): readonly Explanation[] {
    this.#assertOpen();
    const { ledger } = this.#parts;
    const at = this.#parts.clock.now();
    return explainSaid(
      { ledger, judge: ({ id }) => step(this.#view, { kind: 'retry', id, at })?.decision.why },
      said,
    );
  }

  /** The bytes that answer a query, for the cue that asked for them; undefined for cues of other kinds. */
  answer(cue: Send): AsyncIterable<Uint8Array> | undefined {
    this.#assertOpen();
    const { ledger, algorithms, clock } = this.#parts;
    return answerTo({ ledger, algorithms, at: clock.now() }, cue);
  }

  /**
   * Tells `listener` every decision and cue from now on, after it is durable. With `from`, the records of
   * the log from that ordinal on come first. Answers a function that ends it.
   */
  subscribe(listener: Listener, { from }: { readonly from?: number } = {}): () => void {
    this.#assertOpen();
    if (from !== undefined) for (const placed of this.log(from)) listener({ kind: 'entry', ...placed });
    return this.#subscriptions.add(listener);
  }

  /**
   * Walks all of the store and compares every view with one made anew; nothing is decided meanwhile. A store
   * in a folder is walked by a process of its own. What differs is mended on a closed store: `rebuildStore`.
   */
  async verify(): Promise<VerifyReport> {
    this.#assertOpen();
    return await this.#writer.alone(this.#parts.verify);
  }

  /** Counts what the store holds, table by table. Reads every row. */
  stats(): StoreStats {
    this.#assertOpen();
    return this.#parts.stats();
  }

  /**
   * Tries again what is due in the escrow, and drops what waited too long. While the outbox or a channel that
   * waits is full nothing is tried: what is due stays due.
   */
  async tick(): Promise<void> {
    this.#assertOpen();
    const { ledger, clock } = this.#parts;
    await this.escrow.tick(() =>
      this.#writer.isFull ? [] : ledger.reader.waitingDue(clock.now(), dueCountMax),
    );
  }

  /**
   * Decides what still waits for the writer, waits for a hand-off that is under way, `outbox.closeMicrosMax` at
   * most (10 s by default), then frees store and timers. What was not handed off, or not in time, stays in the
   * store for the next host with an outlet.
   */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#callOffTick();
    await this.#writer.idle();
    this.#parts.outgoing?.end(hostClosed());
    await this.#handOff?.close();
    const isSound = this.#writer.stopped === undefined;
    this.#writer.stop(hostClosed());
    await this.#parts.close(isSound);
  }

  #reader(): LogReader {
    this.#assertOpen();
    return this.#parts.ledger.reader;
  }

  #assertOpen(): void {
    if (!this.#isOpen) throw hostClosed();
    if (this.#writer.stopped !== undefined) throw this.#writer.stopped;
  }

  #known(prefix: string): Prefix {
    const state = this.keyState(prefix);
    if (state !== undefined) return state.prefix;
    throw new KeelsonError('unknown-prefix', {
      says: `nothing of ${prefix} is known here; ingest its log first, or list the known ones with \`aids\``,
      keripy: 'MissingEntryError',
      facts: { prefix },
    });
  }

  #openHandOff(): HandOff | undefined {
    const { ledger, outlet, timers, logger, outbox } = this.#parts;
    if (outlet === undefined) return undefined;
    return new HandOff({
      ledger,
      outlet,
      timers,
      logger,
      limits: outbox,
      isGoing: () => this.#writer.stopped === undefined,
      sweep: () => this.#writer.sweep(),
      roomMade: () => this.#writer.roomMade(),
      failed: (error) => this.#writer.stop(stopReason(error)),
    });
  }

  #endChannels(reason: KeelsonError): void {
    this.#subscriptions.end(reason);
    this.#parts.outgoing?.end(reason);
  }

  #publish(outcomes: readonly Outcome[]): void {
    logRetries(this.#parts.logger, outcomes);
    this.#subscriptions.publish(outcomes);
  }

  #planTick(): void {
    const { timers, tickMicros, logger } = this.#parts;
    if (tickMicros === 0) return;
    this.#callOffTick = timers.after(tickMicros, () => {
      if (!this.#isOpen || this.#writer.stopped !== undefined) return;
      this.tick()
        .catch((error: unknown) => logger.error({ err: error }, 'trying the escrow again failed'))
        .finally(() => {
          if (this.#isOpen) this.#planTick();
        });
    });
  }
}

function hostClosed(): KeelsonError {
  return new KeelsonError('host-closed', { says: 'the host is closed; open it again' });
}
