/** `interact`: an event that establishes nothing. Logs of establishment alone have none. */
import type { HumanEntry } from '../../plan.ts';
import { interact } from '../author.ts';
import { headOf } from '../company.ts';
import { publish } from '../publish.ts';
import { readyPerson } from '../scene.ts';
import type { Scene } from '../scene.ts';

type Entry = Extract<HumanEntry, { readonly do: 'interact' }>;

/** Publishes an interaction. Somebody whose keys are abused makes none before the recovery. */
export function actInteract(scene: Scene, entry: Entry): boolean {
  const person = readyPerson(scene, entry.aid);
  if (person === undefined || person.isAlarmed) return false;
  const head = headOf(person);
  if (head.after.traits.includes('EO') || head.after.nextKeys.length === 0) return false;
  const authored = interact(scene.company.desk, head, []);
  publish(scene, person, authored, { entry: entry.id, spreading: entry.spreading });
  return true;
}
