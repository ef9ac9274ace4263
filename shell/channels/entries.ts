/**
 * The log of a host as a channel that follows it: every entry from an ordinal on, and then each new one when it
 * is durable. It keeps no items, so it cannot overflow, and holds nobody back.
 */
import { Buffer } from './buffer.ts';
import { channelOf, endFor } from './channel.ts';
import type { Channel, ChannelParts } from './channel.ts';
import { Past } from './past.ts';
import type { EntryItem } from './past.ts';

/** Opens a channel of entries. Throws `usage` for an ordinal that is not there. */
export function openEntries(parts: ChannelParts, from: number): Channel<EntryItem> {
  const past = new Past(parts, from);
  const readers = new Buffer<EntryItem>();
  const leave = parts.join({
    hear: () => {
      while (readers.isAwaited) {
        const entry = past.take();
        if (entry === undefined) return;
        readers.put(entry);
      }
    },
    hasRoomFor: () => true,
    end: (reason) => readers.end(past.isAtEnd ? endFor(reason) : past.cutOff(reason)),
    get hasEnded() {
      return readers.hasEnded;
    },
  });

  async function take(): Promise<IteratorResult<EntryItem, undefined>> {
    const entry = readers.hasEnded ? undefined : past.take();
    return entry === undefined ? await readers.take() : { value: entry, done: false };
  }

  return channelOf({
    take,
    drop: () => {
      leave();
      readers.drop();
    },
  });
}
