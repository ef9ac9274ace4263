/** `keelson annotate FILE`: a stream, piece by piece, in words. */
import { readFile } from 'node:fs/promises';
import { annotate } from '../../annotate.ts';
import type { Note } from '../../annotate.ts';
import { KeelsonError } from '../../errors.ts';
import { command } from '../command.ts';

export const annotateCommand = command<object, readonly [string]>({
  text: {
    brief: 'Show a stream piece by piece in words',
    description:
      'Names every body, field, counter, primitive and signature of a stream, text or binary, with its place. Decides nothing.',
    examples: ['keelson annotate log.cesr', 'keelson annotate log.cesr --json'],
  },
  flags: {},
  positional: { each: [{ brief: 'A file of CESR', placeholder: 'FILE' }] },
  async run(flags, path) {
    for (const note of annotate(await bytesOf(path))) {
      if (this.output.isClosed) return;
      if (flags.json === true) this.output.json(note);
      else this.output.line(lineOf(note));
      if (note.kind === 'fault') this.end(1);
    }
  },
});

/** The bytes of a file; throws an error that says what to do. */
export async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    const says = cause instanceof Error ? cause.message : String(cause);
    throw new KeelsonError('cannot-read', {
      says: `${path} cannot be read (${says}); check the name and its permissions`,
      cause,
    });
  }
}

const offsetSize = 8;
const nameSize = 24;
const valueSizeMax = 72;

function lineOf({ offset, depth, kind, name, code, says, value }: Note): string {
  const what =
    kind === 'counter' || kind === 'primitive' || kind === 'signature' ? `${code ?? ''} ${name}` : name;
  const shown =
    value === undefined
      ? ''
      : `  ${value.length > valueSizeMax ? `${value.slice(0, valueSizeMax)}…` : value}`;
  return `${String(offset).padStart(offsetSize)}  ${'  '.repeat(depth)}${what.padEnd(nameSize)} ${says}${shown}`;
}
