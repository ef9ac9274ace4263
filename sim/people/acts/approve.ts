/** `approve`: a delegator seals what its delegate established, or by mistake another event at the latest number. */
import type { Json } from '../../../kernel/event/json.ts';
import type { HumanEntry } from '../../plan.ts';
import { interact, rotate, sealOf } from '../author.ts';
import type { Authored } from '../author.ts';
import { headOf, mailOf } from '../company.ts';
import type { Person } from '../company.ts';
import { publish } from '../publish.ts';
import { latestEstablishment } from '../recovery.ts';
import { personOf, purposes, readyPerson } from '../scene.ts';
import type { Scene } from '../scene.ts';
import { isUnsealed, tellAgain } from '../spread.ts';

type Entry = Extract<HumanEntry, { readonly do: 'approve' }>;

/** Publishes the event with the seal, and has the delegate tell its own event with a pointer to it. */
export function actApprove(scene: Scene, entry: Entry): boolean {
  const person = readyPerson(scene, entry.aid);
  const delegate = personOf(scene, entry.of);
  if (person === undefined || delegate?.delegator !== entry.aid || person.isAlarmed) return false;
  return entry.wrong
    ? sealWrong(scene, person, delegate, entry.id)
    : approve(scene, person, delegate, entry.id);
}

/** Seals what of the delegate's log lacks its seal, the oldest first; false when everything is sealed. */
export function approve(scene: Scene, person: Person, delegate: Person, entry: number): boolean {
  const { company, stage } = scene;
  const unsealed = unsealedOf(scene, delegate);
  if (unsealed.length === 0) return false;
  const lacking = [...rivalsOf(scene, delegate.aid, entry), ...unsealed];
  const seals = lacking.map(({ event }) => sealOf(event));
  const sealing = sealingEvent(scene, person, entry, seals);
  if (sealing === undefined) return false;
  publish(scene, person, sealing, { entry, spreading: 'whole' });
  const { prefix, sn, said } = sealing.event;
  for (const { event } of lacking) mailOf(company, event.said).seal = { prefix, sn, said };
  company.rivals.delete(delegate.aid);
  const { delayMin, delaySpread } = company.plan.options;
  stage.later(delayMin + delaySpread, () => {
    for (const authored of lacking)
      if (mailOf(company, authored.event.said).receipts.size >= authored.after.toad)
        tellAgain(scene, authored);
  });
  return true;
}

/** The establishment events of a delegate that its delegator did not seal. */
export function unsealedOf(scene: Scene, { trunk }: Person): readonly Authored[] {
  return trunk.filter((authored) => isUnsealed(scene, authored));
}

/** A rival that waits for a seal may get one too, before the event that is to win, and is told like that one. */
function rivalsOf({ company }: Scene, aid: string, entry: number): readonly Authored[] {
  const rival = company.rivals.get(aid);
  const isShared = rival !== undefined && company.chance.hit([1, 2], purposes.seals, entry);
  return isShared ? [rival] : [];
}

/** An interaction with the seals; a rotation where the log takes no interactions. */
function sealingEvent(
  { company }: Scene,
  person: Person,
  entry: number,
  anchors: readonly Json[],
): Authored | undefined {
  const head = headOf(person);
  const { traits, nextKeys, toad } = head.after;
  if (nextKeys.length === 0) return undefined;
  if (!traits.includes('EO')) return interact(company.desk, head, anchors);
  const count = nextKeys.length;
  return rotate(company.desk, head, {
    aid: person.aid,
    entry,
    keyCount: count,
    threshold: count.toString(16),
    nextCount: count,
    nextThreshold: count.toString(16),
    toad,
    cuts: [],
    adds: [],
    exposed: nextKeys.map((_, place) => place),
    anchors,
  });
}

/** Seals another SAID at the number of the delegate's event. */
function sealWrong(scene: Scene, person: Person, delegate: Person, entry: number): boolean {
  const { event } = latestEstablishment(delegate);
  const other = headOf(person).event.said;
  const sealing = sealingEvent(scene, person, entry, [sealOf({ ...event, said: other })]);
  if (sealing === undefined) return false;
  publish(scene, person, sealing, { entry, spreading: 'whole' });
  return true;
}
