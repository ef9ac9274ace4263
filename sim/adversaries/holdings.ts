/**
 * What an adversary can sign with: keys of people by theft alone, as the truth of the run says, and its own.
 *
 * Source: dst.md 3.1 (thief of current, next, stale keys), 3.3 (S8).
 */
import { headOf } from '../people/company.ts';
import type { Person } from '../people/company.ts';
import type { Scene } from '../people/scene.ts';
import type { KeyPair } from '../keys.ts';

/** True for keys that an adversary holds: stolen ones, or its own. */
export type Holds = (keys: readonly KeyPair[]) => boolean;

/** What adversaries hold of the keys of a person at present. */
export function holdingsOf({ stage }: Scene, person: Person): Holds {
  const held = stage.truth.known.held(person.prefix);
  const { keys, nextKeys } = headOf(person).after;
  const current = new Set(keys.map(({ key }) => key));
  const next = new Set(nextKeys.map(({ key }) => key));
  const ever = new Set(
    person.trunk.flatMap(({ after }) => [...after.keys, ...after.nextKeys].map(({ key }) => key)),
  );
  const isHeld = ({ key }: KeyPair): boolean => {
    if (current.has(key)) return held.current;
    if (next.has(key)) return held.next;
    return ever.has(key) ? held.stale : true;
  };
  return (wanted) => wanted.length > 0 && wanted.every(isHeld);
}
