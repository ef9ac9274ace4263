/**
 * Keys of a run: made from names, never from chance, so that every run of a plan signs alike.
 *
 * Source: DESIGN 4 (simulated signatures of true size; real Ed25519 in one seed of twenty), dst.md 6.2.
 * Every signature goes into a record of who signed what. It is what judges check against, and the verdicts of
 * the scheme are compared with it at every check: a difference is a fault of the simulator, and thrown.
 */
import { parseKey } from '../kernel/cesr/identifiers.ts';
import { encodePrimitive } from '../kernel/cesr/primitive.ts';
import type { Key } from '../kernel/cesr/qualified.ts';
import type { Algorithms, SignatureCheck } from '../kernel/crypto/algorithm.ts';
import { rememberMessages } from '../kernel/event/parsed-messages.ts';
import { assert } from '../kernel/std/assert.ts';
import { asciiBytes } from '../kernel/std/bytes.ts';
import type { RawKeyPair } from '../shell/crypto/key-pairs.ts';
import type { Cryptography } from './algorithms.ts';
import { openSignatureRecord } from './signature-record.ts';
import type { SignatureRecord } from './signature-record.ts';
import { isSignatureOfTag, signatureOfTag, tagOf, wordsOf } from './tag.ts';

export type KeyPair = {
  /** Public key as a transferable primitive, code `D`. */
  readonly key: Key;
  /** The same public key as a non-transferable one, code `B`. */
  readonly plain: Key;
  /** Raw signature of 64 bytes. */
  readonly sign: (message: Uint8Array) => Uint8Array;
};

/** Makes keys; the same name gives the same pair. */
export type Signer = { readonly pair: (name: string) => KeyPair };

/** Keys of a run, the algorithms that check what they sign, and the record of it. */
export type Signing = {
  readonly signer: Signer;
  /** For nodes. */
  readonly algorithms: Algorithms;
  /** For judges: verdicts come from the record alone. */
  readonly recorded: Algorithms;
  readonly record: SignatureRecord;
  /** The lock of a key store, out of a seed. */
  readonly lockOf: Cryptography['lockOf'];
};

/** Whether signatures are real ones, and what they are made with. */
export type SigningOptions = { readonly real: boolean; readonly cryptography: Cryptography };

/** Messages of a run that are parsed once for all of its machines: more than most runs have. */
const messagesMax = 16_384;

/** Opens the keys of a run. Nothing but the seed and the names decides what they are. */
export function openSigner(seed: string, { real, cryptography }: SigningOptions): Signing {
  const secret = wordsOf(seed);
  const record = openSignatureRecord(secret);
  const { digest } = cryptography.algorithms;
  const pairs = new Map<string, KeyPair>();
  const rawPair = (name: string): RawKeyPair => {
    const seeded = digest('blake3-256', asciiBytes(`${seed}/${name}`));
    if (real) return cryptography.keyPairOf(seeded);
    return { publicKey: seeded, sign: (message) => signatureOfTag(tagOf(secret, seeded, message)) };
  };
  const pair = (name: string): KeyPair => {
    const known = pairs.get(name);
    if (known !== undefined) return known;
    const { publicKey, sign } = rawPair(name);
    const made: KeyPair = {
      key: keyText('D', publicKey),
      plain: keyText('B', publicKey),
      sign: (message) => {
        const signature = sign(message);
        record.add({ name, key: publicKey, message, signature });
        return signature;
      },
    };
    pairs.set(name, made);
    return made;
  };
  const verify = real
    ? realVerify(cryptography.algorithms, record)
    : simulatedVerify(cryptography.algorithms, record);
  const algorithms: Algorithms = { digest, verify };
  rememberMessages(algorithms, messagesMax);
  return {
    signer: { pair },
    algorithms,
    recorded: { digest, verify: (check) => record.find(check) !== undefined },
    record,
    lockOf: cryptography.lockOf,
  };
}

function keyText(code: 'B' | 'D', raw: Uint8Array): Key {
  const parsed = parseKey(encodePrimitive(code, { raw }));
  assert(parsed.ok, 'a key of 32 bytes can be written');
  return parsed.value;
}

/** Simulated signatures are checked bit by bit, and must be on record when they hold. */
function simulatedVerify({ verify }: Algorithms, record: SignatureRecord): Algorithms['verify'] {
  return (check) => {
    if (check.scheme !== 'ed25519') return verify(check);
    const tag = record.tag(check);
    const isGood = isSignatureOfTag(check.signature, tag);
    assertAgrees(isGood, record.findTagged(tag, check.signature) !== undefined, check);
    return isGood;
  };
}

/** Real signatures on record are checked once each; all others, every time. */
function realVerify({ verify }: Algorithms, record: SignatureRecord): Algorithms['verify'] {
  const checked = new Set<object>();
  return (check) => {
    if (check.scheme !== 'ed25519') return verify(check);
    const signed = record.find(check);
    if (signed !== undefined && checked.has(signed)) return true;
    assertAgrees(verify(check), signed !== undefined, check);
    if (signed !== undefined) checked.add(signed);
    return signed !== undefined;
  };
}

function assertAgrees(isGood: boolean, isRecorded: boolean, { message }: SignatureCheck): void {
  assert(
    isGood === isRecorded,
    `the scheme and the record of signatures agree (${String(isGood)}, ${String(isRecorded)}, ${String(message.length)} bytes)`,
  );
}
