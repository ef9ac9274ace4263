/** A program that holds keys, as it should be: reads calls from its standard input, and answers each with one line. */
import { createInterface } from 'node:readline';

export type Asked = { readonly id: number; readonly op: string; readonly [field: string]: unknown };

/** What a call comes to: the fields of its answer. */
export type Handle = (asked: Asked) => object | Promise<object>;

/** A no, in a word of the protocol. */
export class No extends Error {}

/** Writes one line. */
export function say(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Answers calls until the standard input ends. */
export async function serve(form: string, changes: boolean, handle: Handle): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line) as Asked;
    if (asked.op === 'hello')
      say({ id: asked.id, ok: { protocol: 'keelson-keys', version: 1, form, changes } });
    else void answer(asked, handle);
  }
}

async function answer(asked: Asked, handle: Handle): Promise<void> {
  try {
    say({ id: asked.id, ok: await handle(asked) });
  } catch (error) {
    say({ id: asked.id, error: error instanceof No ? error.message : 'failed' });
  }
}
