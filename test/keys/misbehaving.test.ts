/**
 * Programs that hold keys and go wrong: every way is an error with a code of its own, ends the process where it cannot
 * be trusted any more, and tells no secret. The next call starts the program anew.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openExternalKeys, openExternalSigner } from '../../shell/keys/index.ts';
import type { ExternalProgramOptions, ProgramLimits } from '../../shell/keys/index.ts';
import { openKeysOf, openSignerOf, programOf } from './external-standing.ts';
import { keysFolder, refusalOf } from './lmdb-standing.ts';
import { spellings, writtenDown } from './written-down.ts';

const secret = Uint8Array.from({ length: 32 }, (_, at) => (at * 37 + 11) % 256);
const message = new TextEncoder().encode('what is signed');
/** Only those that never answer are not given all the time. */
const silentWays = ['is-silent', 'drips', 'closes-its-output'];
const short: Partial<ProgramLimits> = { answerMicrosMax: 1_000_000 };

function wrong(form: string, way: string, at: string, once?: string): ExternalProgramOptions {
  const more = once === undefined ? [] : [once];
  const limits = silentWays.includes(way) ? short : {};
  return { ...programOf('misbehaving', form, way, at, ...more), limits };
}

/** A way to go wrong, and what it comes to. */
type Way = readonly [way: string, code: string, garble: string | undefined];

const duringACall: readonly Way[] = [
  ['exits', 'program-ended', undefined],
  ['exits-well', 'program-ended', undefined],
  ['is-killed', 'program-ended', undefined],
  ['exits-in-a-line', 'program-ended', undefined],
  ['is-silent', 'program-silent', undefined],
  ['drips', 'program-silent', undefined],
  ['closes-its-output', 'program-silent', undefined],
  ['says-hello-world', 'program-garbled', 'not-json'],
  ['says-an-empty-line', 'program-garbled', 'not-json'],
  ['says-two-values', 'program-garbled', 'not-json'],
  ['says-no-utf8', 'program-garbled', 'not-utf8'],
  ['says-a-list', 'program-garbled', 'not-an-answer'],
  ['says-null', 'program-garbled', 'not-an-answer'],
  ['says-a-number', 'program-garbled', 'not-an-answer'],
  ['says-no-id', 'program-garbled', 'not-an-answer'],
  ['says-its-id-as-text', 'program-garbled', 'not-an-answer'],
  ['says-a-broken-id', 'program-garbled', 'not-an-answer'],
  ['says-id-0', 'program-garbled', 'not-an-answer'],
  ['says-another-id', 'program-garbled', 'unknown-id'],
  ['says-yes-and-no', 'program-garbled', 'not-an-answer'],
  ['says-neither', 'program-garbled', 'not-an-answer'],
  ['says-more', 'program-garbled', 'not-an-answer'],
  ['says-a-list-of-fields', 'program-garbled', 'not-an-answer'],
  ['says-a-no-of-its-own', 'program-garbled', 'not-an-answer'],
  ['says-what-it-was-told', 'program-garbled', 'not-an-answer'],
  ['says-what-it-was-told-as-text', 'program-garbled', 'not-json'],
  ['talks-without-end', 'program-garbled', 'line-too-long'],
  ['says-a-long-line', 'program-garbled', 'line-too-long'],
  ['failed', 'program-failed', undefined],
  ['refused', 'key-refused', undefined],
  ['is-locked', 'keys-locked', undefined],
];

const ofFields: readonly Way[] = [
  ['has-no-fields', 'program-garbled', 'wrong-fields'],
  ['has-numbers-for-texts', 'program-garbled', 'wrong-fields'],
  ['has-loose-base64', 'program-garbled', 'wrong-fields'],
  ['has-short-bytes', 'program-garbled', 'wrong-fields'],
];

/** What was thrown has the code, and neither it nor what is in it holds the secret. */
function expectOutcome(error: unknown, code: string, garble: string | undefined): void {
  expect(error).toMatchObject(garble === undefined ? { code } : { code, facts: { garble } });
  const text = writtenDown(error);
  for (const one of spellings(secret)) expect(text).not.toContain(one);
}

describe('a program that keeps secrets and, when it is told one,', () => {
  test.each(duringACall)('%s is %s %s', async (way, code, garble) => {
    const keys = await openKeysOf(wrong('provider', way, 'store', `${keysFolder()}.once`));
    expectOutcome(await refusalOf(keys.storeKey('a', secret)), code, garble);
    await keys.storeKey('a', secret, { replace: true });
    expect(await keys.getKey('a')).toEqual(secret);
  });
});

describe('a program that keeps secrets and, when it is asked for one,', () => {
  test.each(ofFields)('%s is %s %s', async (way, code, garble) => {
    const keys = await openKeysOf(wrong('provider', way, 'get'));
    await keys.storeKey('a', secret);
    expectOutcome(await refusalOf(keys.getKey('a')), code, garble);
  });
});

describe('a program that signs and, when it signs,', () => {
  test.each<Way>([
    ...duringACall.filter(([, code]) => code !== 'program-ended'),
    ...ofFields,
    ['signs-something-else', 'wrong-signature', undefined],
    ['signs-with-another-key', 'wrong-signature', undefined],
    ['signs-nothing', 'wrong-signature', undefined],
  ])('%s is %s %s', async (way, code, garble) => {
    const signer = await openSignerOf(wrong('signer', way, 'sign'));
    await signer.generateKey('a');
    expectOutcome(await refusalOf(signer.signSecure('a', secret)), code, garble);
  });

  test.each(['exits', 'exits-well', 'is-killed', 'exits-in-a-line'])(
    '%s is asked once more, and nobody sees that',
    async (way) => {
      const signer = await openSignerOf(wrong('signer', way, 'sign', `${keysFolder()}.once`));
      const signature = await signer.signSecure('a', message);
      expect(await signer.verifySecure('a', message, signature)).toBe(true);
    },
  );
});

describe('a program that signs and, when it makes a key,', () => {
  test.each<Way>([
    ...ofFields,
    ['has-another-scheme', 'program-garbled', 'wrong-fields'],
    ['has-a-strange-scheme', 'program-garbled', 'wrong-fields'],
    ['exits', 'program-ended', undefined],
  ])('%s is %s %s', async (way, code, garble) => {
    const signer = await openSignerOf(wrong('signer', way, 'generate'));
    expectOutcome(await refusalOf(signer.generateKey('a')), code, garble);
  });
});

describe('a program that at its hello', () => {
  test.each<Way>([
    ['exits', 'program-not-started', undefined],
    ['is-killed', 'program-not-started', undefined],
    ['is-locked', 'program-not-started', undefined],
    ['refused', 'program-not-started', undefined],
    ['says-hello-world', 'program-garbled', 'not-json'],
    ['says-another-id', 'program-garbled', 'unknown-id'],
    ['talks-without-end', 'program-garbled', 'line-too-long'],
    ['is-of-version-2', 'program-garbled', 'wrong-version'],
    ['is-of-another-protocol', 'program-garbled', 'wrong-version'],
    ['is-of-another-form', 'program-garbled', 'wrong-version'],
    ['is-vague-about-changes', 'program-garbled', 'wrong-fields'],
  ])('%s is not opened: %s %s', async (way, code, garble) => {
    for (const [form, open] of [
      ['provider', openExternalKeys],
      ['signer', openExternalSigner],
    ] as const)
      expectOutcome(await refusalOf(open(wrong(form, way, 'hello'))), code, garble);
  });

  test('is silent is not opened: program-silent', async () => {
    const options = { ...wrong('signer', 'is-silent', 'hello'), limits: { startMicrosMax: 300_000 } };
    expectOutcome(await refusalOf(openExternalSigner(options)), 'program-silent', undefined);
  });

  test('says twice that it is there is found out with the next call', async () => {
    const twice = wrong('provider', 'says-it-twice', 'hello');
    // The second one may come before the call, or be what the call gets; then the process is started anew.
    const called = openKeysOf(twice).then((keys) => keys.getKey('a'));
    await called.catch((error: unknown) => expectOutcome(error, 'program-garbled', 'unknown-id'));
  });

  test('comes back as another program is not trusted', async () => {
    const once = `${keysFolder()}.once`;
    const keys = await openKeysOf(wrong('provider', 'makes-several-changes', 'hello', once));
    expect(keys.changeKeys).toBeDefined();
    expectOutcome(await refusalOf(keys.deleteKey('end')), 'program-ended', undefined);
    expectOutcome(await refusalOf(keys.getKey('a')), 'program-garbled', 'wrong-version');
  });

  test.each(['is-locked', 'failed'])(
    '%s after it was started anew: only what is no refusal is tried again',
    async (way) => {
      const once = `${keysFolder()}.once`;
      const options = wrong('provider', way, 'hello', once);
      // The first process finds the file, and is sound; the second does not.
      writeFileSync(once, '');
      const keys = await openKeysOf(options);
      rmSync(once);
      expectOutcome(await refusalOf(keys.deleteKey('end')), 'program-ended', undefined);
      expectOutcome(await refusalOf(keys.getKey('a')), 'program-not-started', undefined);
      const again = await refusalOf(keys.getKey('a'));
      if (way === 'failed') expect(again).toBeUndefined();
      else expectOutcome(again, 'program-not-started', undefined);
    },
  );
});
