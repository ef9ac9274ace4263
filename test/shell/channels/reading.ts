/** Readers of channels, and a gate that holds them, for the tests of channels. */
import type { Channel } from '../../../shell/channels/channel.ts';
import type { Host } from '../../../shell/host.ts';
import type { HostEvent } from '../../../shell/subscriptions.ts';

/** What a channel gives until it ends, and the error that ended it. */
export async function allOf<T>(
  channel: Channel<T>,
): Promise<{ readonly items: readonly T[]; readonly error: unknown }> {
  const items: T[] = [];
  try {
    for await (const item of channel) items.push(item);
    return { items, error: undefined };
  } catch (error) {
    return { items, error };
  }
}

/** The next `count` items of a channel. */
export async function some<T>(channel: Channel<T>, count: number): Promise<readonly T[]> {
  const items: T[] = [];
  while (items.length < count) {
    const { value, done } = await channel.next();
    if (done === true) break;
    items.push(value);
  }
  return items;
}

/** Everything that listeners of a host hear. */
export function heardBy(host: Host): readonly HostEvent[] {
  const heard: HostEvent[] = [];
  host.subscribe((event) => void heard.push(event));
  return heard;
}
