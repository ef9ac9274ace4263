/**
 * One key pair that signs, with its qualified public key. The seed stays within.
 *
 * Source: keripy.md 8.1, 2.5 (which code an indexed signature takes). KERIpy: `Signer`.
 */
import { parseKey, schemeOfIndexed } from '../../kernel/cesr/identifiers.ts';
import { encodeIndexed, indexedCodeFor } from '../../kernel/cesr/indexed-signature.ts';
import type { IndexPlaces } from '../../kernel/cesr/indexed-signature.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Key } from '../../kernel/cesr/qualified.ts';
import type { SignatureScheme } from '../../kernel/crypto/algorithm.ts';
import { assert } from '../../kernel/std/assert.ts';
import { openSigning } from '../crypto/signing.ts';
import type { Signing, SigningScheme } from '../crypto/signing.ts';
import { KeelsonError } from '../errors.ts';
import type { Secret } from './secret.ts';

/** The codes of seeds: Ed25519, ECDSA on secp256k1, ECDSA on secp256r1. */
export type SeedCode = 'A' | 'J' | 'Q';

export type Signer = {
  readonly code: SeedCode;
  /** The qualified public key. KERIpy: `verfer`. */
  readonly key: Key;
  readonly seed: Secret;
  /** A signature that does not say which key made it. KERIpy: `Cigar`. */
  readonly sign: (message: Uint8Array) => string;
  /** A signature that points into lists of keys; without `ondex` into the current one alone. KERIpy: `Siger`. */
  readonly signIndexed: (message: Uint8Array, places: IndexPlaces) => string;
};

export type SignerOptions = { readonly code: SeedCode; readonly transferable: boolean };

/**
 * Makes the signer of a seed of 32 bytes, which it takes over. Throws `KeelsonError` of code `usage`, and has wiped
 * the seed, when the scheme has no key for it: of ECDSA on secp256r1, one seed in 2^32 is such.
 */
export type SignerOf = (seed: Secret, options: SignerOptions) => Signer;

export type SchemeCodes = {
  readonly scheme: SigningScheme;
  readonly transferable: string;
  readonly nonTransferable: string;
  readonly signature: string;
};

const codesBySeed: { readonly [code in SeedCode]: SchemeCodes } = {
  A: { scheme: 'ed25519', transferable: 'D', nonTransferable: 'B', signature: '0B' },
  J: { scheme: 'ecdsa-secp256k1', transferable: '1AAB', nonTransferable: '1AAA', signature: '0C' },
  Q: { scheme: 'ecdsa-secp256r1', transferable: '1AAJ', nonTransferable: '1AAI', signature: '0I' },
};

/** Opens the making of signers. */
export async function openSigners(): Promise<SignerOf> {
  const signing = await openSigning();
  return (seed, options) => signerOf(signing(codesBySeed[options.code].scheme), seed, options);
}

/** The code of seeds of a scheme; undefined for a scheme that keys are not made of. */
export function seedCodeOf(scheme: SignatureScheme): SeedCode | undefined {
  return seedCodes.find((code) => codesBySeed[code].scheme === scheme);
}

/** The codes of the keys and the plain signatures of a scheme, and that of its seeds. */
export function codesOfScheme(scheme: SigningScheme): SchemeCodes & { readonly seed: SeedCode } {
  const seed = seedCodeOf(scheme);
  assert(seed !== undefined, 'each scheme that keys are made of has a code of seeds');
  return { ...codesBySeed[seed], seed };
}

/** The scheme of the keys that seeds of a code give. */
export function schemeOfSeed(code: SeedCode): SigningScheme {
  return codesBySeed[code].scheme;
}

/** Whether a text is a code of seeds that keys are made of. */
export function isSeedCode(code: string): code is SeedCode {
  return seedCodes.some((one) => one === code);
}

const seedCodes: readonly SeedCode[] = ['A', 'J', 'Q'];

/** Makes signers one after the other. When one cannot be made, those before it are wiped. */
export async function signersOf<T>(
  sources: readonly T[],
  make: (source: T, place: number) => Signer | Promise<Signer>,
): Promise<readonly Signer[]> {
  const made: Signer[] = [];
  try {
    for (const [place, source] of sources.entries()) made.push(await make(source, place));
    return made;
  } catch (error) {
    for (const { seed } of made) seed.wipe();
    throw error;
  }
}

function signerOf(signing: Signing, seed: Secret, { code, transferable }: SignerOptions): Signer {
  const codes = codesBySeed[code];
  const publicKey = publicKeyOf(signing, seed);
  const key = parseKey(
    encodePrimitive(transferable ? codes.transferable : codes.nonTransferable, { raw: publicKey }),
  );
  assert(key.ok, 'a public key that was made here is a key');
  const rawOf = (message: Uint8Array) =>
    seed.use((bytes) => signing.sign(message, { seed: bytes, publicKey }));
  return {
    code,
    key: key.value,
    seed,
    sign: (message) => encodePrimitive(codes.signature, { raw: rawOf(message) }),
    signIndexed: (message, places) => {
      const code = indexedCodeOf(codes.scheme, places);
      return indexedText({ scheme: codes.scheme, code, places, raw: rawOf(message) });
    },
  };
}

/** The code of an indexed signature. Throws `KeelsonError` of code `usage` for places that no code points to. */
export function indexedCodeOf(scheme: SigningScheme, places: IndexPlaces): string {
  const code = indexedCodeFor(scheme, places);
  if (code === undefined) throw wrongPlaces(places);
  return code;
}

/** The text of an indexed signature. */
export function indexedText({ scheme, code, places, raw }: IndexedParts): string {
  const text = encodeIndexed({ code, ...places, raw });
  assert(schemeOfIndexed(text) === scheme, 'an indexed signature names the scheme of its key');
  return text;
}

type IndexedParts = {
  readonly scheme: SigningScheme;
  readonly code: string;
  readonly places: IndexPlaces;
  readonly raw: Uint8Array;
};

function publicKeyOf(signing: Signing, seed: Secret): Uint8Array {
  try {
    return seed.use(signing.publicKeyOf);
  } catch (error) {
    seed.wipe();
    if (!(error instanceof RangeError)) throw error;
    const says = 'the seed gives no key of this scheme; take another salt, path, code or seed';
    throw new KeelsonError('usage', { says, keripy: 'ValueError' });
  }
}

function wrongPlaces({ index, ondex }: IndexPlaces): KeelsonError {
  const both = ondex === undefined ? String(index) : `${index} and ${ondex}`;
  return new KeelsonError('usage', {
    says: `no code of an indexed signature points to ${both}; indices are whole numbers below 4096`,
    keripy: 'InvalidVarIndexError',
    facts: { index, ondex },
  });
}
