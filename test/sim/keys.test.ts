import { expect, test } from 'vitest';
import { asciiBytes } from '../../kernel/std/bytes.ts';
import { keyOf } from '../../kernel/cesr/identifiers.ts';
import { openCryptography } from '../../sim/algorithms.ts';
import { openSigner } from '../../sim/keys.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';

const cryptography = await openCryptography();
const message = asciiBytes('a message of a few bytes');
const schemes = [
  { name: 'simulated', real: false },
  { name: 'real', real: true },
];

function rawKey(text: string): Uint8Array {
  const key = keyOf(text);
  if (key === undefined) throw new Error('no key');
  return key.raw;
}

test.each(schemes)('$name: what a pair signed verifies, by the nodes and by the record', ({ real }) => {
  const { signer, algorithms, recorded } = openSigner('s', { real, cryptography });
  const pair = signer.pair('a0/0/0');
  const signature = pair.sign(message);
  expect(signature.length).toBe(64);
  const check = { scheme: 'ed25519', key: rawKey(pair.key), message, signature } as const;
  for (const by of [algorithms, recorded, algorithms]) expect(by.verify(check)).toBe(true);
  expect(rawKey(pair.plain)).toEqual(rawKey(pair.key));
});

test.each(schemes)('$name: no changed bit of key, message or signature verifies', ({ real }) => {
  const { signer, algorithms, recorded } = openSigner('s', { real, cryptography });
  const pair = signer.pair('a0/0/0');
  const good = { key: rawKey(pair.key), message, signature: pair.sign(message) };
  for (const part of ['key', 'message', 'signature'] as const) {
    for (let bit = 0; bit < good[part].length * 8; bit += 1) {
      const changed = good[part].map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      const check = { scheme: 'ed25519', ...good, [part]: changed } as const;
      expect(algorithms.verify(check) || recorded.verify(check)).toBe(false);
    }
  }
});

test.each(schemes)('$name: another key of the run did not sign it', ({ real }) => {
  const { signer, algorithms } = openSigner('s', { real, cryptography });
  const signature = signer.pair('a').sign(message);
  const key = rawKey(signer.pair('b').key);
  expect(algorithms.verify({ scheme: 'ed25519', key, message, signature })).toBe(false);
});

test.each(schemes)('$name: seed and name make the keys, and nothing else', ({ real }) => {
  const one = openSigner('s', { real, cryptography }).signer;
  const two = openSigner('s', { real, cryptography }).signer;
  two.pair('b');
  expect(two.pair('a').key).toBe(one.pair('a').key);
  expect(two.pair('a').sign(message)).toEqual(one.pair('a').sign(message));
  expect(openSigner('t', { real, cryptography }).signer.pair('a').key).not.toBe(one.pair('a').key);
});

test('the record says who signed, and keeps each signature once', () => {
  const { signer, record } = openSigner('s', { real: false, cryptography });
  const pair = signer.pair('w0');
  const signature = pair.sign(message);
  pair.sign(message);
  expect(record.count()).toBe(1);
  expect(record.find({ key: rawKey(pair.plain), message, signature })?.name).toBe('w0');
});

test('a signature that only the scheme knows is a fault of the simulator', async () => {
  const { keyPairOf } = cryptography;
  const stranger = keyPairOf(new Uint8Array(32));
  const { algorithms } = openSigner('s', { real: true, cryptography });
  const check = {
    scheme: 'ed25519',
    key: stranger.publicKey,
    message,
    signature: stranger.sign(message),
  } as const;
  expect((await openAlgorithms()).verify(check)).toBe(true);
  expect(() => algorithms.verify(check)).toThrow('agree');
});
