/** Keys in SoftHSM2, through PKCS#11 and the program of the guide: `npm run test:hsm`. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openExternalSigner, openMemoryKeys, openSecureKeyring } from '../../shell/keys/index.ts';
import { keysSuite } from '../keys/keys-suite.ts';
import { signerSuite } from '../keys/signer-suite.ts';
import { standingClock } from '../keys/standing.ts';
import { openNode } from '../shell/cli/node.ts';
import { openSignerOn, programOn, token } from './token.ts';

if (token === undefined) throw new Error('these tests are run by `npm run test:hsm`');
const place = token;
const message = new TextEncoder().encode('what is signed');
const pin = readFileSync(place.pinFile, 'utf8').trim();

signerSuite('a token', () => openSignerOn(place), {
  schemes: ['ed25519', 'ecdsa-secp256k1', 'ecdsa-secp256r1'],
  // PKCS#11 has no call for a message of nothing.
  leastSizeBytes: 1,
});

const shared = await openSignerOn(place);
keysSuite({
  name: 'a keyring over a token',
  open: (records) => openSecureKeyring({ signer: shared, records, clock: standingClock }),
});

test('a message of nothing is refused', async () => {
  const signer = await openSignerOn(place);
  await signer.generateKey('a');
  await expect(signer.signSecure('a', new Uint8Array())).rejects.toMatchObject({ code: 'key-refused' });
});

test('keys are there when the program was started again', async () => {
  const signer = await openExternalSigner(programOn(place, 'again.'));
  const made = await signer.generateKey('a');
  await signer.close();
  const again = await openExternalSigner(programOn(place, 'again.'));
  expect(await again.publicKey('a')).toEqual(made);
  expect(await again.verifySecure('a', message, await again.signSecure('a', message))).toBe(true);
  await again.close();
});

test('the command makes, rotates and signs for an identifier whose keys are in the token', {
  timeout: 120_000,
}, async () => {
  const node = openNode();
  const signer = node.file('signer.json', JSON.stringify(programOn(place, 'command.')));
  expect(await node.call('init', '--temp', '--signer', signer)).toMatchObject({ code: 0 });
  const made = await node.good('incept', 'alice', '--icount', '2', '--isith', '2', '--icode', 'A');
  expect((await node.good('rotate', 'alice')).row).toMatchObject({ decision: 'accepted', s: '1' });
  const letter = node.file('letter', 'a letter');
  await node.plain('sign', 'alice', letter, '--out', node.path('letter.sig'));
  await node.good('verify', String(made.row['i']), letter, '--signatures', node.path('letter.sig'));
});

test('an identifier can be rotated on when the program was killed, twelve times', {
  timeout: 120_000,
}, async () => {
  const signer = await openExternalSigner({ ...programOn(place, 'killed.'), limits: { startsMax: 100 } });
  const keyring = await openSecureKeyring({ signer, records: openMemoryKeys() });
  const first = (await keyring.incept({ nextCount: 2 })).keys[0] ?? '';
  // Kills are spread over the time that a rotation takes: signing, making keys, deleting them.
  await keyring.rotate(first, { nextCount: 2 });
  const start = performance.now();
  await keyring.rotate(first, { nextCount: 2 });
  const wholeMillis = performance.now() - start;
  let cuts = 0;
  for (let round = 0; round < 12; round++) {
    const before = (await keyring.known(first))?.situation;
    // Looked for beforehand: while we look, the program goes on, and the kill would find it idle.
    const pid = programOf('killed.');
    const rotating = keyring.rotate(first, { nextCount: 2 }).then(
      () => undefined,
      (error: unknown) => error,
    );
    await delay((round / 12) * wholeMillis);
    process.kill(pid, 'SIGKILL');
    const refusal = await rotating;
    if (refusal !== undefined) expect(refusal).toMatchObject({ code: 'program-ended' });
    cuts += refusal === undefined ? 0 : 1;
    const after = (await keyring.known(first))?.situation;
    expect(after?.now.keys).toEqual(refusal === undefined ? before?.next.keys : before?.now.keys);
    expect((await keyring.sign(message, { by: { prefix: first } })).length).toBeGreaterThan(0);
  }
  expect(cuts).toBeGreaterThan(0);
  await keyring.rotate(first);
  await signer.close();
});

test('a wrong PIN is said once, is in no error, and is not tried again', async () => {
  const pinFile = join(dirname(place.pinFile), 'wrong-pin');
  writeFileSync(pinFile, '99999999');
  const options = { ...programOn({ ...place, pinFile }, 'wrong.'), stderr: 'ignore' as const };
  const error: unknown = await openExternalSigner(options).catch((one: unknown) => one);
  expect(error).toMatchObject({ code: 'program-not-started' });
  expect(String(error)).toContain('"locked"');
  expect(String(error)).not.toContain('99999999');
});

test('the PIN is in no command line, and no seed can be asked for', async () => {
  const signer = await openSignerOn(place);
  await signer.generateKey('a');
  const lines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(commandLineOf);
  expect(lines.some((line) => line.includes('pkcs11_signer.py'))).toBe(true);
  expect(lines.filter((line) => line.includes(pin))).toEqual([]);
});

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

/** The program of ours that has this prefix; the end of each round has left one. */
function programOf(prefix: string): number {
  const pid = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && commandLineOf(name).includes('pkcs11_signer.py'))
    .find((name) => readFileSync(`/proc/${name}/environ`, 'latin1').includes(`PKCS11_PREFIX=${prefix}\0`));
  if (pid === undefined) throw new Error('the program does not run');
  return Number(pid);
}
