/**
 * Channels: what a host decides and has to tell, as async iterables for whoever wants to take it at a pace of
 * their own. Source: mission-map.md M-128; docs/decisions/0031.
 *
 * A listener is called and cannot be late; a reader of a channel can. What happens then is said when the
 * channel is opened, and nothing is lost without an error that says from where.
 */
import type { Outcome } from '../../kernel/settle.ts';
import type { LogEntry } from '../../storage/entry.ts';
import { KeelsonError } from '../errors.ts';

/**
 * What a full channel means.
 *  - `wait`: whoever feeds the host is held back until there is room. A reader that feeds the host itself, and
 *    waits for that, waits for ever: it takes `end`.
 *  - `end`: the channel gives what it holds, then throws `channel-overflow` with the ordinal to go on `from`.
 */
export type Overflow = 'wait' | 'end';

export type ChannelOptions = {
  /** Items that wait for their reader, at most; 1024 unless given. */
  readonly countMax?: number;
  /** `end` unless given. */
  readonly overflow?: Overflow;
};

/**
 * Items to be taken with `for await`, or by `next` from several places at once.
 *  1. Each item goes to one taker. Who wants all of them for themselves opens a channel of their own.
 *  2. When the host is closed, what is there is given, and then the channel is done; when the host stopped
 *     because something failed, the error comes instead of `done`.
 *  3. `return`, which leaving a `for await` calls, lets go of everything that waits and holds nobody back.
 */
export type Channel<T> = AsyncIterableIterator<T, undefined> & {
  readonly return: () => Promise<IteratorResult<T, undefined>>;
};

/** What a channel hears of: one outcome, durable. */
export type Heard = {
  readonly outcome: Outcome;
  /** Entries of the log before those of this outcome. */
  readonly from: number;
  /** Entries of the log with those of this outcome. */
  readonly next: number;
};

/** The side of a channel that the host sees. */
export type Hearer = {
  readonly hear: (heard: Heard) => void;
  /** False while whoever feeds the host is to be held back, if they bring `more`. */
  readonly hasRoomFor: (more: number) => boolean;
  /** The host decides nothing any more. */
  readonly end: (reason: KeelsonError) => void;
  /** True once it wants to hear nothing more. */
  readonly hasEnded: boolean;
};

/** What a channel takes from its host. */
export type ChannelParts = {
  /** Joins those who hear; answers a function that leaves them. */
  readonly join: (hearer: Hearer) => () => void;
  /** Told when there may be room again for what is held back. */
  readonly roomMade: () => void;
  /** How many entries of the log were told to everybody. */
  readonly published: () => number;
  /** The entries of the log from an ordinal on. */
  readonly entries: (from: number) => Iterable<{ readonly ordinal: number; readonly entry: LogEntry }>;
};

/** The iterator over what `take` answers, until `drop`. */
export function channelOf<T>({
  take,
  drop,
}: {
  readonly take: () => Promise<IteratorResult<T, undefined>>;
  readonly drop: () => void;
}): Channel<T> {
  const channel: Channel<T> = {
    next: take,
    return: () => {
      drop();
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]: () => channel,
  };
  return channel;
}

export const defaultChannelCountMax = 1024;

/** What waits was too much: `from` is the ordinal of the first entry of the log that was missed. */
export function overflowAt(from: number, countMax: number): KeelsonError {
  return new KeelsonError('channel-overflow', {
    says:
      `more than ${String(countMax)} items waited for the reader of a channel; open a channel of decisions or entries ` +
      `from ordinal ${String(from)}, and read faster, take a larger countMax, or let it wait`,
    facts: { from, countMax },
  });
}

/** How a channel ends when its host does: an error, or undefined when the host was closed. */
export function endFor(reason: KeelsonError): KeelsonError | undefined {
  return reason.code === 'host-closed' ? undefined : reason;
}

/** The bound that was asked for. Throws `usage` when it is no count. */
export function countMaxOf({ countMax = defaultChannelCountMax }: ChannelOptions): number {
  if (Number.isSafeInteger(countMax) && countMax > 0) return countMax;
  throw new KeelsonError('usage', { says: 'countMax of a channel is a whole number from 1 on' });
}
