/**
 * `equivocate`: a controller makes two versions of its next event, shows each to some, and later asks the
 * witnesses of one version to sign the other too.
 *
 * Source: dst.md 3.1 (duplicitous controller), 3.3 (S4, S5, S7).
 */
import { mapOf } from '../../kernel/event/json.ts';
import { interact, rotate } from '../people/author.ts';
import type { Authored } from '../people/author.ts';
import { headOf, mailOf } from '../people/company.ts';
import type { Person } from '../people/company.ts';
import { remember } from '../people/publish.ts';
import { noteOf, purposes, readyPerson } from '../people/scene.ts';
import type { Scene } from '../people/scene.ts';
import { eventBytes, tellWitness } from '../people/telling.ts';
import { receiptsOf } from '../people/witness.ts';
import type { AdversaryEntry } from '../plan.ts';

type Entry = Extract<AdversaryEntry, { readonly do: 'equivocate' }>;

/** One version, and those it is shown to. */
type Side = { readonly authored: Authored; readonly nodes: readonly string[] };

/** Makes both versions; its own trunk goes on with the left one. */
export function actEquivocate(scene: Scene, entry: Entry): boolean {
  const { stage, company } = scene;
  const person = readyPerson(scene, entry.aid);
  if (person === undefined) return false;
  const versions = versionsOf(scene, person, entry.id);
  if (versions === undefined) return false;
  stage.truth.equivocated(person.prefix);
  for (const authored of versions) {
    remember(scene, authored);
    mailOf(company, authored.event.said).told = 0;
  }
  if (versions[0].event.ilk !== 'ixn') stage.truth.rotated(person.prefix);
  company.persons.set(person.aid, { ...person, trunk: [...person.trunk, versions[0]] });
  const left: Side = { authored: versions[0], nodes: entry.left };
  const right: Side = { authored: versions[1], nodes: entry.right };
  const bytes = eventBytes(company, left.authored, 'plain');
  const { node } = person;
  stage.give({ from: node, to: node, bytes, source: 'local', note: noteOf(left.authored) });
  for (const side of [left, right]) showFirst(scene, person, side);
  showCrosswise(scene, person, left, right);
  return true;
}

/** Two events after the head: of a log without interactions, or now and then, rotations. */
function versionsOf(
  { company }: Scene,
  person: Person,
  entry: number,
): readonly [Authored, Authored] | undefined {
  const { desk, chance } = company;
  const head = headOf(person);
  const { traits, nextKeys, toad } = head.after;
  if (nextKeys.length === 0) return undefined;
  if (!traits.includes('EO') && !chance.hit([1, 4], purposes.variant, entry)) {
    return [interact(desk, head, []), interact(desk, head, [mapOf(['d', head.event.said])])];
  }
  const count = nextKeys.length;
  const made = [0, 1].map((version) =>
    rotate(desk, head, {
      aid: person.aid,
      entry: entry * 2 + version + 2_000_000,
      keyCount: count,
      threshold: count.toString(16),
      nextCount: count,
      nextThreshold: count.toString(16),
      toad,
      cuts: [],
      adds: [],
      exposed: nextKeys.map((_, place) => place),
      anchors: [],
    }),
  );
  const [left, right] = made;
  return left === undefined || right === undefined ? undefined : [left, right];
}

/** Time until receipts are in. */
function roundTrip({ company }: Scene): number {
  const { delayMin, delaySpread } = company.plan.options;
  return (delayMin + delaySpread) * 3 + 1_000_000;
}

/** Witnesses of the side are asked; with what they signed, the others are told. */
function showFirst(scene: Scene, person: Person, side: Side): void {
  const { company } = scene;
  askWitnesses(scene, side.authored, side.nodes);
  for (const times of [1, 4]) {
    scene.stage.later(roundTrip(scene) * times, () => {
      const mail = mailOf(company, side.authored.event.said);
      for (const [witness, raw] of receiptsOf(company, side.authored.event.said))
        mail.receipts.set(witness, raw);
      const bytes = eventBytes(company, side.authored, 'plain');
      for (const to of side.nodes) {
        if (isWitnessOf(scene, side.authored, to)) continue;
        const note = noteOf(side.authored);
        scene.stage.send({ from: person.node, to, bytes, source: 'remote', note });
      }
    });
  }
}

function isWitnessOf({ company }: Scene, { after }: Authored, node: string): boolean {
  return after.witnesses.includes(company.nodePrefix(node));
}

function askWitnesses(scene: Scene, authored: Authored, nodes: readonly string[]): void {
  const { company } = scene;
  const bytes = eventBytes(company, authored, 'plain');
  for (const node of nodes)
    if (isWitnessOf(scene, authored, node))
      tellWitness(scene, authored, { witness: company.nodePrefix(node), bytes });
}

const laterDelay = 25_000_000;

/** The witnesses of one side are asked for the other version, when they may have stopped and begun again. */
function showCrosswise(scene: Scene, person: Person, left: Side, right: Side): void {
  const { stage } = scene;
  const before = new Map([...left.nodes, ...right.nodes].map((node) => [node, stage.host(node)]));
  stage.later(laterDelay, () => {
    for (const [side, other] of [
      [left, right],
      [right, left],
    ] as const) {
      askWitnesses(scene, other.authored, side.nodes);
      for (const node of side.nodes) markIfReopened(scene, side.authored, node, before);
    }
    const bytes = eventBytes(scene.company, right.authored, 'plain');
    const note = noteOf(right.authored);
    for (const to of left.nodes.slice(0, 1))
      if (!isWitnessOf(scene, right.authored, to))
        stage.send({ from: person.node, to, bytes, source: 'remote', note });
  });
}

function markIfReopened(
  { stage, company }: Scene,
  signed: Authored,
  node: string,
  before: ReadonlyMap<string, ReturnType<Scene['stage']['host']>>,
): void {
  const host = stage.host(node);
  const hasSigned = receiptsOf(company, signed.event.said).has(company.nodePrefix(node));
  if (hasSigned && host !== undefined && host !== before.get(node)) stage.mark('conflict-after-restart');
}
