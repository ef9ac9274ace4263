/**
 * What opens and closes the rows of a key store: everything that comes of one stretched passcode.
 *
 * Source: keripy.md 8.3 (`aeid`, encryption at rest); docs/decisions/0027. The stretched passcode is the seed of an
 * Ed25519 key: the identifier of the store. Secrets are in sealed boxes to that key, public matter in boxes of a key that
 * comes of the seed too. A box alone says nothing about where it belongs, and a sealed one nothing about who closed it,
 * so each row carries a digest that only whoever has the passcode can make.
 */
import { parseKey } from '../../kernel/cesr/identifiers.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Key } from '../../kernel/cesr/qualified.ts';
import { assert } from '../../kernel/std/assert.ts';
import { concatBytes, copyBytes } from '../../kernel/std/bytes.ts';
import { keyedDigestSizeBytes, openKeyedDigest } from '../crypto/keyed-digest.ts';
import type { KeyedDigest } from '../crypto/keyed-digest.ts';
import { openSealedBoxes } from '../crypto/sealed-box.ts';
import type { SealedBoxes } from '../crypto/sealed-box.ts';
import { openSecretBoxes } from '../crypto/secret-box.ts';
import type { SecretBoxes } from '../crypto/secret-box.ts';
import { openSigning, seedSizeBytes } from '../crypto/signing.ts';
import type { Signing } from '../crypto/signing.ts';
import { passwordOf } from './passcode.ts';
import type { Passcode } from './passcode.ts';
import { stretchPassword } from './salter.ts';
import type { Tier } from './salter.ts';
import { Secret } from './secret.ts';

/** How a passcode is stretched. The salt is no secret: it makes two stores with the same passcode differ. */
export type LockPlan = { readonly salt: Uint8Array; readonly tier: Tier; readonly temp: boolean };

/** What is in a box. Public matter is hidden too: whose keys a store holds is nobody's business. */
export type Boxed = { readonly plain: Uint8Array; readonly isPublic: boolean };

/** The keys of an open store. None of the calls works after `wipe`. */
export type RowLock = {
  /** The public key of the store. KERIpy: `aeid`. */
  readonly aeid: Key;
  readonly close: (boxed: Boxed) => Uint8Array;
  /** Undefined when it is no box of this store. The caller wipes what was in it. */
  readonly open: (box: Uint8Array) => Boxed | undefined;
  /** The content with a digest over it and its place. */
  readonly mark: (place: string, content: Uint8Array) => Uint8Array;
  /** The content of what was marked; undefined when it was changed, or stands in another place. */
  readonly unmark: (place: string, marked: Uint8Array) => Uint8Array | undefined;
  /** A name for an id that does not show the id. */
  readonly nameOf: (id: Uint8Array) => string;
  readonly wipe: () => void;
};

/** Makes the lock of a passcode. Throws as `passwordOf` does; holds the thread for as long as the tier costs. */
export type LockOf = (passcode: Passcode, plan: LockPlan) => Promise<RowLock>;

type Means = {
  readonly sealed: SealedBoxes;
  readonly secret: SecretBoxes;
  readonly keyed: KeyedDigest;
  readonly ed25519: Signing;
};

/** Opens the making of locks out of seeds, which stretching or something else gave. */
export async function openSeededLocks(): Promise<(seed: Uint8Array) => RowLock> {
  const opened = [openSealedBoxes(), openSecretBoxes(), openKeyedDigest(), openSigning()] as const;
  const [sealed, secret, keyed, signing] = await Promise.all(opened);
  const means = { sealed, secret, keyed, ed25519: signing('ed25519') };
  return (seed) => lockOf(seed, means);
}

/** Opens the making of locks out of passcodes. */
export async function openLocks(): Promise<LockOf> {
  const seeded = await openSeededLocks();
  return async (passcode, { salt, tier, temp }) => {
    const password = passwordOf(passcode);
    const parts = { salt: new Secret(copyBytes(salt)), tier, temp, sizeBytes: seedSizeBytes };
    try {
      const seed = await stretchPassword(password, parts);
      try {
        return seed.use(seeded);
      } finally {
        seed.wipe();
      }
    } finally {
      password.fill(0);
      parts.salt.wipe();
    }
  };
}

const rowsPurpose = new TextEncoder().encode('keelson key store rows');
const publicPurpose = new TextEncoder().encode('keelson key store public matter');
/** No row stands at a place of this name. */
const namesPlace = 'name';

/** The first byte of what is kept says which box it is. */
const sealedKind = Uint8Array.of(1);
const publicKind = Uint8Array.of(2);

function lockOf(seed: Uint8Array, { sealed, secret, keyed, ed25519 }: Means): RowLock {
  const aeid = parseKey(encodePrimitive('B', { raw: ed25519.publicKeyOf(seed) }));
  assert(aeid.ok, 'a public key that was made here is a key');
  const { publicKey, privateKey } = sealed.pairOf(seed);
  const boxSecret = new Secret(privateKey);
  const publicSecret = new Secret(keyed.digest(publicPurpose, seed));
  const rowSecret = new Secret(keyed.digest(rowsPurpose, seed));
  const digestOf = (place: string, content: Uint8Array): Uint8Array =>
    rowSecret.use((key) => keyed.digest(Buffer.concat([Buffer.from(`${place}\n`, 'utf8'), content]), key));
  return {
    aeid: aeid.value,
    close: ({ plain, isPublic }) =>
      isPublic
        ? concatBytes([publicKind, publicSecret.use((key) => secret.close(plain, key))])
        : concatBytes([sealedKind, sealed.seal(plain, publicKey)]),
    open: (kindAndBox) => {
      const box = kindAndBox.subarray(1);
      const isPublic = kindAndBox[0] === publicKind[0];
      const plain = isPublic
        ? publicSecret.use((key) => secret.open(box, key))
        : boxSecret.use((own) => sealed.unseal(box, { publicKey, privateKey: own }));
      return plain === undefined ? undefined : { plain, isPublic };
    },
    mark: (place, content) => Buffer.concat([digestOf(place, content), content]),
    unmark: (place, marked) => {
      const content = marked.subarray(keyedDigestSizeBytes);
      const digest = marked.subarray(0, keyedDigestSizeBytes);
      return keyed.isSame(digest, digestOf(place, content)) ? content : undefined;
    },
    nameOf: (id) => Buffer.from(digestOf(namesPlace, id)).toString('hex'),
    wipe: () => {
      boxSecret.wipe();
      publicSecret.wipe();
      rowSecret.wipe();
    },
  };
}
