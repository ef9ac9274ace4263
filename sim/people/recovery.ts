/**
 * Recovery: a rotation that takes the place of events its controller no longer stands by, its own or a thief's.
 *
 * Source: K-228…K-238; dst.md 3.3 (S8, L2).
 */
import type { Json } from '../../kernel/event/json.ts';
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import type { Establishing, Spreading } from '../plan.ts';
import { rotate, sealOf } from './author.ts';
import type { Authored } from './author.ts';
import { delegatesOf, establishedAt, headOf, mailOf } from './company.ts';
import type { Person } from './company.ts';
import { publish } from './publish.ts';
import { deserves, purposes } from './scene.ts';
import type { Scene } from './scene.ts';

export type Recovering = Establishing & {
  readonly entry: number;
  /** Events before the head that it takes the place of, the head included. */
  readonly back: number;
  readonly cuts: readonly Prefix[];
  readonly adds: readonly Prefix[];
  readonly exposed: readonly number[];
  readonly spreading: Spreading;
};

/**
 * Publishes a rotation over the last `back` events; false when rules do not allow it. Interactions that no
 * rotation follows can be superseded, and of a delegate its latest rotation too.
 */
export function recover(scene: Scene, person: Person, how: Recovering): boolean {
  const { company } = scene;
  const { trunk } = person;
  const established = establishedAt(person);
  const floor = trunk[established]?.event.ilk === 'drt' ? established : established + 1;
  const at = Math.max(floor, trunk.length - how.back);
  const before = trunk[at - 1];
  if (before === undefined) return false;
  const superseded = trunk.slice(at);
  const authored = rotate(company.desk, before, {
    ...how,
    aid: person.aid,
    anchors: anchorsOf(scene, person, how.entry),
  });
  if (authored === undefined) return false;
  noteMarks(scene, superseded, authored);
  takeBack(scene, superseded);
  const after = publish(scene, { ...person, isAlarmed: false }, authored, how);
  noteSeals(scene, after, authored);
  return true;
}

function noteMarks(scene: Scene, superseded: readonly Authored[], authored: Authored): void {
  const { event } = authored;
  if (superseded.length >= 2) deserves(scene, authored, 'superseding-after-two');
  if (superseded.length === 0) return;
  if ('cuts' in event && event.cuts.length + event.adds.length > 0)
    deserves(scene, authored, 'recovery-changes-witnesses');
  if (event.ilk === 'drt') deserves(scene, authored, 'delegated-recovery');
}

/** What the superseded events sealed is not sealed any more; a rotation that was not sealed becomes a rival. */
function takeBack({ company }: Scene, superseded: readonly Authored[]): void {
  const saids = superseded.map(({ event }) => event.said);
  for (const mail of company.mail.values())
    if (mail.seal !== undefined && saids.includes(mail.seal.said)) mail.seal = undefined;
  const rival = superseded.find(({ event }) => event.ilk === 'drt');
  if (rival !== undefined && mailOf(company, rival.event.said).seal === undefined)
    company.rivals.set(rival.aid, rival);
}

/** A delegator that recovers may seal again, in the rotation itself, what waits for its seal. */
function anchorsOf(scene: Scene, person: Person, entry: number): readonly Json[] {
  const { company } = scene;
  if (!company.chance.hit([1, 2], purposes.seals, entry)) return [];
  return delegatesOf(company, person).map((delegate) => sealOf(latestEstablishment(delegate).event));
}

function noteSeals(scene: Scene, person: Person, authored: Authored): void {
  const { company } = scene;
  const { anchors, prefix, sn, said } = authored.event;
  if (anchors.length === 0) return;
  for (const delegate of delegatesOf(company, person)) {
    const mail = mailOf(company, latestEstablishment(delegate).event.said);
    mail.seal ??= { prefix, sn, said };
  }
}

/** The event of the trunk that the present keys come from. */
export function latestEstablishment(person: Person): Authored {
  return person.trunk[establishedAt(person)] ?? headOf(person);
}

/**
 * The answer to somebody who signs with the present keys: a rotation over everything since the latest
 * establishment event, so that whatever the thief made there loses.
 */
export function recoverFromThief(scene: Scene, person: Person, entry: number): boolean {
  const { after } = headOf(person);
  const count = Math.max(1, after.nextKeys.length);
  return recover(scene, person, {
    entry,
    back: person.trunk.length - 1 - establishedAt(person),
    keyCount: count,
    threshold: count.toString(16),
    nextCount: count,
    nextThreshold: count.toString(16),
    toad: after.toad,
    cuts: [],
    adds: [],
    exposed: after.nextKeys.map((_, place) => place),
    spreading: 'whole',
  });
}
