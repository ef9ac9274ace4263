/** The entries of the log from an ordinal on, read as they are asked for: a channel that lags keeps none of them. */
import type { LogEntry } from '../../storage/entry.ts';
import { KeelsonError } from '../errors.ts';
import type { ChannelParts } from './channel.ts';

/** An entry of the one log. */
export type EntryItem = {
  readonly kind: 'entry';
  readonly ordinal: number;
  readonly entry: LogEntry;
  /** Where to go on `from` when this one is done. */
  readonly next: number;
};

type Source = Pick<ChannelParts, 'entries' | 'published'>;

export class Past {
  readonly #source: Source;
  #next: number;

  /** Throws `usage` when the log does not reach that ordinal. */
  constructor(source: Source, from: number) {
    if (!Number.isSafeInteger(from) || from < 0 || from > source.published())
      throw new KeelsonError('usage', {
        says: `a channel begins from 0 up to ${String(source.published())}, where the log ends; ${String(from)} is not there`,
        facts: { from },
      });
    this.#source = source;
    this.#next = from;
  }

  /** The ordinal of the entry that comes next. */
  get next(): number {
    return this.#next;
  }

  get isAtEnd(): boolean {
    return this.#next >= this.#source.published();
  }

  /** The next entry; undefined at the end of what was told. */
  take(): EntryItem | undefined {
    if (this.isAtEnd) return undefined;
    for (const { ordinal, entry } of this.#source.entries(this.#next)) {
      this.#next = ordinal + 1;
      return { kind: 'entry', ordinal, entry, next: this.#next };
    }
    return undefined;
  }

  /** What is thrown when the host is gone before all of it was read. */
  cutOff(reason: KeelsonError): KeelsonError {
    if (reason.code !== 'host-closed') return reason;
    return new KeelsonError('host-closed', {
      says: `the host was closed before its log was read to the end; open it again and go on from ordinal ${String(this.#next)}`,
      facts: { from: this.#next },
    });
  }
}
