/** The channels of a host, for whoever reads at a pace of their own; who wants to be called takes `subscribe`. */
import { KeelsonError } from '../errors.ts';
import type { Channel, ChannelOptions, ChannelParts } from './channel.ts';
import { openCues } from './cues.ts';
import type { CueItem } from './cues.ts';
import { openDecisions } from './decisions.ts';
import type { DecisionItem, DecisionOptions } from './decisions.ts';
import { openEntries } from './entries.ts';
import type { Outgoing, OutgoingItem } from './outgoing.ts';
import type { EntryItem } from './past.ts';

export type ChannelsParts = ChannelParts & {
  /** Throws when the host is closed or stopped. */
  readonly assertOpen: () => void;
  /** Undefined when what is to be sent goes to an outlet, or to nobody. */
  readonly outgoing: Outgoing | undefined;
};

export class Channels {
  readonly #parts: ChannelsParts;

  constructor(parts: ChannelsParts) {
    this.#parts = parts;
  }

  /**
   * Decisions from now on, in order, each durable. With `from`, the entries of the log from that ordinal on come
   * first. Leave it with `break` or `return`: one that waits and is not read holds up whoever feeds the host.
   */
  decisions(options: DecisionOptions = {}): Channel<DecisionItem> {
    this.#parts.assertOpen();
    return openDecisions(this.#parts, options);
  }

  /** What the host has to tell others from now on, looked on only: an outlet gets it all the same. */
  cues(options: ChannelOptions = {}): Channel<CueItem> {
    this.#parts.assertOpen();
    return openCues(this.#parts, options);
  }

  /** The log from an ordinal on, and each new entry as it comes; it keeps no items and cannot overflow. */
  entries(from = 0): Channel<EntryItem> {
    this.#parts.assertOpen();
    return openEntries(this.#parts, from);
  }

  /**
   * What is to be sent, each at least once and in order, for hosts opened with `outlet: 'channel'`. A send is
   * taken when its reader asks for the next one; several readers share the work.
   */
  outgoing(): Channel<OutgoingItem> {
    this.#parts.assertOpen();
    const { outgoing } = this.#parts;
    if (outgoing !== undefined) return outgoing.reader();
    throw new KeelsonError('usage', {
      says: "sends are kept for a channel when the host is opened with outlet: 'channel'",
    });
  }
}
