/** `rotate`: new keys from those committed to, some of which may stay in reserve; witnesses come and go. */
import type { HumanEntry } from '../../plan.ts';
import { rotate } from '../author.ts';
import { headOf } from '../company.ts';
import { publish } from '../publish.ts';
import { recoverFromThief } from '../recovery.ts';
import { readyPerson } from '../scene.ts';
import type { Scene } from '../scene.ts';

type Entry = Extract<HumanEntry, { readonly do: 'rotate' }>;

/** Publishes a rotation. Somebody whose keys are abused rotates over what was made with them. */
export function actRotate(scene: Scene, entry: Entry): boolean {
  const person = readyPerson(scene, entry.aid);
  if (person === undefined) return false;
  if (person.isAlarmed) return recoverFromThief(scene, person, entry.id);
  const { company } = scene;
  const authored = rotate(company.desk, headOf(person), {
    ...entry,
    entry: entry.id,
    cuts: entry.cuts.map(company.nodePrefix),
    adds: entry.adds.map(company.nodePrefix),
    anchors: [],
  });
  if (authored === undefined) return false;
  publish(scene, person, authored, { entry: entry.id, spreading: entry.spreading });
  return true;
}
