/**
 * Spreading: an event that has its receipts goes to everybody, in the manner that the plan says.
 *
 * Source: dst.md 3.2 (attachment games), 3.1 (controller).
 */
import type { Spreading } from '../plan.ts';
import type { Authored } from './author.ts';
import { fewestSignatures } from './author.ts';
import { mailOf } from './company.ts';
import type { Person } from './company.ts';
import { deserves, formOf, nodesBut, noteOf, personOf, purposes, sendAll } from './scene.ts';
import type { Scene } from './scene.ts';
import { attachedTo, couplesOf, eventBytes } from './telling.ts';
import { bytesOf, receiptBytes, repeatedSignature } from './wording.ts';

/**
 * Those an event goes to: all but its own node. Its witnesses get the receipts of each other alone; the node of
 * its delegator gets it by the protected path, most of the time.
 */
type Audience = {
  readonly others: readonly string[];
  readonly witnesses: readonly string[];
  readonly delegator: readonly string[];
};

function audienceOf(scene: Scene, person: Person, { after, event }: Authored): Audience {
  const { company } = scene;
  const own = person.node;
  const witnesses = after.witnesses.flatMap((witness) => company.witnessNode.get(witness) ?? []);
  const above = delegatorNode(scene, person);
  const isStray = company.chance.hit([1, 8], purposes.path, Number(event.sn));
  const delegator = above === undefined || above === own || isStray ? [] : [above];
  return {
    others: nodesBut(scene, [own, ...witnesses, ...delegator]),
    witnesses: witnesses.filter((node) => node !== own && !delegator.includes(node)),
    delegator,
  };
}

/** The node of the delegator of a person. */
export function delegatorNode(scene: Scene, { delegator }: Person): string | undefined {
  return delegator === undefined ? undefined : personOf(scene, delegator)?.node;
}

/** True for events of a delegate that its delegator has to seal and did not. */
export function isUnsealed({ company }: Scene, { event, after }: Authored): boolean {
  return (
    after.delegator !== undefined && event.ilk !== 'ixn' && mailOf(company, event.said).seal === undefined
  );
}

/** Tells the event to everybody, unless that was done with as many receipts before. */
export function spread(scene: Scene, authored: Authored): void {
  const { company } = scene;
  const person = personOf(scene, authored.aid);
  const mail = mailOf(company, authored.event.said);
  if (person === undefined || mail.told !== undefined || isUnsealed(scene, authored)) return;
  const spreading = company.spreading.get(authored.event.said) ?? 'whole';
  if (spreading === 'late' && authored.event.sn > 0n) {
    keepBack(scene, authored);
    return;
  }
  const isByWeight = authored.after.threshold.kind === 'weights' && authored.signatures.length > 1;
  if (spreading === 'signature-by-signature' && isByWeight) deserves(scene, authored, 'last-weight-decides');
  tellNow(scene, person, authored, spreading);
  tellLate(scene, person);
}

const lateMax = 40_000_000;

/** The event waits for the one that follows it, but not for ever. */
function keepBack(scene: Scene, authored: Authored): void {
  const { company, stage } = scene;
  const { aid } = authored;
  const kept = company.late.get(aid) ?? [];
  if (kept.includes(authored)) return;
  company.late.set(aid, [...kept, authored]);
  stage.later(lateMax, () => {
    const person = personOf(scene, aid);
    if (person !== undefined && company.late.get(aid)?.includes(authored) === true) tellLate(scene, person);
  });
}

/** Everything that was kept back, the latest first. */
function tellLate(scene: Scene, person: Person): void {
  const kept = scene.company.late.get(person.aid) ?? [];
  scene.company.late.delete(person.aid);
  for (const authored of [...kept].reverse()) tellNow(scene, person, authored, 'whole');
}

function tellNow(scene: Scene, person: Person, authored: Authored, spreading: Spreading): void {
  const { company } = scene;
  const mail = mailOf(company, authored.event.said);
  mail.told = mail.receipts.size;
  const { others, witnesses, delegator } = audienceOf(scene, person, authored);
  for (const bytes of messagesOf(scene, authored, spreading)) {
    const delivery = { from: person.node, bytes, note: noteOf(authored) };
    sendAll(scene, others, { ...delivery, source: 'remote' });
    sendAll(scene, delegator, { ...delivery, source: 'local' });
  }
  if (mail.receipts.size > 0) sendReceipts(scene, person, authored, witnesses);
}

/** The messages that tell an event, in their order. */
function messagesOf(scene: Scene, authored: Authored, spreading: Spreading): readonly Uint8Array[] {
  const { company } = scene;
  const { event } = authored;
  const form = formOf(scene, Number(event.sn));
  const receipts = (): Uint8Array => receiptBytes(event, couplesOf(company, authored), form);
  const hasReceipts = mailOf(company, event.said).receipts.size > 0;
  const { sealSources = [] } = attachedTo(company, authored);
  switch (spreading) {
    case 'receipts-first': {
      const attached = { controllerSignatures: authored.signatures, sealSources };
      return [...(hasReceipts ? [receipts()] : []), bytesOf({ raw: event.raw, attached }, form)];
    }
    case 'signature-by-signature': {
      const [first, ...more] = fewestSignatures(authored);
      if (first === undefined) return [];
      const single = [repeatedSignature(first), ...more.map((signature) => [signature])].map(
        (controllerSignatures) =>
          bytesOf({ raw: event.raw, attached: { controllerSignatures, sealSources } }, form),
      );
      return [...(hasReceipts ? [receipts()] : []), ...single];
    }
    case 'whole':
    case 'late':
      return [eventBytes(company, authored, form)];
  }
}

/** Tells receipts that came after the event was told. */
export function tellReceipts(scene: Scene, authored: Authored): void {
  const { company } = scene;
  const person = personOf(scene, authored.aid);
  if (person === undefined) return;
  mailOf(company, authored.event.said).told = mailOf(company, authored.event.said).receipts.size;
  const { others, witnesses, delegator } = audienceOf(scene, person, authored);
  sendReceipts(scene, person, authored, [...others, ...witnesses, ...delegator]);
}

function sendReceipts(scene: Scene, person: Person, authored: Authored, to: readonly string[]): void {
  const bytes = receiptBytes(
    authored.event,
    couplesOf(scene.company, authored),
    formOf(scene, Number(authored.event.sn)),
  );
  sendAll(scene, to, { from: person.node, bytes, source: 'remote', note: noteOf(authored, 'rct') });
}

/** Tells an event to everybody before its receipts are there, and what was kept back with it. */
export function tellEarly(scene: Scene, authored: Authored): void {
  const person = personOf(scene, authored.aid);
  if (person === undefined) return;
  tellNow(scene, person, authored, 'whole');
  tellLate(scene, person);
}

/** Tells an event again to everybody, as after its delegator sealed it. */
export function tellAgain(scene: Scene, authored: Authored): void {
  const person = personOf(scene, authored.aid);
  if (person !== undefined) tellNow(scene, person, authored, 'whole');
}
