/** ECDSA on secp256k1. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { ecdsaScheme } from './ecdsa.ts';
import type { Scheme } from './scheme.ts';

/** Opens ECDSA on secp256k1. */
export async function openEcdsaSecp256k1(): Promise<Scheme> {
  return ecdsaScheme({
    name: 'ecdsa-secp256k1',
    jwkName: 'secp256k1',
    decompress: (key) => secp256k1.Point.fromBytes(key).toAffine(),
  });
}
