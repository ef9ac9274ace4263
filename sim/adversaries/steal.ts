/** `steal`: an adversary gets hold of keys of an AID. What it can do with them follows from the truth. */
import { headOf } from '../people/company.ts';
import { personOf } from '../people/scene.ts';
import type { Scene } from '../people/scene.ts';
import type { AdversaryEntry } from '../plan.ts';

type Entry = Extract<AdversaryEntry, { readonly do: 'steal' }>;

/** Tells the truth of the theft; stale keys there are only after a rotation, next ones only while a log is open. */
export function actSteal(scene: Scene, entry: Entry): boolean {
  const person = personOf(scene, entry.aid);
  if (person === undefined) return false;
  const rotations = person.trunk.filter(({ event }) => event.ilk !== 'ixn').length;
  if (entry.keys === 'stale' && rotations < 2) return false;
  if (entry.keys === 'next' && headOf(person).after.nextKeys.length === 0) return false;
  scene.stage.truth.stole(person.prefix, entry.keys);
  return true;
}
