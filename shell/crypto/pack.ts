/**
 * Signature checks as one run of bytes, so that a thread gets them without copying objects. limits.md A5.
 *
 * Each check is: message size 4 (big-endian) · key 32 · signature 64 · message.
 */
import type { Scheme } from './scheme.ts';

export const keySizeBytes = 32;
export const signatureSizeBytes = 64;
const headSizeBytes = 4 + keySizeBytes + signatureSizeBytes;

/** A check of known sizes. */
export type PackedCheck = {
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
};

/** The checks in one run of bytes of its own buffer, which may be transferred. */
export function packOf(checks: readonly PackedCheck[]): Uint8Array<ArrayBuffer> {
  const size = checks.reduce((sum, { message }) => sum + headSizeBytes + message.length, 0);
  const pack = new Uint8Array(size);
  const view = new DataView(pack.buffer);
  let at = 0;
  for (const { key, message, signature } of checks) {
    view.setUint32(at, message.length);
    pack.set(key, at + 4);
    pack.set(signature, at + 4 + keySizeBytes);
    pack.set(message, at + headSizeBytes);
    at += headSizeBytes + message.length;
  }
  return pack;
}

/** One byte a check: 1 for accepted. */
export function verdictsOf(pack: Uint8Array, verify: Scheme['verify']): Uint8Array {
  const view = new DataView(pack.buffer, pack.byteOffset, pack.byteLength);
  const verdicts: number[] = [];
  for (let at = 0; at < pack.length; ) {
    const messageStart = at + headSizeBytes;
    const messageEnd = messageStart + view.getUint32(at);
    const keyStart = at + 4;
    const signatureStart = keyStart + keySizeBytes;
    const isGood = verify(
      pack.subarray(keyStart, signatureStart),
      pack.subarray(messageStart, messageEnd),
      pack.subarray(signatureStart, messageStart),
    );
    verdicts.push(isGood ? 1 : 0);
    at = messageEnd;
  }
  return Uint8Array.from(verdicts);
}
