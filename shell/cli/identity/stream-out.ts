/** A stream of CESR that a command makes: to a file with a line about it, or to standard output alone. */
import type { Context } from '../context.ts';
import { writeBytes } from '../files.ts';

export type StreamOut = {
  readonly bytes: Uint8Array;
  /** What is said of it to programs, and to people. */
  readonly row: object;
  readonly says: string;
};

/** Writes the stream. Rejects with `cannot-write`. */
export async function writeStream(
  { output }: Pick<Context, 'output'>,
  { out, json }: { readonly out?: string; readonly json?: boolean },
  { bytes, row, says }: StreamOut,
): Promise<void> {
  if (out === undefined) {
    if (json === true) output.json({ ...row, cesr: Buffer.from(bytes).toString('latin1') });
    else await output.bytes(bytes);
    return;
  }
  writeBytes(out, bytes);
  if (json === true) output.json(row);
  else output.line(`${says} See ${out}.`);
}
