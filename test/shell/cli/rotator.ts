/**
 * A process that is killed: it gives the command `keelson rotate` again and again, as a program of its own would, and
 * begins when it is told to on standard input. What the command writes goes to standard output as it comes.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { runKeelson } from '../../../shell/cli/run.ts';

const [passcode = '', ...words] = process.argv.slice(2);

/** Hands every line over to the system before the next step is made. */
function handedOver(descriptor: 1 | 2): Writable {
  return new Writable({
    write: (part: Uint8Array, _, done) => {
      writeSync(descriptor, part);
      done();
    },
  });
}

writeSync(1, 'ready\n');
await once(process.stdin, 'data');
process.stdin.pause();
for (;;) {
  const code = await runKeelson(['rotate', ...words, '--json'], {
    stdout: handedOver(1),
    stderr: handedOver(2),
    env: { KEELSON_PASSCODE: passcode },
    on: () => undefined,
    off: () => undefined,
  });
  if (code !== 0) process.exit(code);
}
