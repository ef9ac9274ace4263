/**
 * The life of a host on a machine: it is fed, struck, opened again, and held to its word. Whatever it told to
 * have accepted has to be there after every opening, in the same order.
 *
 * Source: dst.md 3.3 (S1, S12), 4 (I-19, I-40).
 */
import type { Finding } from '../../invariants/judge.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import { KeelsonError } from '../../shell/errors.ts';
import type { Host } from '../../shell/host.ts';
import type { Ingestion } from '../../shell/ingestion.ts';
import { MachineStopped } from '../disk/disk.ts';
import { ReadFailed } from '../disk/model-store.ts';
import { judgeHost } from './judge-host.ts';
import type { Machine } from './machine.ts';
import type { Mishap, Mishaps } from './mishaps.ts';

/** What came of a life. */
export type LifeReport = {
  /** Promises that were broken: those of the log, and the word of the host. */
  readonly findings: readonly Finding[];
  /** SAIDs of accepted events that the host told of, by prefix, in order. */
  readonly acknowledged: ReadonlyMap<string, readonly string[]>;
  /** How often the host was opened. */
  readonly openings: number;
};

/** Opens a host on the machine and begins its life. */
export async function openLife(machine: Machine): Promise<Life> {
  const life = new Life(machine, await openAlgorithms());
  await life.reopen();
  return life;
}

/** Feeds the chunks to a host on the machine, with mishaps in between, and holds it to its word until the end. */
export async function liveThrough(
  machine: Machine,
  { chunks, mishaps }: { readonly chunks: readonly Uint8Array[]; readonly mishaps: Mishaps },
): Promise<LifeReport> {
  const life = await openLife(machine);
  for (const [place, chunk] of chunks.entries()) {
    for (const [at, mishap] of mishaps) if (at % chunks.length === place) await life.strike(mishap);
    await life.feed(chunk);
  }
  return await life.end();
}

export class Life {
  readonly #machine: Machine;
  readonly #algorithms: Algorithms;
  readonly #acknowledged = new Map<string, string[]>();
  readonly #findings: Finding[] = [];
  #host: Host | undefined;
  #stream: Ingestion | undefined;
  #openings = 0;

  constructor(machine: Machine, algorithms: Algorithms) {
    this.#machine = machine;
    this.#algorithms = algorithms;
  }

  /** The host that is open now; undefined only after the end. */
  get host(): Host | undefined {
    return this.#host;
  }

  get report(): LifeReport {
    return { findings: this.#findings, acknowledged: this.#acknowledged, openings: this.#openings };
  }

  /** Gives the host some bytes of its one lasting stream. What it could not take because it broke is lost. */
  async feed(chunk: Uint8Array): Promise<void> {
    await this.#survive(async (host) => {
      this.#stream ??= host.openStream({ source: 'remote', sourceId: 'life' });
      await this.#stream.feed(chunk);
      await this.#stream.settle();
    });
  }

  /** A mishap strikes now, or is made ready for the next commit or read. */
  async strike(mishap: Mishap): Promise<void> {
    const isGone = this.#machine.strike(mishap);
    if (isGone === false) return;
    if (isGone === undefined) await this.#host?.close();
    await this.reopen();
  }

  /** The host looks at what is due. */
  async tick(): Promise<void> {
    await this.#survive((host) => host.tick());
  }

  /** Judges the log as it stands now, and whether everything that was told is there. */
  async judge(): Promise<readonly Finding[]> {
    await this.#survive(async (host) => {
      const { findings } = await judgeHost(host, this.#algorithms);
      this.#find(...findings, ...this.#brokenWords(host));
    });
    return this.#findings;
  }

  /** Ends well: nothing strikes any more, the host is opened again, looks at what is due, is judged, and is closed. */
  async end(): Promise<LifeReport> {
    this.#machine.spare();
    await this.#survive((host) => host.close());
    await this.reopen();
    await this.tick();
    await this.judge();
    await this.#host?.close();
    this.#host = undefined;
    return this.report;
  }

  /** Opens a host on what the machine holds now. */
  async reopen(): Promise<void> {
    this.#stream = undefined;
    this.#openings += 1;
    const host = await this.#machine.open();
    this.#host = host;
    this.#find(...this.#brokenWords(host));
    host.subscribe((event) => {
      if (event.kind !== 'decision') return;
      const { outcome, subject } = event.outcome.step.decision;
      const accepted = event.outcome.step.writes.some(({ kind }) => kind === 'append-event');
      if (outcome !== 'accepted' || !accepted || subject.prefix === undefined) return;
      const told = this.#acknowledged.get(subject.prefix) ?? [];
      this.#acknowledged.set(subject.prefix, told);
      told.push(subject.said);
    });
  }

  /** Does something with the host. When the host breaks over it, it is opened again; other errors are thrown on. */
  async #survive(act: (host: Host) => Promise<unknown>): Promise<void> {
    const host = this.#host;
    if (host === undefined) return;
    try {
      await act(host);
    } catch (error) {
      if (!isOfMachine(error)) throw error;
      this.#stream = undefined;
      if (error instanceof KeelsonError && error.code === 'disk-full') return;
      await host.close().catch(() => undefined);
      await this.reopen();
    }
  }

  /** Keeps each finding once. */
  #find(...findings: readonly Finding[]): void {
    for (const finding of findings) {
      const { invariant, detail } = finding;
      if (this.#findings.some((known) => known.invariant === invariant && known.detail === detail)) continue;
      this.#findings.push(finding);
    }
  }

  /** Accepted events may be there that nobody was told of: the machine stopped between the commit and the word. */
  #brokenWords(host: Host): readonly Finding[] {
    return [...this.#acknowledged].flatMap(([prefix, told]) => {
      const missing = firstMissing(told, kelOf(host, prefix));
      if (missing === undefined) return [];
      const detail = `${missing} of ${prefix} was told to be accepted, and is not there in its place`;
      return [{ invariant: 'AckImpliesDurable', node: 'host', step: this.#openings, detail }];
    });
  }
}

/** The first of `told` that is not in `kept` after the one before it; undefined when all are there in order. */
function firstMissing(told: readonly string[], kept: readonly string[]): string | undefined {
  let from = 0;
  for (const said of told) {
    const at = kept.indexOf(said, from);
    if (at < 0) return said;
    from = at + 1;
  }
  return undefined;
}

/** SAIDs of everything accepted of an AID, in first-seen order. */
function kelOf(host: Host, prefix: string): readonly string[] {
  return host.keyState(prefix) === undefined
    ? []
    : [...host.kel(prefix, { all: true })].map(({ stored }) => stored.event.said);
}

/** Errors of the machine, and of a host that stopped over one; a fault of our own is none. */
function isOfMachine(error: unknown): boolean {
  if (error instanceof MachineStopped || error instanceof ReadFailed) return true;
  if (!(error instanceof KeelsonError)) return false;
  return error.code === 'host-stopped' || error.code === 'our-fault' ? isOfMachine(error.cause) : true;
}
