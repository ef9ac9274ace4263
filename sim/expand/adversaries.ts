/** What adversaries do in a run. Source: dst.md 3.1 (faulty behaviours), 3.3 (S8). */
import type { AdversaryEntry } from '../plan.ts';
import type { Listed } from './cast-list.ts';
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

/** Those it may be done to: the core has a controller that makes no versions against each other. */
function targetsOf(
  { topology, aids }: Pick<Drafting, 'topology' | 'aids'>,
  doing: AdversaryDoing,
): readonly Listed[] {
  const persons = [...aids.values()];
  const ofCore = ({ node }: Listed): boolean => node === topology.controllers[0];
  if (doing === 'equivocate') return persons.filter((person) => !ofCore(person));
  if (doing === 'steal') return persons.filter((person) => !ofCore(person) || person.witnesses.length > 0);
  return persons;
}

/** An event in the name of somebody else. Witnesses of the core do not collude. */
export function draftForgery(
  { stream, topology }: Pick<Drafting, 'stream' | 'topology'>,
  { aid, witnesses }: Pick<Listed, 'aid' | 'witnesses'>,
): Draft<AdversaryEntry> {
  const bad = witnesses.filter((witness) => topology.outsiders.includes(witness));
  return {
    do: 'forge',
    aid,
    what: stream.pick(['interact', 'interact', 'interact', 'rotate', 'rotate', 'incept']),
    back: stream.pick([0, 0, 0, 1, 1, 2, 3]),
    to: someOf(
      stream,
      topology.nodes.map(({ id }) => id),
      1,
    ),
    colluding: stream.hit(1, 2) ? someOf(stream, bad, 1) : [],
  };
}

/** One thing that an adversary does; undefined when there is nobody to do it to. */
export function draftAdversary(
  { stream, topology, aids }: Drafting,
  doing: AdversaryDoing,
): Draft<AdversaryEntry> | undefined {
  const persons = targetsOf({ topology, aids }, doing);
  if (persons.length === 0) return undefined;
  const { aid, witnesses, node } = stream.pick(persons);
  const all = topology.nodes.map(({ id }) => id);
  const hearing = [...topology.validators, ...topology.watchers];
  switch (doing) {
    case 'steal':
      return {
        do: 'steal',
        aid,
        keys: stream.pick(
          node === topology.controllers[0]
            ? ['stale', 'current', 'current']
            : ['stale', 'current', 'current', 'next'],
        ),
      };
    case 'forge':
      return draftForgery({ stream, topology }, { aid, witnesses });
    case 'equivocate': {
      const left = someOf(stream, [...witnesses, ...hearing], 1);
      const right = [...witnesses, ...hearing].filter((node) => !left.includes(node));
      return { do: 'equivocate', aid, left, right };
    }
    case 'lie':
      if (topology.outsiders.length === 0) return undefined;
      return {
        do: 'lie',
        node: stream.pick(topology.outsiders),
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
