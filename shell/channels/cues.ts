/** Cues of a host as a channel: what it has to tell others, looked on, and not taken from its outlet. */
import type { Send } from '../../kernel/state/effect.ts';
import type { Channel, ChannelOptions, ChannelParts, Heard } from './channel.ts';
import { openHeard } from './heard.ts';

/** Something to tell others, with what was durable before. KERIpy: cue. */
export type CueItem = {
  readonly kind: 'cue';
  readonly cue: Send;
  /** The end of the log when it was told; the log keeps no cues. */
  readonly next: number;
};

function itemsOf({ outcome, next }: Heard): readonly CueItem[] {
  return outcome.step.sends.map((cue) => ({ kind: 'cue', cue, next }));
}

/** Opens a channel of cues from now on. Throws `usage` when the bound is no count. */
export function openCues(parts: ChannelParts, options: ChannelOptions): Channel<CueItem> {
  return openHeard(parts, options, itemsOf);
}
