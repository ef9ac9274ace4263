/** What everybody who signs with keys of their own holds to: the promises of `shell/keys/secure-signer.ts`, by number. */
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import type { SecureSigner } from '../../shell/keys/index.ts';
import type { SigningScheme } from '../../shell/crypto/signing.ts';

const algorithms = await openAlgorithms();
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const message = new TextEncoder().encode('what is signed');

/** What a kind of signer can do. */
export type SignerLimits = {
  readonly schemes: readonly SigningScheme[];
  /** Bytes of the shortest message that it signs. */
  readonly leastSizeBytes: number;
};

/** Checks a kind of signer; `open` gives an empty one. */
export function signerSuite(
  name: string,
  open: () => Promise<SecureSigner>,
  { schemes, leastSizeBytes }: SignerLimits,
): void {
  describe.each(schemes)(`${name} signs with a key of %s`, (scheme) => {
    test('1: what was made is what is there, whoever asks', async () => {
      const signer = await open();
      const made = await signer.generateKey('a', { scheme });
      expect(made.scheme).toBe(scheme);
      expect(made.raw.length).toBe(scheme === 'ed25519' ? 32 : 33);
      expect(await signer.publicKey('a')).toEqual(made);
      expect((await signer.generateKey('b', { scheme })).raw).not.toEqual(made.raw);
      expect(await signer.publicKey('a')).toEqual(made);
    });

    test('2: a signature is by the key, over what was given, and over nothing else', async () => {
      const signer = await open();
      const { raw: key } = await signer.generateKey('a', { scheme });
      await signer.generateKey('b', { scheme });
      const signature = await signer.signSecure('a', message);
      expect(algorithms.verify({ scheme, key, message, signature })).toBe(true);
      expect(await signer.verifySecure('a', message, signature)).toBe(true);
      expect(await signer.verifySecure('b', message, signature)).toBe(false);
      expect(await signer.verifySecure('a', message.subarray(1), signature)).toBe(false);
      expect(await signer.verifySecure('a', message, signature.with(5, (signature[5] ?? 0) ^ 1))).toBe(false);
      expect(await signer.verifySecure('a', message, signature.subarray(1))).toBe(false);
      expect(await signer.verifySecure('a', message, bytes())).toBe(false);
    });

    test.each([leastSizeBytes, 1, 63, 64, 65, 5000, 100_000])(
      '2: messages of %d bytes are signed',
      async (size) => {
        const signer = await open();
        await signer.generateKey('a', { scheme });
        const long = Uint8Array.from({ length: size }, (_, at) => at % 251);
        expect(await signer.verifySecure('a', long, await signer.signSecure('a', long))).toBe(true);
      },
    );

    test('2: many signatures at once are each their own', async () => {
      const signer = await open();
      await Promise.all([signer.generateKey('a', { scheme }), signer.generateKey('b', { scheme })]);
      const messages = Array.from({ length: 40 }, (_, at) => bytes(at, at, at));
      const signatures = await Promise.all(
        messages.map((one, at) => signer.signSecure(at % 2 === 0 ? 'a' : 'b', one)),
      );
      const verdicts = await Promise.all(
        messages.map((one, at) =>
          signer.verifySecure(at % 2 === 0 ? 'a' : 'b', one, signatures[at] ?? bytes()),
        ),
      );
      expect(verdicts.every((isGood) => isGood)).toBe(true);
    });
  });

  describe(`${name} holds keys by id`, () => {
    test('3: an id that is taken keeps its key', async () => {
      const signer = await open();
      const made = await signer.generateKey('a');
      const again = await signer.generateKey('a').catch((error: unknown) => error);
      expect(again).toMatchObject({ code: 'key-exists', facts: { id: 'a' } });
      expect(await signer.publicKey('a')).toEqual(made);
    });

    test('3: of two that make one id at once, one has it', async () => {
      const signer = await open();
      const made = await Promise.allSettled([signer.generateKey('a'), signer.generateKey('a')]);
      const good = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(good.length).toBe(1);
      expect(await signer.publicKey('a')).toEqual(good[0]);
    });

    test('3: a deletion says whether there was a key, is final, and frees the id', async () => {
      const signer = await open();
      const made = await signer.generateKey('a');
      const signature = await signer.signSecure('a', message);
      expect(await signer.deleteKey('a')).toBe(true);
      expect(await signer.deleteKey('a')).toBe(false);
      for (const call of [
        () => signer.publicKey('a'),
        () => signer.signSecure('a', message),
        () => signer.verifySecure('a', message, signature),
      ])
        await expect(call()).rejects.toMatchObject({ code: 'unknown-key', facts: { id: 'a' } });
      expect((await signer.generateKey('a')).raw).not.toEqual(made.raw);
      expect(await signer.verifySecure('a', message, signature)).toBe(false);
    });

    test('3: ids are any texts, and differ where they differ', async () => {
      const signer = await open();
      const ids = ['', 'a', 'A', ' a', 'a ', 'a\n', '"a"', '\u00e4', 'a\u0308', '__proto__', 'x'.repeat(200)];
      const keys = [];
      for (const id of ids) keys.push(await signer.generateKey(id));
      for (const [at, id] of ids.entries()) expect(await signer.publicKey(id)).toEqual(keys[at]);
    });

    test('4: a signer has no call that gives a secret away, and a scheme of nobody is refused', async () => {
      const signer = await open();
      expect(Object.keys(signer).filter((call) => call !== 'close')).toEqual([
        'generateKey',
        'publicKey',
        'signSecure',
        'verifySecure',
        'deleteKey',
      ]);
      const secret = 'AGiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU';
      const refused: unknown = await signer
        .generateKey('a', { scheme: secret as 'ed25519' })
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'usage' });
      expect(inspect(refused, { depth: 10, showHidden: true })).not.toContain(secret);
    });
  });
}
