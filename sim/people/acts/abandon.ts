/** `abandon`: a rotation that commits to no keys, after which a log is closed. */
import type { HumanEntry } from '../../plan.ts';
import { rotate } from '../author.ts';
import { headOf } from '../company.ts';
import { publish } from '../publish.ts';
import { readyPerson } from '../scene.ts';
import type { Scene } from '../scene.ts';

type Entry = Extract<HumanEntry, { readonly do: 'abandon' }>;

/** Publishes the last event of a log. */
export function actAbandon(scene: Scene, entry: Entry): boolean {
  const person = readyPerson(scene, entry.aid);
  if (person === undefined || person.isAlarmed) return false;
  const { nextKeys, toad } = headOf(person).after;
  const authored = rotate(scene.company.desk, headOf(person), {
    aid: entry.aid,
    entry: entry.id,
    keyCount: nextKeys.length,
    threshold: nextKeys.length.toString(16),
    nextCount: 0,
    nextThreshold: '0',
    toad,
    cuts: [],
    adds: [],
    exposed: nextKeys.map((_, place) => place),
    anchors: [],
  });
  if (authored === undefined) return false;
  publish(scene, person, authored, { entry: entry.id, spreading: 'whole' });
  return true;
}
