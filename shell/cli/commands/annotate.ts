/** `keelson annotate FILE`: a stream, piece by piece, in words. */
import { annotate } from '../../annotate.ts';
import type { Note } from '../../annotate.ts';
import { command } from '../command.ts';
import { sentenceOf } from '../ending.ts';
import { bytesOf } from '../files.ts';
import { MessageWatch } from '../no-message.ts';

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
    const watch = new MessageWatch(path);
    for (const note of annotate(await bytesOf(path))) {
      if (this.output.isClosed) return;
      watch.see({ ...note, reason: note.name, isFraming: note.kind === 'fault' });
      if (flags.json === true) this.output.json(note);
      else this.output.line(lineOf(note));
      if (note.kind === 'fault') this.end(1);
    }
    const error = watch.error();
    if (error === undefined) return;
    this.output.note(sentenceOf(error));
    this.end(1);
  },
});

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
