/** The raw limits of this machine: signature checks of the same library, flushes of the same device. */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { microsAt, rateOf } from './measure.ts';
import { inFolder } from './run.ts';
import { messagesOfShape } from './stream.ts';

const verifySeconds = 0.4;

/** Microseconds of one 4 KiB write and its flush to the device. */
export async function flushMicros(parent: string | undefined): Promise<number> {
  return await inFolder(parent, async (folder) => {
    const file = openSync(join(folder, 'flush'), 'w');
    const block = randomBytes(4096);
    const rate = rateOf(() => {
      writeSync(file, block, 0, block.length, 0);
      fdatasyncSync(file);
    }, 0.3);
    closeSync(file);
    return microsAt(rate);
  });
}

/** Raw checks a second of signatures on messages as long as events are. */
export function verifyRate(algorithms: Algorithms): number {
  const checks = signedTriples();
  return rateOf((call) => {
    const check = checks[call % checks.length];
    if (check === undefined || !algorithms.verify(check))
      throw new Error('a signature made here does not verify');
  }, verifySeconds);
}

let triples: readonly Parameters<Algorithms['verify']>[0][] | undefined;

/** Keys, messages and signatures of a small stream, made once. */
function signedTriples(): readonly Parameters<Algorithms['verify']>[0][] {
  triples ??= [...messagesOfShape({ aids: 64, events: 1, signed: true })].map((message) => {
    const text = Buffer.from(message).toString('latin1');
    const body = text.slice(0, text.indexOf('}-AAB') + 1);
    const key = Buffer.from(`A${/"k":\["D([^"]*)"/.exec(body)?.[1] ?? ''}`, 'base64url').subarray(1);
    const signature = Buffer.from(text.slice(-88), 'base64url').subarray(2);
    return {
      scheme: 'ed25519',
      key: new Uint8Array(key),
      message: Buffer.from(body, 'latin1'),
      signature: new Uint8Array(signature),
    };
  });
  return triples;
}
