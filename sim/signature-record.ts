/**
 * The record of who signed what in a run: ground truth about signatures, beside every scheme.
 *
 * Source: dst.md 6.2 (the ledger of who signed what checks each accept).
 */
import type { SignatureCheck } from '../kernel/crypto/algorithm.ts';
import { bytesEqual } from '../kernel/std/bytes.ts';
import { tagOf } from './tag.ts';
import type { Words } from './tag.ts';

/** A signature that was made. */
export type Signed = { readonly name: string; readonly tag: Words; readonly signature: Uint8Array };

type Making = {
  readonly name: string;
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
};

export type SignatureRecord = {
  readonly add: (made: Making) => void;
  /** The signature on record that the check is about; undefined when nobody made it. */
  readonly find: (check: Pick<SignatureCheck, 'key' | 'message' | 'signature'>) => Signed | undefined;
  /** The same, by the tag of key and message. */
  readonly findTagged: (tag: Words, signature: Uint8Array) => Signed | undefined;
  readonly tag: (check: Pick<SignatureCheck, 'key' | 'message'>) => Words;
  readonly count: () => number;
};

/** An empty record. Key and message are kept as their tag. */
export function openSignatureRecord(secret: Words): SignatureRecord {
  const byTag = new Map<number, Signed[]>();
  let count = 0;

  const tag: SignatureRecord['tag'] = ({ key, message }) => tagOf(secret, key, message);
  const findTagged: SignatureRecord['findTagged'] = ([a, b, c, d], signature) =>
    byTag.get(a)?.find(({ tag: of, signature: made }) => {
      const isSame = of[1] === b && of[2] === c && of[3] === d;
      return isSame && bytesEqual(made, signature);
    });
  return {
    add: (made) => {
      const of = tag(made);
      if (findTagged(of, made.signature) !== undefined) return;
      const signed: Signed = { name: made.name, tag: of, signature: made.signature };
      const known = byTag.get(of[0]);
      if (known === undefined) byTag.set(of[0], [signed]);
      else known.push(signed);
      count += 1;
    },
    find: (check) => findTagged(tag(check), check.signature),
    findTagged,
    tag,
    count: () => count,
  };
}
