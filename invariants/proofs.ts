/**
 * What can be proven of bytes: that a SAID is their digest, that a key signed them, that a digest commits to
 * a key. By the algorithms that judges were given, each proof once: eight nodes that hold one event cost
 * as much as one.
 *
 * Source: I-01, I-09, I-10; C-106…C-109, K-065. An answer is remembered for the SAID, and holds only for
 * equal bytes and equal signatures.
 */
import { digestOf, keyOf, schemeOfIndexed, signatureOf } from '../kernel/cesr/identifiers.ts';
import type { QualifiedKey } from '../kernel/cesr/identifiers.ts';
import type { Digest, Key } from '../kernel/cesr/qualified.ts';
import type { Algorithms, SignatureScheme } from '../kernel/crypto/algorithm.ts';
import { asciiBytes, bytesEqual } from '../kernel/std/bytes.ts';
import { openRecent } from './recent.ts';
import type { Recent } from './recent.ts';

/** Bytes and the SAID they go by. */
export type Body = { readonly said: string; readonly raw: Uint8Array };

/** A signature as it is kept: whole, and its raw bytes. */
export type Signature = { readonly text: string; readonly raw: Uint8Array };

export type Proofs = {
  /** True when `said` is the digest of the bytes with its first `times` places filled with `#`. */
  readonly bindsSaid: (body: Body, times: 1 | 2) => boolean;
  /** True when `key` made the indexed signature over the bytes. */
  readonly isIndexedBy: (key: string, body: Body, signature: Signature) => boolean;
  /** True when `key` made the plain signature over the bytes. */
  readonly isPlainBy: (key: string, body: Body, signature: Signature) => boolean;
  /** True when `digest` is the digest of the text of `key`. */
  readonly commitsTo: (digest: Digest, key: Key) => boolean;
};

/** Whether a key made a signature. */
type Checked = { readonly key: string; readonly raw: Uint8Array; readonly holds: boolean };

/** Proven of one body so far. */
type Proven = {
  readonly said: string;
  readonly raw: Uint8Array;
  /** By the text of the signature. */
  readonly signed: Map<string, Checked[]>;
  bound: { readonly times: number; readonly holds: boolean } | undefined;
};

type Memos = {
  readonly bodies: Recent<Proven>;
  readonly keys: Recent<{ readonly key: QualifiedKey | undefined }>;
  readonly commitments: Recent<{ readonly holds: boolean }>;
};

const recentCountMax = 16_384;
const opened = new WeakMap<Algorithms, Proofs>();

/** The proofs by these algorithms: all judges that were given the same share what was proven. */
export function proofsBy(algorithms: Algorithms): Proofs {
  const known = opened.get(algorithms);
  if (known !== undefined) return known;
  const proofs = openProofs(algorithms);
  opened.set(algorithms, proofs);
  return proofs;
}

function openProofs(algorithms: Algorithms): Proofs {
  const memos: Memos = {
    bodies: openRecent(recentCountMax),
    keys: openRecent(recentCountMax),
    commitments: openRecent(recentCountMax),
  };
  let last: Proven | undefined;
  /** Most questions are about the body that was asked about before. */
  const provenOf = (body: Body): Proven => {
    if (last?.raw === body.raw && last.said === body.said) return last;
    last = recallBody(memos, body);
    return last;
  };
  const isSigned = (key: string, body: Body, signature: Signature, schemeOf: SchemeOf): boolean => {
    const { signed } = provenOf(body);
    const checked = signed.get(signature.text) ?? [];
    for (const one of checked)
      if (one.key === key && (one.raw === signature.raw || bytesEqual(one.raw, signature.raw)))
        return one.holds;
    const maker = keyIn(memos, key);
    const holds =
      maker !== undefined &&
      maker.scheme === schemeOf(signature.text) &&
      algorithms.verify({
        scheme: maker.scheme,
        key: maker.raw,
        message: body.raw,
        signature: signature.raw,
      });
    signed.set(signature.text, [...checked, { key, raw: signature.raw, holds }]);
    return holds;
  };
  return {
    bindsSaid: (body, times) => {
      const proven = provenOf(body);
      if (proven.bound?.times === times) return proven.bound.holds;
      const holds = isDigestOf(body, times, algorithms);
      proven.bound = { times, holds };
      return holds;
    },
    isIndexedBy: (key, body, signature) => isSigned(key, body, signature, schemeOfIndexed),
    isPlainBy: (key, body, signature) => isSigned(key, body, signature, schemeOfPlain),
    commitsTo: (digest, key) => {
      const name = `${digest}${key}`;
      const known = memos.commitments.get(name);
      if (known !== undefined) return known.holds;
      const qualified = digestOf(digest);
      const holds =
        qualified !== undefined &&
        bytesEqual(algorithms.digest(qualified.algorithm, asciiBytes(key)), qualified.raw);
      return memos.commitments.put(name, { holds }).holds;
    },
  };
}

type SchemeOf = (text: string) => SignatureScheme | undefined;

function schemeOfPlain(text: string): SignatureScheme | undefined {
  return signatureOf(text)?.scheme;
}

/** What was proven of the body; of other bytes that go by the same SAID, nothing is known. */
function recallBody({ bodies }: Memos, { said, raw }: Body): Proven {
  const known = bodies.get(said);
  if (known !== undefined && (known.raw === raw || bytesEqual(known.raw, raw))) return known;
  return bodies.put(said, { said, raw, signed: new Map(), bound: undefined });
}

function keyIn({ keys }: Memos, text: string): QualifiedKey | undefined {
  return (keys.get(text) ?? keys.put(text, { key: keyOf(text) })).key;
}

const filler = 0x23;

function isDigestOf({ said, raw }: Body, times: number, { digest }: Algorithms): boolean {
  const qualified = digestOf(said);
  if (qualified === undefined) return false;
  const filled = new Uint8Array(raw);
  let from = 0;
  for (let left = times; left > 0; left--) {
    const at = placeOf(said, raw, from);
    if (at < 0) return false;
    from = at + said.length;
    filled.fill(filler, at, from);
  }
  return bytesEqual(digest(qualified.algorithm, filled), qualified.raw);
}

/** Where the bytes from `from` on spell the text; -1 when nowhere. */
function placeOf(text: string, raw: Uint8Array, from: number): number {
  for (let at = from; at + text.length <= raw.length; at++) {
    let length = 0;
    while (length < text.length && raw[at + length] === text.charCodeAt(length)) length++;
    if (length === text.length) return at;
  }
  return -1;
}
