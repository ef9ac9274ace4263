/**
 * What opens and closes the rows of a key store: everything that comes of one stretched passcode.
 *
 * Source: keripy.md 8.3 (`aeid`, encryption at rest); docs/decisions/0027. The stretched passcode is the seed of an
 * Ed25519 key: the identifier of the store. What is kept is in sealed boxes to that key. A box alone says nothing
 * about who closed it and where it belongs, so each row carries a digest that only whoever has the passcode can make.
 */
import { parseKey } from '../../kernel/cesr/identifiers.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Key } from '../../kernel/cesr/qualified.ts';
import { assert } from '../../kernel/std/assert.ts';
import { copyBytes } from '../../kernel/std/bytes.ts';
import { keyedDigestSizeBytes, openKeyedDigest } from '../crypto/keyed-digest.ts';
import type { KeyedDigest } from '../crypto/keyed-digest.ts';
import { openSealedBoxes } from '../crypto/sealed-box.ts';
import type { SealedBoxes } from '../crypto/sealed-box.ts';
import { openSigning, seedSizeBytes } from '../crypto/signing.ts';
import type { Signing } from '../crypto/signing.ts';
import { passwordOf } from './passcode.ts';
import type { Passcode } from './passcode.ts';
import { stretchPassword } from './salter.ts';
import type { Tier } from './salter.ts';
import { Secret } from './secret.ts';

/** How a passcode is stretched. The salt is no secret: it makes two stores with the same passcode differ. */
export type LockPlan = { readonly salt: Uint8Array; readonly tier: Tier; readonly temp: boolean };

/** The keys of an open store. None of the calls works after `wipe`. */
export type RowLock = {
  /** The public key of the store. KERIpy: `aeid`. */
  readonly aeid: Key;
  readonly seal: (plain: Uint8Array) => Uint8Array;
  /** Undefined when it is no box to this store. The caller wipes what was in it. */
  readonly unseal: (box: Uint8Array) => Uint8Array | undefined;
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

type Means = { readonly boxes: SealedBoxes; readonly keyed: KeyedDigest; readonly ed25519: Signing };

/** Opens the making of locks out of seeds, which stretching or something else gave. */
export async function openSeededLocks(): Promise<(seed: Uint8Array) => RowLock> {
  const [boxes, keyed, signing] = await Promise.all([openSealedBoxes(), openKeyedDigest(), openSigning()]);
  const means = { boxes, keyed, ed25519: signing('ed25519') };
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
/** No row stands at a place of this name. */
const namesPlace = 'name';

function lockOf(seed: Uint8Array, { boxes, keyed, ed25519 }: Means): RowLock {
  const aeid = parseKey(encodePrimitive('B', { raw: ed25519.publicKeyOf(seed) }));
  assert(aeid.ok, 'a public key that was made here is a key');
  const { publicKey, privateKey } = boxes.pairOf(seed);
  const boxSecret = new Secret(privateKey);
  const rowSecret = new Secret(keyed.digest(rowsPurpose, seed));
  const digestOf = (place: string, content: Uint8Array): Uint8Array =>
    rowSecret.use((key) => keyed.digest(Buffer.concat([Buffer.from(`${place}\n`, 'utf8'), content]), key));
  return {
    aeid: aeid.value,
    seal: (plain) => boxes.seal(plain, publicKey),
    unseal: (box) => boxSecret.use((secret) => boxes.unseal(box, { publicKey, privateKey: secret })),
    mark: (place, content) => Buffer.concat([digestOf(place, content), content]),
    unmark: (place, marked) => {
      const content = marked.subarray(keyedDigestSizeBytes);
      const digest = marked.subarray(0, keyedDigestSizeBytes);
      return keyed.isSame(digest, digestOf(place, content)) ? content : undefined;
    },
    nameOf: (id) => Buffer.from(digestOf(namesPlace, id)).toString('hex'),
    wipe: () => {
      boxSecret.wipe();
      rowSecret.wipe();
    },
  };
}
