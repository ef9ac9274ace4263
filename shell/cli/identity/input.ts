/** The bytes that a command is given: a file, standard input, or a text of the call itself. */
import { buffer } from 'node:stream/consumers';
import { KeelsonError } from '../../errors.ts';
import type { Context } from '../context.ts';
import { bytesOf } from '../files.ts';

/** The flag of a text that stands in the place of a file. */
export const textFlag = {
  text: {
    kind: 'parsed',
    parse: String,
    brief: 'The text itself, in place of a file',
    optional: true,
    placeholder: 'TEXT',
  },
} as const;

/** The word for the file. */
export const inputParameter = {
  brief: 'The file, or - for standard input',
  placeholder: 'FILE',
  optional: true,
} as const;

/** What a call names; exactly one of them. */
export type Named = { readonly file: string | undefined; readonly text: string | undefined };

/** The bytes. Rejects with `usage` unless one thing is named, and with `cannot-read`. */
export async function inputBytes(context: Context, { file, text }: Named): Promise<Uint8Array> {
  if (text !== undefined && file === undefined) return new TextEncoder().encode(text);
  if (file === undefined || text !== undefined)
    throw new KeelsonError('usage', { says: 'name one file, or - for standard input, or give --text' });
  if (file !== '-') return await bytesOf(file);
  const stdin = context.keyboard();
  if (stdin === undefined || stdin.isTTY === true)
    throw new KeelsonError('usage', { says: 'nothing comes on standard input; name a file' });
  return new Uint8Array(await buffer(stdin));
}
