/**
 * A process that dies at any moment leaves a key store whose identifier can be rotated on, to the keys that its last
 * rotation committed to, and that one passcode opens.
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openKeyring } from '../../shell/keys/index.ts';
import { openNextDigest } from '../../shell/keys/next-digest.ts';
import { builtTree } from '../support/built-tree.ts';
import { runAndKill } from '../support/run-and-kill.ts';
import { keysFolder, openKeys, otherPasscode, passcode, refusalOf } from './lmdb-standing.ts';

const owner = join(await builtTree(), 'test', 'keys', 'killed-owner.js');
const nextDigest = await openNextDigest();

test('an identifier can be rotated on after its process was killed, six times', {
  timeout: 240_000,
}, async () => {
  const path = keysFolder();
  const founded = await openKeys(path);
  let committed = await (await openKeyring({ provider: founded })).incept({ nextCount: 2, temp: true });
  const first = committed.keys[0] ?? '';
  await founded.close();
  let rotations = 0;
  for (let cycle = 0; cycle < 6; cycle++) {
    const told = await runAndKill([owner, path, 'rotate', first, passcode], {
      lines: 1,
      millis: 10 + ((cycle * 37) % 250),
    });
    rotations += told.length;
    const last = told.at(-1)?.split(' ') ?? committed.nextKeyDigests;
    const keys = await openKeys(path);
    const keyring = await openKeyring({ provider: keys });
    const { now, next } = (await keyring.known(first))?.situation ?? {};
    const digestsOf = (of: readonly string[] | undefined) => of?.map((key) => nextDigest(key, 'E'));
    // The last rotation may have been kept, and its process killed before it told.
    expect([digestsOf(now?.keys), digestsOf(next?.keys)]).toContainEqual(last);
    committed = await keyring.rotate(first, { nextCount: 2, temp: true });
    expect(committed.keys).toEqual(next?.keys);
    expect((await keyring.sign(new Uint8Array(8), { by: { prefix: first } })).length).toBe(2);
    await keys.close();
  }
  expect(rotations).toBeGreaterThan(4);
});

test('one passcode of two opens a key store that was killed while it got the other one', {
  timeout: 240_000,
}, async () => {
  const path = keysFolder();
  const founded = await openKeys(path);
  for (let at = 0; at < 20; at++) await founded.storeKey(`a${at}`, new Uint8Array([at]));
  await founded.close();
  let current = passcode;
  let rekeyed = 0;
  for (let cycle = 0; cycle < 5; cycle++) {
    const next = current === passcode ? otherPasscode : passcode;
    const told = await runAndKill([owner, path, 'rekey', '-', current, next], {
      lines: 1,
      millis: 10 + ((cycle * 37) % 250),
    });
    rekeyed += told.length;
    const openings = [];
    for (const one of [passcode, otherPasscode])
      openings.push(
        (await refusalOf(openKeys(path, { passcode: one }).then((keys) => keys.close()))) === undefined,
      );
    expect(openings.filter((isOpen) => isOpen).length).toBe(1);
    current = openings[0] === true ? passcode : otherPasscode;
    const keys = await openKeys(path, { passcode: current });
    for (let at = 0; at < 20; at++) expect(await keys.getKey(`a${at}`)).toEqual(new Uint8Array([at]));
    await keys.close();
  }
  expect(rekeyed).toBeGreaterThan(0);
});
