/** Haberies by name and base: apart from each other, behind their passcodes, and there again. */
import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { openHaberyAt } from '../../../shell/habs/index.ts';
import { knownAid, knownSalt } from '../../keys/standing.ts';
import { temporaryFolder } from '../../storage/backends.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const passcode = 'correct horse battery staple';

test('identities are there again under name and base, and only with the passcode', async () => {
  const place = { folder, name: 'house', base: 'mine', passcode, temp: true, salt: knownSalt };
  const first = await openHaberyAt(place);
  const bob = await first.habery.make('bob');
  expect(bob.prefix).toBe(knownAid);
  await bob.rotate();
  await first.close();
  const again = await openHaberyAt(place);
  expect((await again.habery.hab('bob').rotate()).sn).toBe(2n);
  await again.close();
  const other = await openHaberyAt({ ...place, base: 'yours' });
  expect(other.habery.habs()).toEqual([]);
  await other.close();
  await expect(openHaberyAt({ ...place, passcode: 'another one that is long' })).rejects.toMatchObject({
    code: 'wrong-passcode',
  });
});

test.each(['..', '', 'a/b', '.hidden', 'x'.repeat(101)])('%j is no name', async (name) => {
  await expect(openHaberyAt({ folder, name, passcode, temp: true })).rejects.toMatchObject({ code: 'usage' });
  await expect(openHaberyAt({ folder, name: 'a', base: name, passcode, temp: true })).rejects.toMatchObject({
    code: 'usage',
  });
});
