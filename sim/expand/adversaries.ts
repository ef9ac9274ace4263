/** What adversaries do in a run. Source: dst.md 3.1 (faulty behaviours), 3.3 (S8). */
import type { AdversaryEntry } from '../plan.ts';
import { someOf } from './choice.ts';
import type { Draft, Drafting } from './humans.ts';
import type { AdversaryDoing } from './profiles.ts';

const floods = [
  'unknown-aids',
  'far-numbers',
  'receipts',
  'unanchored',
  'half-signed',
  'unsigned',
  'garbage',
] as const;

/** One thing that an adversary does; undefined when there is nobody to do it to. */
export function draftAdversary(
  { stream, topology, aids }: Drafting,
  doing: AdversaryDoing,
): Draft<AdversaryEntry> | undefined {
  const persons = [...aids.values()];
  if (persons.length === 0) return undefined;
  const { aid, witnesses } = stream.pick(persons);
  const all = topology.nodes.map(({ id }) => id);
  const hearing = [...topology.validators, ...topology.watchers];
  switch (doing) {
    case 'steal':
      return { do: 'steal', aid, keys: stream.pick(['stale', 'current', 'current', 'current', 'next']) };
    case 'forge':
      return {
        do: 'forge',
        aid,
        what: stream.pick(['interact', 'interact', 'interact', 'rotate', 'rotate', 'incept']),
        back: stream.pick([0, 0, 0, 1, 2]),
        to: someOf(stream, all, 1),
        colluding: stream.hit(1, 3) ? someOf(stream, witnesses, 0) : [],
      };
    case 'equivocate': {
      const left = someOf(stream, [...witnesses, ...hearing], 1);
      const right = [...witnesses, ...hearing].filter((node) => !left.includes(node));
      return { do: 'equivocate', aid, left, right };
    }
    case 'lie':
      if (topology.witnesses.length < 2) return undefined;
      return {
        do: 'lie',
        node: stream.pick(topology.witnesses),
        how: stream.pick(['sign-both', 'sign-unstored', 'silent', 'withhold']),
      };
    case 'flood':
      return {
        do: 'flood',
        to: stream.pick(all),
        with: stream.pick(floods),
        count: stream.pick([8, 32, 128]),
        source: stream.pick(['x0', 'x1']),
      };
  }
}
