/**
 * Witnesses: what their node accepted they sign, once for each version; they keep their receipt and give it to
 * the controller. Liars do as they are told to lie.
 *
 * Source: dst.md 3.1 (witness), K-123, K-211.
 */
import type { EventReference } from '../../kernel/cesr/attachments.ts';
import type { Prefix, Said } from '../../kernel/cesr/qualified.ts';
import type { Authored } from './author.ts';
import { receiptBytes, coupleOfSignature, indexedOfSignature } from './wording.ts';
import type { Company } from './company.ts';
import { formOf, nodeOf, noteOf, purposes } from './scene.ts';
import type { Scene } from './scene.ts';

/** The node accepted an event that it is a witness of. */
export function witnessed(scene: Scene, node: string, said: Said): void {
  const { company } = scene;
  const authored = company.events.get(said);
  const lie = company.lies.get(node);
  if (authored === undefined || lie === 'silent') return;
  const isNew = !receiptsOf(company, said).has(company.nodePrefix(node));
  const signature = sign(scene, node, authored);
  if (isNew) publishLatest(company, node, authored);
  keep(scene, node, authored, signature);
  if (lie !== 'withhold') tell(scene, node, authored, signature);
}

/** The lying witness signs an event that its node need not accept, and gives the receipt away. */
export function signWithoutStoring(scene: Scene, node: string, authored: Authored): void {
  tell(scene, node, authored, sign(scene, node, authored));
}

/** The witness sends the receipt that it made once more, if its node is up and it does not keep it to itself. */
export function tellReceiptAgain(scene: Scene, node: string, authored: Authored): void {
  const { company, stage } = scene;
  const signature = receiptsOf(company, authored.event.said).get(company.nodePrefix(node));
  const lie = company.lies.get(node);
  if (signature === undefined || stage.host(node) === undefined || lie === 'silent' || lie === 'withhold')
    return;
  tell(scene, node, authored, signature);
}

/** The receipts of an event that exist, by witness. */
export function receiptsOf({ receipts }: Company, said: Said): Map<Prefix, Uint8Array> {
  const known = receipts.get(said);
  if (known !== undefined) return known;
  const empty = new Map<Prefix, Uint8Array>();
  receipts.set(said, empty);
  return empty;
}

function sign({ stage, company }: Scene, node: string, { event }: Authored): Uint8Array {
  const prefix = company.nodePrefix(node);
  const receipts = receiptsOf(company, event.said);
  const known = receipts.get(prefix);
  if (known !== undefined) return known;
  const signature = company.nodePair(node).sign(event.raw);
  receipts.set(prefix, signature);
  stage.truth.receipted(event.said, prefix);
  return signature;
}

/** What the witness will not open with less than: a recovery comes after events of higher numbers. */
function publishLatest({ published }: Company, node: string, { event }: Authored): void {
  const latest = published.get(node) ?? new Map<Prefix, EventReference>();
  published.set(node, latest);
  const { prefix, sn, said } = event;
  latest.set(prefix, { prefix, sn, said });
}

/** A receipt in one of its two forms: by prefix, or by place in the list of witnesses. */
function receiptOfWitness(scene: Scene, node: string, authored: Authored, signature: Uint8Array): Uint8Array {
  const { company } = scene;
  const { event, after } = authored;
  const prefix = company.nodePrefix(node);
  const index = after.witnesses.indexOf(prefix);
  const counter = company.witnessNode.size * Number(event.sn) + index + 1;
  const byPlace = index >= 0 && company.chance.hit([1, 3], purposes.witnessForm, counter);
  const attached = byPlace
    ? { witnessSignatures: [indexedOfSignature(index, signature)] }
    : { receiptCouples: [coupleOfSignature(prefix, signature)] };
  return receiptBytes(event, attached, formOf(scene, counter));
}

function keep(scene: Scene, node: string, authored: Authored, signature: Uint8Array): void {
  const bytes = receiptOfWitness(scene, node, authored, signature);
  scene.stage.give({ from: node, to: node, bytes, source: 'local', note: noteOf(authored, 'rct') });
}

function tell(scene: Scene, node: string, authored: Authored, signature: Uint8Array): void {
  const to = nodeOf(scene, authored.event.prefix);
  if (to === undefined || to === node) return;
  const bytes = receiptOfWitness(scene, node, authored, signature);
  scene.stage.send({ from: node, to, bytes, source: 'remote', note: noteOf(authored, 'rct') });
}
