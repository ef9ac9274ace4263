/** A process that has a program of its own and waits to be killed: `owner.js PROGRAM ARGS…`. */
import { writeSync } from 'node:fs';
import { openExternalKeys } from '../../../shell/keys/external/external-keys.ts';

const [program = '', ...args] = process.argv.slice(2);
const keys = await openExternalKeys({ command: process.execPath, args: [program, ...args] });
await keys.storeKey('a', new Uint8Array(1));
writeSync(1, 'open\n');
setInterval(() => undefined, 1000);
