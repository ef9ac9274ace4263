/**
 * The mark that a sound store leaves when it is closed: size and SHA-256 of its data file, in a file beside it.
 *
 * Source: dst.md 2.5 R7, decisions/0019. While the file is what the mark says, nothing was written, lost or
 * rotted since, and the store need not be walked again. The mark is compared with bytes and not with rows:
 * LMDB is not asked about a file that may end the process. It says nothing against somebody who forges both.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closedMarkFile, dataFile } from './lmdb-file.ts';

const chunkSizeBytes = 1024 * 1024;

/** Marks the store in `folder`, which nobody has open, as sound and closed. */
export async function writeClosedMark(folder: string): Promise<void> {
  const fresh = join(folder, `${closedMarkFile}-${String(process.pid)}`);
  await writeFile(fresh, await markOf(folder));
  await rename(fresh, join(folder, closedMarkFile));
}

/** True when the data file in `folder` is byte for byte as it was marked. Reads all of it. */
export async function isAsClosed(folder: string): Promise<boolean> {
  const mark = await readFile(join(folder, closedMarkFile), 'latin1').catch(() => undefined);
  return mark !== undefined && mark === (await markOf(folder));
}

async function markOf(folder: string): Promise<string> {
  const digest = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of createReadStream(join(folder, dataFile), { highWaterMark: chunkSizeBytes })) {
    const bytes = chunk as Uint8Array;
    digest.update(bytes);
    sizeBytes += bytes.length;
  }
  return `${String(sizeBytes)} ${digest.digest('hex')}\n`;
}
