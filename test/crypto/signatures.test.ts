/** Every signature scheme of the shell. limits.md A1, DESIGN 2.8. */
import { generateKeyPairSync, sign, verify as platformVerify, createPublicKey } from 'node:crypto';
import sodium from 'libsodium-wrappers-sumo';
import { beforeAll, describe, expect, test } from 'vitest';
import { openEcdsaSecp256k1 } from '../../shell/crypto/ecdsa-secp256k1.ts';
import { openEcdsaSecp256r1 } from '../../shell/crypto/ecdsa-secp256r1.ts';
import { openEd25519 } from '../../shell/crypto/ed25519.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import type { Scheme } from '../../shell/crypto/scheme.ts';
import { craftedCases, deviations } from '../../shell/crypto/self-test.ts';
import { acceptSetSuite, schemeSuite } from './suite.ts';
import type { SchemeSample } from './suite.ts';

const message = new TextEncoder().encode('a message to sign');

describe('Ed25519', () => {
  let scheme: Scheme;
  let sample: SchemeSample;
  beforeAll(async () => {
    scheme = await openEd25519();
    const pair = sodium.crypto_sign_seed_keypair(new Uint8Array(32).fill(3));
    sample = {
      key: pair.publicKey,
      message,
      signatures: [sodium.crypto_sign_detached(message, pair.privateKey)],
    };
  });
  schemeSuite(
    () => scheme,
    () => sample,
  );
  acceptSetSuite(() => scheme);

  test('the self-test finds a verifier with another accept set: that of the platform', () => {
    const header = Buffer.from('302a300506032b6570032100', 'hex');
    const platform: Scheme = {
      name: 'ed25519',
      verify: (key, bytes, signature) => {
        const object = createPublicKey({ key: Buffer.concat([header, key]), format: 'der', type: 'spki' });
        return platformVerify(null, bytes, object, signature);
      },
    };
    const found = deviations(platform);
    expect(found.length).toBeGreaterThan(0);
    expect(craftedCases).toEqual(expect.arrayContaining([...found]));
  });
});

const order = {
  secp256k1: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  'P-256': 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
} as const;

/** A key pair of the platform: the compressed key, a signature, and its twin with the other s. */
function ecdsaSample(curve: keyof typeof order): SchemeSample {
  const pair = generateKeyPairSync('ec', { namedCurve: curve });
  const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
  const last = Buffer.from(y, 'base64url').at(-1) ?? 0;
  const key = new Uint8Array(Buffer.concat([Buffer.from([2 + (last & 1)]), Buffer.from(x, 'base64url')]));
  const signature = new Uint8Array(
    sign('sha256', message, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }),
  );
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`);
  const twin = Buffer.from((order[curve] - s).toString(16).padStart(64, '0'), 'hex');
  return {
    key,
    message,
    signatures: [signature, new Uint8Array(Buffer.concat([signature.subarray(0, 32), twin]))],
  };
}

describe.each([
  ['secp256k1', openEcdsaSecp256k1],
  ['P-256', openEcdsaSecp256r1],
] as const)('ECDSA on %s, both halves of s accepted', (curve, open) => {
  let scheme: Scheme;
  let sample: SchemeSample;
  beforeAll(async () => {
    scheme = await open();
    sample = ecdsaSample(curve);
  });
  schemeSuite(
    () => scheme,
    () => sample,
  );
});

test('the algorithms answer false for a scheme that nobody brought', async () => {
  const { verify } = await openAlgorithms();
  expect(verify({ scheme: 'ed448', key: new Uint8Array(57), message, signature: new Uint8Array(114) })).toBe(
    false,
  );
});
