/**
 * How messages are put: bodies with what is attached to them, as bytes of the text or the binary domain, and
 * the signatures themselves.
 *
 * Source: keripy.md 2.5, 6.6; C-006.
 */
import type { Attachments, IndexedSignature, ReceiptCouple } from '../../kernel/cesr/attachments.ts';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import { writeAttachments } from '../../kernel/cesr/attachments-text.ts';
import { encodeIndexed, indexedCodeFor } from '../../kernel/cesr/indexed-signature.ts';
import type { IndexPlaces } from '../../kernel/cesr/indexed-signature.ts';
import { binaryOfText, encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Prefix, Said, Sn } from '../../kernel/cesr/qualified.ts';
import { receiptOf } from '../../kernel/event/receipt.ts';
import { assert } from '../../kernel/std/assert.ts';
import { asciiBytes, concatBytes } from '../../kernel/std/bytes.ts';
import type { KeyPair } from '../keys.ts';

/** How attachments are written: group by group, all in one group, or in the binary domain. */
export type Form = 'plain' | 'pipelined' | 'binary';

export const forms: readonly Form[] = ['plain', 'plain', 'plain', 'pipelined', 'pipelined', 'binary'];

/** A body and what is attached to it. */
export type Wording = { readonly raw: Uint8Array; readonly attached: Partial<Attachments> };

/** The message as bytes. */
export function bytesOf({ raw, attached }: Wording, form: Form): Uint8Array {
  const text = writeAttachments({ ...noAttachments, ...attached }, { pipelined: form === 'pipelined' });
  if (form !== 'binary') return concatBytes([raw, asciiBytes(text)]);
  const binary = binaryOfText(text);
  assert(binary !== undefined, 'attachments are base64 in fours');
  return concatBytes([raw, binary]);
}

const nowhere = { start: 0, end: 0 };

/** A signature that points to its places. */
export function signAt(pair: KeyPair, raw: Uint8Array, places: IndexPlaces): IndexedSignature {
  const code = indexedCodeFor('ed25519', places);
  assert(code !== undefined, 'a code can point to the places of any list of a plan');
  const signature = pair.sign(raw);
  return {
    text: encodeIndexed({ code, ...places, raw: signature }),
    ...places,
    raw: signature,
    span: nowhere,
  };
}

/** A plain signature with the prefix of its maker. */
export function coupleOf(prefix: Prefix, pair: KeyPair, raw: Uint8Array): ReceiptCouple {
  return coupleOfSignature(prefix, pair.sign(raw));
}

/** A plain signature that was made before. */
export function coupleOfSignature(prefix: Prefix, raw: Uint8Array): ReceiptCouple {
  return { prefix, text: encodePrimitive('0B', { raw }), raw, span: nowhere };
}

/** A plain signature as one that points to the place of its maker in a list of witnesses. */
export function indexedOfSignature(index: number, raw: Uint8Array): IndexedSignature {
  const code = indexedCodeFor('ed25519', { index, ondex: index });
  assert(code !== undefined, 'a code can point to the places of any list of a plan');
  return { text: encodeIndexed({ code, index, ondex: index, raw }), index, ondex: index, raw, span: nowhere };
}

/** A receipt of an event, with what vouches for it. */
export function receiptBytes(
  of: { readonly prefix: Prefix; readonly sn: Sn; readonly said: Said },
  attached: Partial<Attachments>,
  form: Form,
): Uint8Array {
  return bytesOf({ raw: receiptOf(of).raw, attached }, form);
}

/** A signature, and the same one under every other code that can say its place: one key, several texts. */
export function repeatedSignature(signature: IndexedSignature): readonly IndexedSignature[] {
  const { index, raw } = signature;
  const others = ['A', '2A', 'B', '2B'].map((code) => {
    const ondex = code.endsWith('A') ? index : undefined;
    return { ...signature, ondex, text: encodeIndexed({ code, index, ondex, raw }) };
  });
  return [signature, ...others.filter(({ text }) => text !== signature.text)];
}
