/** Every signature scheme, one line each. */
import { openEcdsaSecp256k1 } from './ecdsa-secp256k1.ts';
import { openEcdsaSecp256r1 } from './ecdsa-secp256r1.ts';
import { openEd25519 } from './ed25519.ts';

export const schemes = [openEd25519, openEcdsaSecp256k1, openEcdsaSecp256r1] as const;
