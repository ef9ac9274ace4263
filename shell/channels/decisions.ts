/** Decisions of a host as a channel, with the entries of the log before them when it begins in the past. */
import type { Command } from '../../kernel/command.ts';
import type { Outcome } from '../../kernel/settle.ts';
import type { Decision } from '../../kernel/state/decision.ts';
import { channelOf, endFor } from './channel.ts';
import type { Channel, ChannelOptions, ChannelParts, Heard } from './channel.ts';
import { HeardItems } from './heard.ts';
import { Past } from './past.ts';
import type { EntryItem } from './past.ts';

export type DecisionItem =
  /** An entry of the log from before; `from` asks for these. */
  | EntryItem
  /** The past is told. From here on every decision comes, those included that leave nothing in the log. */
  | { readonly kind: 'live'; readonly next: number }
  /** A decision, with the command and all that it wrote and sent. */
  | {
      readonly kind: 'decision';
      readonly decision: Decision;
      /** Whether the message arrived, was tried again, or was removed. */
      readonly cause: Command['kind'];
      readonly outcome: Outcome;
      /** Where to go on `from` when this one is done. */
      readonly next: number;
    };

export type DecisionOptions = ChannelOptions & {
  /** Tells the log from this ordinal on first. What is read from the log fills no buffer. */
  readonly from?: number;
};

function itemsOf({ outcome, next }: Heard): readonly DecisionItem[] {
  const { command, step } = outcome;
  return [{ kind: 'decision', decision: step.decision, cause: command.kind, outcome, next }];
}

/**
 * Opens a channel of decisions: in the past until all of the log was told, then live, and in the same moment, so
 * that nothing falls between. Throws `usage` for an ordinal that is not there, or a bound that is no count.
 */
export function openDecisions(parts: ChannelParts, options: DecisionOptions): Channel<DecisionItem> {
  let past = options.from === undefined ? undefined : new Past(parts, options.from);
  const live = new HeardItems(options, itemsOf);
  const leave = parts.join({
    hear: (heard) => {
      if (past === undefined) live.hear(heard);
    },
    hasRoomFor: (more) => live.hasRoomFor(more),
    end: (reason) => {
      live.end(past === undefined ? endFor(reason) : past.cutOff(reason));
      past = undefined;
    },
    get hasEnded() {
      return live.hasEnded;
    },
  });

  async function take(): Promise<IteratorResult<DecisionItem, undefined>> {
    if (past === undefined) {
      const taken = live.take();
      parts.roomMade();
      return await taken;
    }
    const entry = past.take();
    if (entry !== undefined) return { value: entry, done: false };
    const { next } = past;
    past = undefined;
    return { value: { kind: 'live', next }, done: false };
  }

  return channelOf({
    take,
    drop: () => {
      leave();
      past = undefined;
      live.drop();
      parts.roomMade();
    },
  });
}
