/** What breaks in a run. Source: dst.md 2.6, 3.2. */
import type { FaultEntry } from '../plan.ts';
import { someOf } from './choice.ts';
import type { Draft, Drafting } from './humans.ts';
import type { FaultDoing } from './profiles.ts';

const second = 1_000_000;
const hour = 3600 * second;
const day = 24 * hour;

const linkHows = ['drop', 'duplicate', 'replay', 'delay', 'corrupt', 'drip', 'cut', 'glue'] as const;
type LinkHow = (typeof linkHows)[number];

/** Microseconds for delays, bytes for drips. */
const amounts: { readonly [H in LinkHow]: readonly number[] } = {
  drop: [0],
  duplicate: [1000, second],
  replay: [10 * second, 300 * second],
  delay: [10_000, second, 60 * second],
  corrupt: [0],
  drip: [1000, 100_000],
  cut: [0],
  glue: [second, 10 * second],
};

/** One thing that breaks. `overlap` allows disks that lie. */
export function draftFault(
  { stream, topology }: Drafting,
  doing: FaultDoing,
  overlap: boolean,
): Draft<FaultEntry> | undefined {
  const all = topology.nodes.map(({ id }) => id);
  const node = stream.pick(all);
  const rolledBack =
    topology.outsiders.length > 0 && stream.hit(3, 4) ? stream.pick(topology.outsiders) : node;
  const downFor = stream.between(1, 120) * second;
  const window = stream.between(1, 300) * second;
  switch (doing) {
    case 'crash': {
      const part = stream.pick(['between', 'pages', 'sync', 'meta', 'after'] as const);
      return { do: 'crash', node, part, power: stream.hit(2, 3), downFor };
    }
    case 'commit-error':
      return { do: 'commit-error', node, effect: overlap && stream.hit(1, 2) ? 'visible' : 'none', downFor };
    case 'false-success':
      return overlap ? { do: 'false-success', node } : undefined;
    case 'read-error':
      return { do: 'read-error', node, downFor };
    case 'rot':
      return {
        do: 'rot',
        node: stream.pick([...topology.validators, ...topology.watchers]),
        how: stream.pick(['bit', 'misdirected', 'stale']),
        pick: stream.between(0, 9999),
        downFor,
      };
    case 'disk-full':
      return { do: 'disk-full', node, for: window };
    case 'slow-disk':
      return { do: 'slow-disk', node, for: window, mean: stream.between(1, 1000) * 1000 };
    case 'restore-snapshot':
      return { do: 'restore-snapshot', node: rolledBack, since: stream.between(1, 300) * second, downFor };
    case 'clock-jump':
      return { do: 'clock-jump', node, wall: stream.pick([-day, -hour, -second, second, hour, day]) };
    case 'pause':
      return { do: 'pause', node, for: window };
    case 'link': {
      const how = stream.pick(linkHows);
      return {
        do: 'link',
        how,
        from: stream.hit(1, 2) ? '*' : stream.pick(all),
        to: stream.hit(1, 2) ? '*' : stream.pick(all),
        for: window,
        ratio: [stream.between(1, 5), 10],
        amount: stream.pick(amounts[how]),
      };
    }
    case 'partition':
      return { do: 'partition', side: someOf(stream, all, 1), for: window, oneWay: stream.hit(1, 3) };
    case 'eclipse':
      return { do: 'eclipse', node: stream.pick(topology.validators), for: window };
  }
}
