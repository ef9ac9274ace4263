/** `receipt`: an AID receipts the head of another one, with its own keys. */
import type { HumanEntry } from '../../plan.ts';
import { headOf } from '../company.ts';
import { formOf, noteOf, personOf, readyPerson, sendAll } from '../scene.ts';
import type { Scene } from '../scene.ts';
import { personReceipts } from '../voice.ts';
import { receiptBytes } from '../wording.ts';

type Entry = Extract<HumanEntry, { readonly do: 'receipt' }>;

/** Sends the receipt. */
export function actReceipt(scene: Scene, entry: Entry): boolean {
  const person = readyPerson(scene, entry.by);
  const other = personOf(scene, entry.of);
  if (person === undefined || other === undefined) return false;
  const head = headOf(other);
  const bytes = receiptBytes(head.event, personReceipts(person, head.event.raw), formOf(scene, entry.id));
  sendAll(scene, entry.to, { from: person.node, bytes, source: 'remote', note: noteOf(head, 'vrc') });
  return true;
}
