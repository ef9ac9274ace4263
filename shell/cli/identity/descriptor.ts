/** Reads a secret from an open file that the caller of the command handed over by its number. */
import { readSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { KeelsonError } from '../../errors.ts';

/** Far more than any secret that is read; what is longer was named by mistake. */
const secretSizeBytesMax = 1024 * 1024;
const partSizeBytes = 4096;
const pauseMillis = 10;
const descriptorMax = 1_000_000;
const newline = 10;
const carriageReturn = 13;

/** The number of an open file: 0, or from 3 on; 1 and 2 are where the command writes. Throws `usage`. */
export function descriptorFlag(text: string): number {
  const isNumber = /^(?:0|[1-9][0-9]{0,6})$/.test(text);
  const number = Number(text);
  if (isNumber && number !== 1 && number !== 2 && number <= descriptorMax) return number;
  throw new KeelsonError('usage', {
    says: 'that is no number of an open file; give 0 for standard input, or one from 3 on',
  });
}

/**
 * All bytes of an open file without the end of their last line; the caller wipes them. Rejects with `cannot-read`, and
 * with `usage` when there is nothing, or too much.
 */
export async function readDescriptor(descriptor: number, flag: string): Promise<Uint8Array> {
  const whole = new Uint8Array(secretSizeBytesMax);
  try {
    const size = sizeWithoutNewline(whole, await fill(whole, descriptor, flag));
    if (size === 0) throw wrong(`the file that ${flag} names is empty`);
    if (size === whole.length) throw wrong(`the file that ${flag} names is too long for a secret`);
    return whole.slice(0, size);
  } finally {
    whole.fill(0);
  }
}

/** The text of an open file without white space at its ends. Rejects as `readDescriptor` does. */
export async function readDescriptorText(descriptor: number, flag: string): Promise<string> {
  const bytes = await readDescriptor(descriptor, flag);
  try {
    return new TextDecoder().decode(bytes).trim();
  } finally {
    bytes.fill(0);
  }
}

async function fill(whole: Uint8Array, descriptor: number, flag: string): Promise<number> {
  let size = 0;
  while (size < whole.length) {
    const count = readPart(whole.subarray(size, size + partSizeBytes), descriptor, flag);
    if (count === 0) return size;
    // A pipe that nobody has written to yet.
    if (count === undefined) await setTimeout(pauseMillis);
    else size += count;
  }
  return size;
}

/** How many bytes came; undefined when there are none yet. */
function readPart(part: Uint8Array, descriptor: number, flag: string): number | undefined {
  try {
    return readSync(descriptor, part);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EAGAIN') return undefined;
    if (code === 'EOF') return 0;
    throw new KeelsonError('cannot-read', {
      says: `the file that ${flag} names by ${descriptor} cannot be read (${String(code)}); open it for the command, as in \`${flag} 3 3< FILE\``,
      cause,
    });
  }
}

function sizeWithoutNewline(bytes: Uint8Array, size: number): number {
  if (bytes[size - 1] !== newline) return size;
  return bytes[size - 2] === carriageReturn ? size - 2 : size - 1;
}

function wrong(says: string): KeelsonError {
  return new KeelsonError('usage', { says });
}
