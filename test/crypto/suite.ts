/** What every implementation of a signature scheme must pass. */
import { expect, test } from 'vitest';
import type { Scheme } from '../../shell/crypto/scheme.ts';
import { craftedCases } from '../../shell/crypto/self-test.ts';

/** A key, a message, and signatures of it that must be accepted. */
export type SchemeSample = {
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly signatures: readonly Uint8Array[];
};

function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** Declares the tests of a scheme. */
export function schemeSuite(scheme: () => Scheme, sample: () => SchemeSample): void {
  test('a signature by the key over the message is accepted', () => {
    const { key, message, signatures } = sample();
    for (const signature of signatures) expect(scheme().verify(key, message, signature)).toBe(true);
  });

  test('any changed byte of key, message or signature refuses', () => {
    const { key, message, signatures } = sample();
    const signature = signatures[0] ?? new Uint8Array();
    for (let at = 0; at < signature.length; at++)
      expect(scheme().verify(key, message, changed(signature, at))).toBe(false);
    for (let at = 0; at < key.length; at++)
      expect(scheme().verify(changed(key, at), message, signature)).toBe(false);
    for (let at = 0; at < message.length; at++)
      expect(scheme().verify(key, changed(message, at), signature)).toBe(false);
  });

  test('keys and signatures of any other size refuse and never throw', () => {
    const { key, message, signatures } = sample();
    const signature = signatures[0] ?? new Uint8Array();
    for (let size = 0; size < 70; size++) {
      if (size !== signature.length)
        expect(scheme().verify(key, message, resized(signature, size))).toBe(false);
      if (size !== key.length) expect(scheme().verify(resized(key, size), message, signature)).toBe(false);
    }
  });
}

function resized(bytes: Uint8Array, size: number): Uint8Array {
  const other = new Uint8Array(size);
  other.set(bytes.subarray(0, size));
  return other;
}

/** Declares the tests of the set of signatures that an Ed25519 must accept: that of libsodium. */
export function acceptSetSuite(scheme: () => Scheme): void {
  test.each(craftedCases)('$says: accepted is $accepted', ({ key, message, signature, accepted }) => {
    const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
    expect(scheme().verify(bytes(key), bytes(message), bytes(signature))).toBe(accepted);
  });
}
