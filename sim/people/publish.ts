/**
 * Publishing: a new event goes to the own node first, then to its witnesses by the protected path, to the
 * delegator that is to seal it, and with its receipts to everybody.
 *
 * Source: dst.md 3.1; K-211.
 */
import type { Spreading } from '../plan.ts';
import type { Authored } from './author.ts';
import { mailOf } from './company.ts';
import type { Person } from './company.ts';
import { listen, lookAfter } from './gather.ts';
import { formOf, noteOf, purposes } from './scene.ts';
import type { Scene } from './scene.ts';
import { delegatorNode, isUnsealed, spread, tellEarly } from './spread.ts';
import { eventBytes, tellWitnesses } from './telling.ts';

/** By which entry of the plan, and how, an event is published. */
export type Publishing = { readonly entry: number; readonly spreading: Spreading };

/** An event was made: it is remembered, and the truth is told of it. */
export function remember({ stage, company }: Scene, authored: Authored, isForged = false): void {
  company.events.set(authored.event.said, authored);
  stage.truth.made(authored.event, isForged);
}

/** Publishes what the person made next; answers the person after it. */
export function publish(scene: Scene, person: Person, authored: Authored, how: Publishing): Person {
  const { stage, company } = scene;
  const { prefix, said, sn, ilk } = authored.event;
  remember(scene, authored);
  const { truth } = stage;
  if (!person.isVoid && !truth.known.isEquivocating(prefix)) truth.stood(prefix, Number(sn), said);
  if (ilk !== 'ixn') truth.rotated(prefix);
  const after: Person = { ...person, trunk: [...person.trunk.slice(0, Number(sn)), authored] };
  company.persons.set(person.aid, after);
  company.spreading.set(said, how.spreading);
  mailOf(company, said);
  listen(scene, person.node);
  giveOwn(scene, after, authored, how.entry);
  tellWitnesses(scene, after, authored, how.entry);
  tellDelegator(scene, after, authored, how.entry);
  tellFirst(scene, authored, how.entry);
  lookAfter(scene, authored);
  return after;
}

function giveOwn({ stage, company }: Scene, person: Person, authored: Authored, entry: number): void {
  const bytes = eventBytes(company, authored, formOf({ stage, company }, entry));
  const { node } = person;
  stage.give({ from: node, to: node, bytes, source: 'local', note: noteOf(authored) });
}

/** The delegator gets what it is to seal, by the protected path. */
function tellDelegator(scene: Scene, person: Person, authored: Authored, entry: number): void {
  const to = delegatorNode(scene, person);
  if (to === undefined || to === person.node || authored.event.ilk === 'ixn') return;
  const bytes = eventBytes(scene.company, authored, formOf(scene, entry));
  scene.stage.send({ from: person.node, to, bytes, source: 'local', note: noteOf(authored) });
}

/** What needs no receipts is told at once; some people do not wait for receipts or seals either. */
function tellFirst(scene: Scene, authored: Authored, entry: number): void {
  const { company } = scene;
  const isEarly = company.chance.hit([1, 4], purposes.early, entry);
  const isWhole = company.spreading.get(authored.event.said) === 'whole';
  if (isEarly && isWhole) tellEarly(scene, authored);
  else if (authored.after.toad === 0 && !isUnsealed(scene, authored)) spread(scene, authored);
}
