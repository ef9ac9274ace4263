/** ECDSA on secp256r1, also called P-256. */
import { p256 } from '@noble/curves/nist.js';
import { ecdsaScheme } from './ecdsa.ts';
import type { Scheme } from './scheme.ts';

/** Opens ECDSA on secp256r1. */
export async function openEcdsaSecp256r1(): Promise<Scheme> {
  return ecdsaScheme({
    name: 'ecdsa-secp256r1',
    jwkName: 'P-256',
    decompress: (key) => p256.Point.fromBytes(key).toAffine(),
  });
}
