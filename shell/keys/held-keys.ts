/**
 * Keys that a signer holds, as a keyring uses them: made by their places, shown to sign before anybody commits to them,
 * and never believed: every signature is checked with the public key.
 *
 * Source: M-100; docs/decisions/0029.
 */
import { keyOf, parseKey } from '../../kernel/cesr/identifiers.ts';
import type { IndexPlaces } from '../../kernel/cesr/indexed-signature.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Key } from '../../kernel/cesr/qualified.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { assert } from '../../kernel/std/assert.ts';
import { copyBytes } from '../../kernel/std/bytes.ts';
import { KeelsonError } from '../errors.ts';
import type { Entropy } from '../ports.ts';
import { wrongSignature } from './external/program-faults.ts';
import { publicKeySizeBytes } from './secure-signer.ts';
import type { PublicKey, SecureSigner } from './secure-signer.ts';
import { codesOfScheme, indexedCodeOf, indexedText, schemeOfSeed } from './signer.ts';
import type { SeedCode } from './signer.ts';

/** One key of a keyring, and its id with the signer. */
export type HeldKey = PublicKey & { readonly key: Key; readonly id: string };

/** The place of a key in the life of a keyring. */
export type HeldPlace = {
  readonly ring: string;
  readonly pidx: number;
  readonly ridx: number;
  readonly kidx: number;
  readonly code: SeedCode;
};

export type HeldParts = {
  readonly signer: SecureSigner;
  readonly verify: Algorithms['verify'];
  readonly entropy: Entropy;
};

const challengeSizeBytes = 16;

export class HeldKeys {
  readonly #signer: SecureSigner;
  readonly #verify: Algorithms['verify'];
  readonly #entropy: Entropy;

  constructor({ signer, verify, entropy }: HeldParts) {
    this.#signer = signer;
    this.#verify = verify;
    this.#entropy = entropy;
  }

  /**
   * The key of a place. One that is there was made by a call that was cut off before anybody was told of it, and is
   * taken. Rejects as the signer does, and with `wrong-signature` when the key does not sign.
   */
  async make(place: HeldPlace, transferable: boolean): Promise<HeldKey> {
    const id = idOf(place);
    const scheme = schemeOfSeed(place.code);
    const made = await this.#made(id, scheme);
    const isSound = made.scheme === scheme && made.raw.length === publicKeySizeBytes[scheme];
    const codes = codesOfScheme(scheme);
    const code = transferable ? codes.transferable : codes.nonTransferable;
    const key = isSound ? parseKey(encodePrimitive(code, { raw: made.raw })) : undefined;
    if (key?.ok !== true) throw wrongSignature(id);
    const held = { scheme, raw: made.raw, key: key.value, id };
    await this.prove(held);
    return held;
  }

  /** What is known of a key by its text. */
  held(key: string, id: string): HeldKey {
    const parsed = parseKey(key);
    const parts = keyOf(key);
    assert(parsed.ok && parts !== undefined && parts.scheme !== 'ed448', 'a key that is kept was a key');
    return { scheme: parts.scheme, raw: parts.raw, key: parsed.value, id };
  }

  /** Has the key sign something new. Rejects with `wrong-signature` when the signer has another key under its id. */
  async prove(held: HeldKey): Promise<void> {
    const challenge = Buffer.from(this.#entropy.bytes(challengeSizeBytes)).toString('hex');
    await this.#raw(held, new TextEncoder().encode(`this key signs for keelson: ${challenge}`));
  }

  /** A signature that does not say which key made it. */
  async sign(held: HeldKey, message: Uint8Array): Promise<string> {
    return encodePrimitive(codesOfScheme(held.scheme).signature, { raw: await this.#raw(held, message) });
  }

  /** A signature that points into lists of keys. */
  async signIndexed(held: HeldKey, message: Uint8Array, places: IndexPlaces): Promise<string> {
    const code = indexedCodeOf(held.scheme, places);
    return indexedText({ scheme: held.scheme, code, places, raw: await this.#raw(held, message) });
  }

  /** Deletes a key. One that is gone does no harm, and a signer may keep its keys by rules of its own. */
  async delete(id: string): Promise<void> {
    try {
      await this.#signer.deleteKey(id);
    } catch (error) {
      if (!(error instanceof KeelsonError) || error.code !== 'key-refused') throw error;
    }
  }

  async #made(id: string, scheme: PublicKey['scheme']): Promise<PublicKey> {
    try {
      return await this.#signer.generateKey(id, { scheme });
    } catch (error) {
      if (error instanceof KeelsonError && error.code === 'key-exists') return this.#signer.publicKey(id);
      throw error;
    }
  }

  /** The message is copied: it is what is checked, whatever is done to it meanwhile. */
  async #raw({ id, scheme, raw }: HeldKey, given: Uint8Array): Promise<Uint8Array> {
    const message = copyBytes(given);
    const signature = await this.#signer.signSecure(id, copyBytes(message));
    if (!this.#verify({ scheme, key: raw, message, signature })) throw wrongSignature(id);
    return signature;
  }
}

function idOf({ ring, pidx, ridx, kidx, code }: HeldPlace): string {
  return `keelson.${ring}.${pidx}.${ridx}.${kidx}.${code}`;
}
