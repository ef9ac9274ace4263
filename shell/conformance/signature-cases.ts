/** Readers of data cases about keys: signing, verifying, key conversion, sealed boxes. keripy.md 8.1. */
import sodium from 'libsodium-wrappers-sumo';
import { keyOf, schemeOfIndexed, signatureOf } from '../../kernel/cesr/identifiers.ts';
import { decodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import { decodePrimitive, encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Primitive } from '../../kernel/cesr/primitive.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { Secret } from '../keys/secret.ts';
import { isSeedCode } from '../keys/signer.ts';
import type { SignerOf } from '../keys/signer.ts';
import type { Item, ItemReaders } from './data-case.ts';

const seedCode = 'A';
const publicX25519Code = 'C';
const privateX25519Code = 'O';

/** Readers by operation. libsodium is ready once `algorithms` are. */
export function signatureReaders(algorithms: Algorithms, signerOf: SignerOf): ItemReaders {
  return {
    sign: (given) => sign(signerOf, given),
    verify: (given) => verify(algorithms, given),
    x25519: ({ verkey, seed }) => convert(String(verkey), String(seed)),
    decrypt: ({ seed, cipher }) => decrypt(String(seed), String(cipher)),
  };
}

function bytesOfHex(hex: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(String(hex), 'hex'));
}

function primitiveOf(text: string): Primitive {
  const decoded = decodePrimitive(text);
  if (!decoded.ok) throw new Error(decoded.error.says);
  return decoded.value;
}

function pairOf(seed: string): { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array } {
  const { code, raw } = primitiveOf(seed);
  if (code !== seedCode) throw new Error(`${code} is no code of an Ed25519 seed`);
  return sodium.crypto_sign_seed_keypair(raw);
}

/** Both kinds of signature by the key of the seed; the public key says whether it is transferable. */
function sign(signerOf: SignerOf, { seed, verkey, ser_hex, index }: Item): Item {
  const { code, raw } = primitiveOf(String(seed));
  if (!isSeedCode(code)) throw new Error(`${code} is no code of a seed`);
  const transferable = keyOf(String(verkey))?.transferable ?? true;
  const signer = signerOf(new Secret(raw.slice()), { code, transferable });
  const place = Number(index ?? 0);
  const message = bytesOfHex(ser_hex);
  return {
    verkey: signer.key,
    cigar: signer.sign(message),
    siger: signer.signIndexed(message, { index: place, ondex: place }),
  };
}

/** A signature of either kind, indexed or not, by the scheme that its code names. */
function verify(algorithms: Algorithms, { verkey, ser_hex, signature }: Item): Item {
  const key = keyOf(String(verkey));
  if (key === undefined) return { error: 'no key' };
  const text = String(signature);
  const plain = signatureOf(text);
  const indexed = plain === undefined ? decodeIndexed(text) : undefined;
  const raw = plain?.raw ?? (indexed?.ok === true ? indexed.value.raw : undefined);
  const scheme = plain?.scheme ?? schemeOfIndexed(text);
  if (raw === undefined || scheme === undefined) return { error: 'no signature' };
  const check = { scheme: key.scheme, key: key.raw, message: bytesOfHex(ser_hex), signature: raw };
  return { valid: scheme === key.scheme && algorithms.verify(check) };
}

function convert(verkey: string, seed: string): Item {
  const publicKey = sodium.crypto_sign_ed25519_pk_to_curve25519(primitiveOf(verkey).raw);
  const privateKey = sodium.crypto_sign_ed25519_sk_to_curve25519(pairOf(seed).privateKey);
  return {
    encrypter: encodePrimitive(publicX25519Code, { raw: publicKey }),
    decrypter: encodePrimitive(privateX25519Code, { raw: privateKey }),
  };
}

/** The content of a sealed box is the text of a primitive. */
function decrypt(seed: string, cipher: string): Item {
  const { publicKey, privateKey } = pairOf(seed);
  const plain = sodium.crypto_box_seal_open(
    primitiveOf(cipher).raw,
    sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey),
    sodium.crypto_sign_ed25519_sk_to_curve25519(privateKey),
  );
  return { plain: Buffer.from(plain).toString('utf8') };
}
