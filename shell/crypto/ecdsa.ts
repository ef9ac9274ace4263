/**
 * ECDSA over SHA-256 by the platform, for keys as compressed points and signatures as r and s.
 *
 * Both halves of the range of s are accepted, as KERIpy 1.1.17 does. Points are decompressed by
 * @noble/curves; the platform's key objects are kept, since making one costs about a verification.
 */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Scheme } from './scheme.ts';

/** The affine coordinates of a compressed point; throws when it is not on the curve. */
type Decompress = (key: Uint8Array) => { readonly x: bigint; readonly y: bigint };

export type EcdsaCurve = {
  readonly name: 'ecdsa-secp256k1' | 'ecdsa-secp256r1';
  /** The name of the curve in a JSON Web Key. */
  readonly jwkName: 'secp256k1' | 'P-256';
  readonly decompress: Decompress;
};

const keySizeBytes = 33;
const signatureSizeBytes = 64;
const coordinateHexDigits = 64;
const cachedKeyCountMax = 4096;

function coordinate(value: bigint): string {
  const hex = value.toString(16).padStart(coordinateHexDigits, '0');
  return Buffer.from(hex, 'hex').toString('base64url');
}

function importKey(curve: EcdsaCurve, key: Uint8Array): KeyObject | undefined {
  try {
    const { x, y } = curve.decompress(key);
    const jwk = { kty: 'EC', crv: curve.jwkName, x: coordinate(x), y: coordinate(y) };
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** A scheme on `curve`. */
export function ecdsaScheme(curve: EcdsaCurve): Scheme {
  const keys = new LRUCache<string, KeyObject>({ max: cachedKeyCountMax });
  const keyObject = (key: Uint8Array): KeyObject | undefined => {
    const name = Buffer.from(key).toString('base64url');
    const known = keys.get(name);
    if (known !== undefined) return known;
    const made = importKey(curve, key);
    if (made !== undefined) keys.set(name, made);
    return made;
  };
  return {
    name: curve.name,
    verify: (key, message, signature) => {
      if (key.length !== keySizeBytes || signature.length !== signatureSizeBytes) return false;
      const object = keyObject(key);
      if (object === undefined) return false;
      return verify('sha256', message, { key: object, dsaEncoding: 'ieee-p1363' }, signature);
    },
  };
}
