/** What an actor acts with: the company it belongs to, and the stage. */
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import type { Source } from '../../kernel/state/stored.ts';
import type { MarkName } from '../marks.ts';
import type { Stage } from '../stage.ts';
import type { Authored } from './author.ts';
import type { Company, Person } from './company.ts';
import { forms } from './wording.ts';
import type { Form } from './wording.ts';

export type Scene = { readonly stage: Stage; readonly company: Company };

/** Purposes of draws; each is drawn with the number of what it is for. */
export const purposes = {
  form: 2,
  early: 3,
  witnessForm: 6,
  seals: 7,
  time: 8,
  variant: 9,
  target: 10,
  path: 11,
} as const;

/** A form for the message of that number. */
export function formOf({ company }: Scene, counter: number): Form {
  return forms[company.chance.draw(forms.length, purposes.form, counter)] ?? 'plain';
}

/** What a message about an event is called in the trace. */
export function noteOf({ aid, event }: Authored, what: string = event.ilk): string {
  return `${what} ${aid} ${event.sn.toString(16)}`;
}

/** The person that a name stands for; undefined while there is none. */
export function personOf({ company }: Scene, aid: string): Person | undefined {
  return company.persons.get(aid);
}

/** The person that has begun, and whose node is up. */
export function readyPerson(scene: Scene, aid: string): Person | undefined {
  const person = personOf(scene, aid);
  return person !== undefined && scene.stage.host(person.node) !== undefined ? person : undefined;
}

/** Nodes of the plan but these. */
export function nodesBut({ company }: Scene, without: readonly string[]): readonly string[] {
  return company.plan.nodes.map(({ id }) => id).filter((id) => !without.includes(id));
}

/** The node that a prefix is to be reached at: of its controller, or the one it names. */
export function nodeOf({ company }: Scene, prefix: Prefix | string): string | undefined {
  const name = company.nameOf.get(prefix as Prefix);
  const person = name === undefined ? undefined : company.persons.get(name);
  return person?.node ?? company.witnessNode.get(prefix as Prefix);
}

/** Sends bytes to several nodes. */
export function sendAll(
  { stage }: Scene,
  to: readonly string[],
  delivery: {
    readonly from: string;
    readonly bytes: Uint8Array;
    readonly source: Source;
    readonly note: string;
  },
): void {
  for (const node of to) stage.send({ ...delivery, to: node });
}

/** Says that an event deserves a mark when somebody accepts it. */
export function deserves({ company }: Scene, { event }: Authored, mark: MarkName): void {
  company.deserving.set(event.said, [...(company.deserving.get(event.said) ?? []), mark]);
}
