/**
 * Telling an event to its witnesses, by the protected path, and putting it into words with what is known of it.
 *
 * Source: K-211 (local sources), dst.md 3.1.
 */
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import { concatBytes } from '../../kernel/std/bytes.ts';
import { mailOf } from './company.ts';
import type { Authored } from './author.ts';
import type { Company, Person } from './company.ts';
import { formOf, noteOf, personOf } from './scene.ts';
import type { Scene } from './scene.ts';
import { signWithoutStoring, tellReceiptAgain } from './witness.ts';
import { bytesOf, coupleOfSignature, indexedOfSignature } from './wording.ts';
import type { Form } from './wording.ts';

/** What is attached to an event, receipts and the seal of its delegator included, as far as they are known. */
export function attachedTo(company: Company, { event, signatures, after }: Authored): Partial<Attachments> {
  const { receipts, seal } = mailOf(company, event.said);
  return {
    controllerSignatures: signatures,
    witnessSignatures: after.witnesses.flatMap((witness, index) => {
      const raw = receipts.get(witness);
      return raw === undefined ? [] : [indexedOfSignature(index, raw)];
    }),
    sealSources: seal === undefined ? [] : [seal],
  };
}

/** An event in words, with everything known of it. */
export function eventBytes(company: Company, authored: Authored, form: Form): Uint8Array {
  return bytesOf({ raw: authored.event.raw, attached: attachedTo(company, authored) }, form);
}

/** A whole log in words. */
export function logBytes(company: Company, trunk: readonly Authored[], form: Form): Uint8Array {
  return concatBytes(trunk.map((authored) => eventBytes(company, authored, form)));
}

/** The receipts of an event as couples, for a message of their own. */
export function couplesOf(company: Company, { event }: Authored): Partial<Attachments> {
  const { receipts } = mailOf(company, event.said);
  return {
    receiptCouples: [...receipts].map(([witness, raw]) => coupleOfSignature(witness, raw)),
  };
}

/** Gives a new event to its witnesses. One that was added just now needs the log before it. */
export function tellWitnesses(scene: Scene, person: Person, authored: Authored, entry: number): void {
  const { company } = scene;
  const before = person.trunk[Number(authored.event.sn) - 1]?.after.witnesses ?? [];
  const bytes = eventBytes(company, authored, formOf(scene, entry));
  for (const witness of authored.after.witnesses) {
    if (before.includes(witness) || authored.event.sn === 0n)
      tellWitness(scene, authored, { witness, bytes });
    else tellWitness(scene, authored, { witness, bytes: logBytes(company, person.trunk, 'plain') });
  }
}

/**
 * Gives witnesses that were not heard from what they did not receipt yet, from the first such event on, and asks
 * those that signed to send their receipts again.
 */
export function catchUpWitnesses(scene: Scene, person: Person): void {
  const { company } = scene;
  const { trunk } = person;
  const lacks = (witness: Prefix, { event, after }: Authored): boolean =>
    after.witnesses.includes(witness) && !mailOf(company, event.said).receipts.has(witness);
  for (const witness of new Set(trunk.flatMap(({ after }) => after.witnesses))) {
    const from = trunk.findIndex((authored) => lacks(witness, authored));
    const first = trunk[from];
    if (first === undefined) continue;
    const isNew = from > 0 && trunk[from - 1]?.after.witnesses.includes(witness) === false;
    const bytes = logBytes(company, trunk.slice(isNew ? 0 : from), 'plain');
    tellWitness(scene, first, { witness, bytes });
    askAgain(
      scene,
      witness,
      trunk.filter((authored) => lacks(witness, authored)),
    );
  }
}

/** A witness that signed and was not heard from sends its receipts once more. */
function askAgain({ stage, company }: Scene, witness: Prefix, events: readonly Authored[]): void {
  const node = company.witnessNode.get(witness);
  if (node === undefined) return;
  const { delayMin, delaySpread } = company.plan.options;
  stage.later(delayMin + delaySpread, () => {
    for (const authored of events) tellReceiptAgain({ stage, company }, node, authored);
  });
}

/** What one witness is given. */
export type Given = { readonly witness: Prefix; readonly bytes: Uint8Array };

/** Sends to the node of a witness by the protected path; a witness that lies may sign at once. */
export function tellWitness(scene: Scene, authored: Authored, { witness, bytes }: Given): void {
  const { stage, company } = scene;
  const to = company.witnessNode.get(witness);
  const from = personOf(scene, authored.aid)?.node;
  if (to === undefined || from === undefined) return;
  const lie = company.lies.get(to);
  if (lie === 'sign-both' || lie === 'sign-unstored') {
    const { delayMin, delaySpread } = stage.plan.options;
    stage.later(delayMin + delaySpread, () => signWithoutStoring(scene, to, authored));
  }
  if (lie === 'sign-unstored') return;
  const delivery = { from, to, bytes, source: 'local', note: noteOf(authored) } as const;
  if (to === from) stage.give(delivery);
  else stage.send(delivery);
}
