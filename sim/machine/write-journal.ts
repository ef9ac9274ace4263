/** The journal of writes and syncs of a process: how it is taken, and what it says. `write-journal.c`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * One thing that a process did to its data file. `write`: in memory of the system; `write-through`: on the
 * disk when it returned; `sync`: everything before is on the disk; `mark`: a word of the process itself.
 */
export type Deed =
  | { readonly kind: 'write' | 'write-through'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'sync' }
  | { readonly kind: 'resize'; readonly size: number }
  | { readonly kind: 'mark'; readonly text: string };

/** A library to be loaded before all others, or what is missing to make it. */
export type JournalLibrary = { readonly path: string } | { readonly missing: string };

/** Compiles the library into `folder`. */
export function compileJournal(folder: string): JournalLibrary {
  if (process.platform !== 'linux') return { missing: 'Linux: the journal is loaded before its C library' };
  const source = ['write-journal.c', '../../../sim/machine/write-journal.c']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  if (source === undefined) return { missing: 'sim/machine/write-journal.c of the source tree' };
  const path = join(folder, 'write-journal.so');
  for (const compiler of ['cc', 'gcc', 'clang']) {
    const words = ['-O2', '-shared', '-fPIC', '-o', path, source, '-ldl', '-lpthread'];
    const { status, error, stderr } = spawnSync(compiler, words, { encoding: 'utf8' });
    if (status === 0) return { path };
    if (error === undefined) throw new Error(`${compiler} cannot compile ${source}: ${stderr}`);
  }
  return {
    missing: 'a C compiler named cc, gcc or clang (on Debian and Ubuntu: apt-get install gcc libc6-dev)',
  };
}

const headSize = 13;
const kinds = { W: 'write', D: 'write-through' } as const;

/** The deeds of a journal, in order. */
export function readJournal(path: string): readonly Deed[] {
  const bytes = readFileSync(path);
  const deeds: Deed[] = [];
  for (let at = 0; at < bytes.length; ) {
    const kind = String.fromCharCode(bytes.readUInt8(at));
    const offset = Number(bytes.readBigUInt64LE(at + 1));
    const end = at + headSize + bytes.readUInt32LE(at + 9);
    deeds.push(deedOf(kind, offset, bytes.subarray(at + headSize, end)));
    at = end;
  }
  return deeds;
}

function deedOf(kind: string, offset: number, bytes: Buffer): Deed {
  if (kind === 'W' || kind === 'D') return { kind: kinds[kind], offset, bytes };
  if (kind === 'S') return { kind: 'sync' };
  if (kind === 'T') return { kind: 'resize', size: offset };
  if (kind === 'M') return { kind: 'mark', text: bytes.toString('latin1') };
  throw new Error(`the journal has a record of unknown kind ${kind}`);
}
