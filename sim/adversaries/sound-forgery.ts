/**
 * Sound forgeries: events made with stolen keys, signed as they have to be, with the receipts of witnesses that
 * collude. Only the number they stand at, or who else was seen first, speaks against them.
 *
 * Source: dst.md 3.1, 3.3 (S8).
 */
import { mapOf } from '../../kernel/event/json.ts';
import type { Json } from '../../kernel/event/json.ts';
import { interact, rotate } from '../people/author.ts';
import type { Authored } from '../people/author.ts';
import { establishedAt, mailOf } from '../people/company.ts';
import { purposes } from '../people/scene.ts';
import { remember } from '../people/publish.ts';
import type { Scene } from '../people/scene.ts';
import { eventBytes } from '../people/telling.ts';
import { signWithoutStoring, receiptsOf } from '../people/witness.ts';
import type { Target } from './target.ts';

type Message = { readonly bytes: Uint8Array; readonly note: string };

/** The sound forgery that the entry asks for; undefined when the keys for it are not held. */
export function makeSound(
  scene: Scene,
  target: Target,
  seals: readonly Json[] = [],
): readonly Message[] | undefined {
  const { entry } = target;
  const authored =
    entry.what === 'rotate' ? soundRotation(scene, target) : soundInteraction(scene, target, seals);
  if (authored === undefined) return undefined;
  if (scene.company.events.has(authored.event.said)) return undefined;
  remember(scene, authored, true);
  scene.company.forged.set(entry.aid, authored);
  collude(scene, target, authored);
  alarm(scene, target);
  return [{ bytes: eventBytes(scene.company, authored, 'plain'), note: authored.event.ilk }];
}

/** An interaction that no honest person makes, since its anchors name the theft. */
function soundInteraction(
  { company }: Scene,
  { before, holds, entry }: Target,
  seals: readonly Json[],
): Authored | undefined {
  if (!holds(before.after.keys)) return undefined;
  return interact(company.desk, before, [mapOf(['stolen', String(entry.id)]), ...seals]);
}

/** A rotation to keys of the thief; now and then to witnesses of nobody's, which captures the log. */
function soundRotation({ company }: Scene, { before, holds, entry }: Target): Authored | undefined {
  const { nextKeys, witnesses, toad } = before.after;
  if (!holds(nextKeys)) return undefined;
  const isCapture = company.chance.hit([1, 2], purposes.seals, entry.id);
  return rotate(company.desk, before, {
    aid: entry.aid,
    entry: entry.id,
    keyCount: nextKeys.length,
    threshold: nextKeys.length.toString(16),
    nextCount: 1,
    nextThreshold: '1',
    toad: isCapture ? 0 : toad,
    cuts: isCapture ? witnesses : [],
    adds: [],
    exposed: nextKeys.map((_, place) => place),
    anchors: [],
  });
}

/**
 * Witnesses that collude sign, and those that sign everything; honest people hear of none of it. For stale keys
 * of people of the core they do not: what is taken then can never be recovered from.
 */
function collude(scene: Scene, target: Target, authored: Authored): void {
  const { company, stage } = scene;
  const { entry, node } = target;
  if (company.plan.core.includes(node) && !isPresent(target)) return;
  const { witnesses } = authored.after;
  for (const colluding of entry.colluding) {
    const prefix = company.nodePrefix(colluding);
    if (!witnesses.includes(prefix) || colluding === node || company.plan.core.includes(colluding)) continue;
    stage.truth.lies(prefix);
    signWithoutStoring(scene, colluding, authored);
  }
  for (const [liar, how] of company.lies) {
    const isAsked = witnesses.includes(company.nodePrefix(liar)) && how.startsWith('sign-');
    if (isAsked) signWithoutStoring(scene, liar, authored);
  }
  const mail = mailOf(company, authored.event.said);
  for (const [witness, raw] of receiptsOf(company, authored.event.said)) mail.receipts.set(witness, raw);
}

/** The person hears that somebody signs with its present keys. */
function alarm({ company, stage }: Scene, target: Target): void {
  const { person } = target;
  if (isPresent(target) && stage.truth.known.held(person.prefix).current)
    company.persons.set(person.aid, { ...person, isAlarmed: true });
}

/** True for forgeries that stand where the present keys sign. */
function isPresent({ person, before }: Target): boolean {
  return Number(before.event.sn) >= establishedAt(person);
}
