/**
 * A process that is killed: rotates a sequence of keys again and again, or gives its key store one passcode after the
 * other, and says on standard output what it was told.
 */
import { writeSync } from 'node:fs';
import { openKeyring, openLmdbKeys } from '../../shell/keys/index.ts';

const [path = '', what = 'rotate', first = '', ...passcodes] = process.argv.slice(2);
const keys = await openLmdbKeys({ path, passcode: passcodes[0] ?? '', temp: true });
const keyring = await openKeyring({ provider: keys });
writeSync(1, 'open\n');
for (let round = 1; ; round++) {
  if (what === 'rotate') {
    const { nextKeyDigests } = await keyring.rotate(first, { nextCount: 2, temp: true });
    writeSync(1, `${nextKeyDigests.join(' ')}\n`);
  } else {
    const at = round % passcodes.length;
    await keys.rekey(passcodes[at] ?? '');
    writeSync(1, `${at}\n`);
  }
  // Between two rounds others get their turn, as in a program that does something else too.
  await new Promise(setImmediate);
}
