/**
 * How people sign what is no event: under the establishment event that their keys come from; nodes sign with
 * their plain key. Times are those of the wall clock of the one who writes.
 *
 * Source: K-272; keripy.md 4.6 (B1, B5).
 */
import type { Attachments, EventReference } from '../../kernel/cesr/attachments.ts';
import { formatDatetime, microsOf } from '../../kernel/cesr/datetime.ts';
import { signAll } from './author.ts';
import type { Person } from './company.ts';
import { headOf } from './company.ts';
import { latestEstablishment } from './recovery.ts';
import type { Scene } from './scene.ts';
import { coupleOf, signAt } from './wording.ts';

/** The establishment event that the keys of a person come from. */
export function underOf(person: Person): EventReference {
  const { prefix, sn, said } = latestEstablishment(person).event;
  return { prefix, sn, said };
}

function signaturesOf(person: Person, raw: Uint8Array) {
  const { keys } = headOf(person).after;
  return signAll(
    keys,
    raw,
    keys.map((_, index) => ({ index, ondex: index })),
  );
}

/** Signatures of a person over a message, with the establishment event they were made under, or without. */
export function personSigns(
  person: Person,
  raw: Uint8Array,
  names: 'event' | 'latest',
): Partial<Attachments> {
  const signatures = signaturesOf(person, raw);
  return names === 'event'
    ? { signatureGroups: [{ ...underOf(person), signatures }] }
    : { latestSignatureGroups: [{ prefix: person.prefix, signatures }] };
}

/** Receipts of a person for an event, one for each of its keys. */
export function personReceipts(person: Person, raw: Uint8Array): Partial<Attachments> {
  const under = underOf(person);
  return {
    transferableReceipts: headOf(person).after.keys.map((pair, index) => ({
      ...under,
      signature: signAt(pair, raw, { index, ondex: index }),
    })),
  };
}

/** The plain signature of a node. */
export function nodeSigns({ company }: Scene, node: string, raw: Uint8Array): Partial<Attachments> {
  return { receiptCouples: [coupleOf(company.nodePrefix(node), company.nodePair(node), raw)] };
}

const minute = 60_000_000n;
const offsets = { '+00:00': 0n, '+02:00': 120n, '-07:30': -450n } as const;
export type Offset = keyof typeof offsets;

/** A moment as it is written at an offset. */
export function timeText(moment: bigint, offset: Offset): string {
  const shifted = formatDatetime(microsOf(moment + offsets[offset] * minute));
  return shifted.slice(0, -'+00:00'.length) + offset;
}
