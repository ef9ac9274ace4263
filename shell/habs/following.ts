/** Follows the log of a host entry by entry, each looked at before the next one. */
import type { LogEntry } from '../../storage/entry.ts';
import type { Channel } from '../channels/channel.ts';
import type { EntryItem } from '../channels/past.ts';
import { KeelsonError, asKeelsonError } from '../errors.ts';
import type { Host } from '../host.ts';

/** Looks at an entry; what it rejects with ends the following. */
export type Taking = (entry: LogEntry, ordinal: number) => Promise<void>;

export class Following {
  readonly #host: Host;
  readonly #take: Taking;
  #seen: number;
  #channel: Channel<EntryItem> | undefined;
  #running: Promise<void> = Promise.resolve();
  #failure: KeelsonError | undefined;
  readonly #waiting: (() => void)[] = [];

  constructor(host: Host, seen: number, take: Taking) {
    this.#host = host;
    this.#take = take;
    this.#seen = Math.min(seen, host.history.entryCount());
  }

  /** Entries that were looked at. */
  get seen(): number {
    return this.#seen;
  }

  /** Begins; resolves when everything that is in the log now was looked at. */
  async begin(): Promise<void> {
    this.#channel = this.#host.channels.entries(this.#seen);
    this.#running = this.#follow(this.#channel);
    await this.caughtUp();
  }

  /** Looks at one entry that was looked at before. */
  async again(ordinal: number): Promise<void> {
    for (const { entry } of this.#host.log(ordinal)) {
      await this.#take(entry, ordinal);
      return;
    }
  }

  /** Resolves when everything that is in the log now was looked at. Rejects when the host stopped, or the following did. */
  async caughtUp(): Promise<void> {
    while (this.#failure === undefined && this.#seen < this.#host.history.entryCount())
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Follows no more; resolves when nothing is looked at. */
  async close(): Promise<void> {
    await this.#channel?.return();
    await this.#running;
  }

  async #follow(channel: Channel<EntryItem>): Promise<void> {
    try {
      for await (const { ordinal, entry, next } of channel) {
        await this.#take(entry, ordinal);
        this.#seen = next;
        this.#wake();
      }
      this.#failure = new KeelsonError('host-closed', {
        says: 'the log is followed no more; open it again',
      });
    } catch (error) {
      this.#failure = asKeelsonError(error);
    }
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
