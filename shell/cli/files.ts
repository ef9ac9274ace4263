/** Files that commands read and write as a whole; what fails is said with the file's name and what to do. */
import { accessSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { KeelsonError } from '../errors.ts';

/** The text of a file. Throws `cannot-read`. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new KeelsonError('cannot-read', {
      says: `${path} cannot be read (${messageOf(cause)}); check the name and its permissions`,
      cause,
    });
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

function cannotWrite(path: string, cause: unknown): KeelsonError {
  return new KeelsonError('cannot-write', {
    says: `${path} cannot be written (${messageOf(cause)}); name a file in a folder that is there and may be written to`,
    cause,
  });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
