/**
 * `forge`: an event in the name of somebody else. With keys that were stolen it is a sound one half of the
 * time; else, and without keys, it is unsound in one of many ways, drawn by the entry.
 *
 * Source: dst.md 3.1 (thieves), 3.3 (S8), 4 (faults that expose I-01…I-22).
 */
import { nodeOf, personOf, purposes, sendAll } from '../people/scene.ts';
import type { Scene } from '../people/scene.ts';
import type { AdversaryEntry } from '../plan.ts';
import { holdingsOf } from './holdings.ts';
import { namedForgeries } from './named-forgeries.ts';
import { makeSound } from './sound-forgery.ts';
import type { Target } from './target.ts';
import { keylessForgeries, keyedForgeries } from './unsound-forgeries.ts';

type Entry = Extract<AdversaryEntry, { readonly do: 'forge' }>;

/** Makes the forgery and sends it; false when there is nothing to forge. */
export function actForge(scene: Scene, entry: Entry): boolean {
  const target = targetOf(scene, entry);
  if (target === undefined) return false;
  const messages = messagesOf(scene, target);
  if (messages.length === 0) return false;
  for (const { bytes, note } of messages) {
    sendAll(scene, entry.to, { from: 'thief', bytes, source: 'remote', note: `forged ${note} ${entry.aid}` });
  }
  return true;
}

/** Where the forgery stands: on the honest trunk, or on a branch of an earlier forgery. */
function targetOf(scene: Scene, entry: Entry): Target | undefined {
  const person = personOf(scene, entry.aid);
  if (person === undefined) return undefined;
  const { company } = scene;
  const branch = company.forged.get(entry.aid);
  const goesOn =
    entry.back === 0 && branch !== undefined && company.chance.hit([1, 2], purposes.target, entry.id);
  const before = goesOn ? branch : person.trunk[Math.max(0, person.trunk.length - 1 - entry.back)];
  if (before === undefined) return undefined;
  const node = nodeOf(scene, person.prefix) ?? person.node;
  return { entry, person, before, node, holds: holdingsOf(scene, person) };
}

type Message = { readonly bytes: Uint8Array; readonly note: string };

function messagesOf(scene: Scene, target: Target): readonly Message[] {
  const { chance } = scene.company;
  const { entry, before, holds } = target;
  const { how } = entry;
  if (how === 'sound') return makeSound(scene, target) ?? [];
  if (how !== undefined) return namedForgeries[how](scene, target).map((bytes) => ({ bytes, note: how }));
  const isKeyed = holds(before.after.keys);
  const isSound = entry.what !== 'incept' && chance.hit([1, 2], purposes.path, entry.id);
  const sound = isSound ? makeSound(scene, target) : undefined;
  if (sound !== undefined) return sound;
  const choices = isKeyed ? [...keyedForgeries, ...keylessForgeries] : keylessForgeries;
  const fitting = choices.filter(({ what }) => what === 'any' || what === entry.what);
  const first = chance.draw(Math.max(1, fitting.length), purposes.variant, entry.id);
  for (let tries = 0; tries < fitting.length; tries++) {
    const forgery = fitting[(first + tries) % fitting.length];
    const messages = forgery?.make(scene, target) ?? [];
    if (messages.length > 0) return messages.map((bytes) => ({ bytes, note: forgery?.name ?? '' }));
  }
  return [];
}
