/** `recover`: a rotation over the last events of a log. */
import type { HumanEntry } from '../../plan.ts';
import { headOf } from '../company.ts';
import { recover, recoverFromThief } from '../recovery.ts';
import { readyPerson } from '../scene.ts';
import type { Scene } from '../scene.ts';

type Entry = Extract<HumanEntry, { readonly do: 'recover' }>;

/** Publishes the recovery. Somebody whose keys are abused goes back as far as the thief could. */
export function actRecover(scene: Scene, entry: Entry): boolean {
  const person = readyPerson(scene, entry.aid);
  if (person === undefined) return false;
  if (person.isAlarmed) return recoverFromThief(scene, person, entry.id);
  const { nodePrefix } = scene.company;
  return recover(scene, person, {
    ...entry,
    entry: entry.id,
    cuts: entry.cuts.map(nodePrefix),
    adds: entry.adds.map(nodePrefix),
    exposed: headOf(person).after.nextKeys.map((_, place) => place),
    spreading: 'whole',
  });
}
