/**
 * The connections of a machine: what is fed to its host by each of them, and what the ones of their own were read as.
 *
 * Source: dst.md 3.2 (cut and glue of the byte stream), 4 (I-37).
 */
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import type { Panel } from '../invariants/panel.ts';
import type { Host } from '../shell/host.ts';
import type { Ingestion } from '../shell/ingestion.ts';
import type { Disk } from './disk/disk.ts';
import type { Transit } from './links.ts';
import { nameOf, readWhole } from './read-whole.ts';
import type { Recorder } from './recorder.ts';

export type NodeStreamsParts = {
  readonly node: string;
  readonly disk: Disk;
  readonly recorder: Recorder;
  readonly panel: Panel;
  readonly algorithms: Algorithms;
};

export class NodeStreams {
  readonly #parts: NodeStreamsParts;
  readonly #streams = new Map<string | Transit, Ingestion>();
  /** What connections of their own were read as so far. */
  readonly #read = new Map<Transit, string[]>();
  #failsRead = false;

  constructor(parts: NodeStreamsParts) {
    this.#parts = parts;
  }

  /**
   * Feeds a chunk of a message; the last one also says that nothing more comes now. Without a host it is lost. Rejects
   * with what the host rejects with; the connection is over then.
   */
  async take(host: Host | undefined, transit: Transit, chunk: number): Promise<void> {
    const tell = (kind: 'lost' | 'arrive', outcome: string): void => {
      const { from, note } = transit;
      this.#parts.recorder.tell({ node: this.#parts.node, kind, what: from, outcome, detail: note });
    };
    if (host === undefined) return tell('lost', 'down');
    if (transit.isAlone && chunk > 0 && !this.#streams.has(transit)) return tell('lost', 'cut off');
    const isLast = chunk === transit.chunks.length - 1;
    if (isLast) tell('arrive', transit.source);
    const key = transit.isAlone ? transit : `${transit.source} ${transit.from}`;
    const stream = this.#streams.get(key) ?? this.#open(host, transit, chunk === 0);
    this.#streams.set(key, stream);
    if (this.#failsRead) this.#parts.disk.failNextRead();
    try {
      await stream.feed(transit.chunks[chunk]?.bytes ?? new Uint8Array(0));
      if (isLast) await (transit.isAlone ? stream.finish() : stream.settle());
      if (isLast && transit.isAlone) this.#ended(transit);
      this.#parts.disk.spareReads();
    } catch (error) {
      this.#streams.delete(key);
      this.#read.delete(transit);
      this.#failsRead = false;
      throw error;
    }
  }

  /** The next read that the host makes for a message fails. */
  failNextRead(): void {
    this.#failsRead = true;
  }

  /** A read that was to fail does not. */
  spareReads(): void {
    this.#failsRead = false;
  }

  /** All connections are gone. */
  clear(): void {
    this.#streams.clear();
    this.#read.clear();
  }

  #open(host: Host, transit: Transit, isWhole: boolean): Ingestion {
    const { source, from, isAlone } = transit;
    if (!isAlone || !isWhole) return host.openStream({ source, sourceId: from });
    const read: string[] = [];
    this.#read.set(transit, read);
    return host.openStream({
      source,
      sourceId: from,
      onDecision: (report) => void read.push(nameOf(report)),
    });
  }

  /** A connection of its own ended: what was read of it is compared with the same bytes in one piece. */
  #ended(transit: Transit): void {
    const read = this.#read.get(transit);
    this.#streams.delete(transit);
    this.#read.delete(transit);
    if (read === undefined || transit.isSpoilt) return;
    const inOnePiece = readWhole(this.#parts.algorithms, transit.bytes);
    this.#parts.panel.stream({ node: this.#parts.node, read, inOnePiece });
  }
}
