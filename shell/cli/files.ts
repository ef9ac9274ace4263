/** Files that commands read and write as a whole; what fails is said with the file's name and what to do. */
import { accessSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KeelsonError } from '../errors.ts';

/** The text of a file. Throws `cannot-read`. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw cannotRead(path, cause);
  }
}

/** The bytes of a file. Throws `cannot-read`. */
export async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw cannotRead(path, cause);
  }
}

/** Bytes of a file that can be read; undefined for a pipe, which is opened only once. Throws `cannot-read`. */
export async function readableSize(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new Error('it is a folder');
    if (!found.isFile()) return undefined;
    const file = await open(path, 'r');
    await file.close();
    return found.size;
  } catch (cause) {
    throw cannotRead(path, cause);
  }
}

/** Writes the text to a file, over what was there. Throws `cannot-write`. */
export function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** Writes the bytes to a file, over what was there. Throws `cannot-write`. */
export function writeBytes(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** Throws `cannot-write` when no file can be written there: to be known before long work, not after it. */
export function assertWritable(path: string): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) throw new Error('it is a folder');
    accessSync(found === undefined ? dirname(path) : path, constants.W_OK);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

function cannotRead(path: string, cause: unknown): KeelsonError {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const says = isFolder
    ? `${path} cannot be read: it is a folder; name the files in it`
    : `${path} cannot be read (${messageOf(cause)}); check the name and its permissions`;
  return new KeelsonError('cannot-read', { says, cause });
}

function cannotWrite(path: string, cause: unknown): KeelsonError {
  return new KeelsonError('cannot-write', {
    says: `${path} cannot be written (${messageOf(cause)}); name a file in a folder that is there and may be written to`,
    cause,
  });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
