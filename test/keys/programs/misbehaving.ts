/**
 * Programs that hold keys and go wrong, one way each: `misbehaving.js FORM WAY OP [FILE]`. They are sound until OP is
 * called. With a FILE they go wrong once: a process that finds the file is sound.
 */
import { spawn } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { closeSync, existsSync, writeFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Asked } from './serving.ts';

const [form = '', way = '', at = '', once] = process.argv.slice(2);
let isSound = once !== undefined && existsSync(once);
if (once !== undefined) writeFileSync(once, '');

/** The same key in every process. */
const key = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]),
  format: 'der',
  type: 'pkcs8',
});
const otherKey = generateKeyPairSync('ed25519').privateKey;
const raw = createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32);
const kept = new Map<string, string>();

const write = (text: string | Uint8Array): void =>
  void writeSync(1, typeof text === 'string' ? Buffer.from(text) : text);
const say = (value: unknown): void => write(`${JSON.stringify(value)}\n`);
const signatureBy = (by: KeyObject, { data }: Asked): Buffer =>
  sign(null, Buffer.from(data as string, 'base64'), by);

const sound: { readonly [op: string]: (asked: Asked) => object } = {
  hello: () => ({ protocol: 'keelson-keys', version: 1, form, changes: false }),
  get: (asked) => ({ data: kept.get(asked['key'] as string) ?? '' }),
  store: (asked) => {
    kept.set(asked['key'] as string, asked['data'] as string);
    return {};
  },
  delete: (asked) => (asked['key'] === 'end' ? process.exit(0) : { existed: true }),
  generate: () => ({ scheme: 'ed25519', public: raw.toString('base64') }),
  public: () => ({ scheme: 'ed25519', public: raw.toString('base64') }),
  sign: (asked) => ({ signature: signatureBy(key, asked).toString('base64') }),
};

const soundly = (asked: Asked): object => sound[asked.op]?.(asked) ?? {};
const withFields = (asked: Asked, fields: object): void =>
  say({ id: asked.id, ok: { ...soundly(asked), ...fields } });

const ways: { readonly [name: string]: (asked: Asked) => void } = {
  exits: () => process.exit(3),
  'exits-well': () => process.exit(0),
  'is-killed': () => process.kill(process.pid, 'SIGKILL'),
  'exits-in-a-line': ({ id }) => {
    write(`{"id":${id},"ok":`);
    process.exit(3);
  },
  'is-silent': () => undefined,
  drips: () => void setInterval(() => write(' '), 20),
  'closes-its-output': () => closeSync(1),
  'says-hello-world': () => write('hello world\n'),
  'says-an-empty-line': () => write('\n'),
  'says-two-values': ({ id }) => write(`{"id":${id},"ok":{}} {}\n`),
  'says-no-utf8': ({ id }) =>
    write(
      Buffer.concat([
        Buffer.from(`{"id":${id},"ok":{"a":"`),
        Buffer.from([0xff, 0xfe]),
        Buffer.from('"}}\n'),
      ]),
    ),
  'says-a-list': ({ id }) => say([{ id, ok: {} }]),
  'says-null': () => say(null),
  'says-a-number': () => say(7),
  'says-no-id': () => say({ ok: {} }),
  'says-its-id-as-text': ({ id }) => say({ id: String(id), ok: {} }),
  'says-a-broken-id': ({ id }) => say({ id: id + 0.5, ok: {} }),
  'says-id-0': () => say({ id: 0, ok: {} }),
  'says-another-id': ({ id }) => say({ id: id + 1000, ok: {} }),
  'says-it-twice': (asked) => {
    withFields(asked, {});
    withFields(asked, {});
  },
  'says-yes-and-no': ({ id }) => say({ id, ok: {}, error: 'failed' }),
  'says-neither': ({ id }) => say({ id }),
  'says-more': ({ id }) => say({ id, ok: {}, note: 'more' }),
  'says-a-list-of-fields': ({ id }) => say({ id, ok: [] }),
  'says-a-no-of-its-own': ({ id }) => say({ id, error: 'out of paper' }),
  'says-what-it-was-told': (asked) => say({ id: asked.id, error: `no: ${JSON.stringify(asked)}` }),
  'says-what-it-was-told-as-text': (asked) => write(`Traceback: cannot use ${JSON.stringify(asked)}\n`),
  'talks-without-end': () => {
    for (;;) write('x'.repeat(65_536));
  },
  'says-a-long-line': ({ id }) => say({ id, ok: { a: 'x'.repeat(2_000_000) } }),
  'has-no-fields': ({ id }) => say({ id, ok: {} }),
  'has-numbers-for-texts': ({ id }) => say({ id, ok: { data: 7, signature: 7, public: 7, existed: 7 } }),
  'has-loose-base64': ({ id }) =>
    say({ id, ok: { data: 'AB==', signature: `${'A'.repeat(86)}=\n=`, scheme: 'ed25519', public: '-_-_' } }),
  'has-short-bytes': ({ id }) =>
    say({ id, ok: { data: 'AAA=*', signature: 'AAAA', scheme: 'ed25519', public: 'AAAA' } }),
  'has-another-scheme': ({ id }) =>
    say({ id, ok: { scheme: 'ecdsa-secp256r1', public: Buffer.alloc(33, 2).toString('base64') } }),
  'has-a-strange-scheme': ({ id }) =>
    say({ id, ok: { scheme: '__proto__', public: raw.toString('base64') } }),
  'signs-something-else': (asked) =>
    withFields(asked, { signature: sign(null, Buffer.from('else'), key).toString('base64') }),
  'signs-with-another-key': (asked) =>
    withFields(asked, { signature: signatureBy(otherKey, asked).toString('base64') }),
  'signs-nothing': (asked) => withFields(asked, { signature: Buffer.alloc(64).toString('base64') }),
  'is-of-version-2': (asked) => withFields(asked, { version: 2 }),
  'is-of-another-protocol': (asked) => withFields(asked, { protocol: 'keys' }),
  'is-of-another-form': (asked) => withFields(asked, { form: form === 'signer' ? 'provider' : 'signer' }),
  'is-vague-about-changes': (asked) => withFields(asked, { changes: 'yes' }),
  'makes-several-changes': (asked) => withFields(asked, { changes: true }),
  'is-locked': ({ id }) => say({ id, error: 'locked' }),
  failed: ({ id }) => say({ id, error: 'failed' }),
  refused: ({ id }) => say({ id, error: 'refused' }),
  'stays-on': (asked) => {
    // What it started holds its output open; both outlive the end of the standard input.
    const lasting = "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000);";
    const { pid } = spawn(process.execPath, ['-e', lasting], { stdio: ['ignore', 'inherit', 'ignore'] });
    process.on('SIGTERM', () => undefined);
    setInterval(() => undefined, 1000);
    withFields(asked, { data: Buffer.from(`${process.pid} ${pid ?? 0}`).toString('base64') });
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line) as Asked;
  if (asked.op !== at || isSound) {
    say({ id: asked.id, ok: soundly(asked) });
    continue;
  }
  isSound = once !== undefined;
  ways[way]?.(asked);
}
