/** A channel of what comes from now on: what was heard and not yet taken waits in a bounded buffer. */
import { Buffer } from './buffer.ts';
import { channelOf, countMaxOf, endFor, overflowAt } from './channel.ts';
import type { Channel, ChannelOptions, ChannelParts, Heard } from './channel.ts';

/** What a channel says of an outcome. */
export type ItemsOf<T> = (heard: Heard) => readonly T[];

/** What was heard, by its bound; the host sees it as a `Hearer`, whoever takes as a `Channel`. */
export class HeardItems<T extends object> {
  readonly #options: ChannelOptions;
  readonly #itemsOf: ItemsOf<T>;
  readonly #countMax: number;
  readonly #buffer = new Buffer<T>();

  /** Throws `usage` when the bound is no count. */
  constructor(options: ChannelOptions, itemsOf: ItemsOf<T>) {
    this.#options = options;
    this.#itemsOf = itemsOf;
    this.#countMax = countMaxOf(options);
  }

  get hasEnded(): boolean {
    return this.#buffer.hasEnded;
  }

  /** Keeps what an outcome comes to; what finds the buffer full ends it, unless it waits. */
  hear(heard: Heard): void {
    const waits = this.#options.overflow === 'wait';
    for (const item of this.#itemsOf(heard)) {
      if (!waits && this.#buffer.count >= this.#countMax)
        this.#buffer.end(overflowAt(heard.from, this.#countMax));
      this.#buffer.put(item);
    }
  }

  hasRoomFor(more: number): boolean {
    if (this.#options.overflow !== 'wait' || this.#buffer.hasEnded) return true;
    return this.#buffer.count + more < this.#countMax;
  }

  end(error: Error | undefined): void {
    this.#buffer.end(error);
  }

  take(): Promise<IteratorResult<T, undefined>> {
    return this.#buffer.take();
  }

  drop(): void {
    this.#buffer.drop();
  }
}

/** Opens a channel of what `itemsOf` says of each outcome. Throws `usage` when the bound is no count. */
export function openHeard<T extends object>(
  parts: ChannelParts,
  options: ChannelOptions,
  itemsOf: ItemsOf<T>,
): Channel<T> {
  const items = new HeardItems(options, itemsOf);
  const leave = parts.join({
    hear: (heard) => items.hear(heard),
    hasRoomFor: (more) => items.hasRoomFor(more),
    end: (reason) => items.end(endFor(reason)),
    get hasEnded() {
      return items.hasEnded;
    },
  });
  return channelOf({
    take: () => {
      const taken = items.take();
      parts.roomMade();
      return taken;
    },
    drop: () => {
      leave();
      items.drop();
      parts.roomMade();
    },
  });
}
