/** A process that is killed: makes an identity when there is none, rotates it again and again, and anchors in between. */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openHabery } from '../../../shell/habs/index.ts';
import { openLmdbKeys } from '../../../shell/keys/index.ts';
import { openHost } from '../../../shell/open.ts';

const [folder = '', passcode = ''] = process.argv.slice(2);
const host = await openHost({ path: join(folder, 'log') });
const provider = await openLmdbKeys({ path: join(folder, 'keys'), passcode, temp: true });
const habery = await openHabery({ host, keys: { provider }, temp: true });
writeSync(1, 'open\n');
const [hab = await habery.make('ida', { icount: 2, isith: 2, ncount: 3, nsith: 2 })] = habery.habs();
for (;;) {
  await hab.interact([{ d: hab.state().said }]);
  const { sn, said } = await hab.rotate({ expose: [2, 0], isith: 2, ncount: 3, nsith: 2 });
  writeSync(1, `${String(sn)} ${said}\n`);
}
