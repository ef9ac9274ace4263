/**
 * What commands print: lines of JSON for programs, text and tables for people.
 *
 * Lines are gathered and written in larger parts; a reader that goes away ends the command quietly.
 */
import { once } from 'node:events';
import type { Writable } from 'node:stream';

export type OutputParts = {
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Called once when nobody reads standard output any more. */
  readonly closed: () => void;
};

const partSizeMax = 64 * 1024;

export class Output {
  readonly #parts: OutputParts;
  #text = '';
  #isClosed = false;

  constructor(parts: OutputParts) {
    this.#parts = parts;
    parts.stdout.on('error', () => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      parts.closed();
    });
    parts.stderr.on('error', () => undefined);
  }

  get isTerminal(): boolean {
    return this.#parts.stdout.isTTY === true;
  }

  get showsProgress(): boolean {
    return this.#parts.stderr.isTTY === true;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** One line of text. */
  line(text: string): void {
    this.#text += `${text}\n`;
    if (this.#text.length >= partSizeMax) this.#flushText();
  }

  /** One object on a line of its own; big integers are written as hex, as on the wire. */
  json(value: object): void {
    this.line(JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString(16) : one)));
  }

  /** Bytes as they are. Resolves when there is room for more. */
  async bytes(bytes: Uint8Array): Promise<void> {
    this.#flushText();
    if (this.#isClosed || this.#parts.stdout.write(bytes)) return;
    await Promise.race([once(this.#parts.stdout, 'drain'), once(this.#parts.stdout, 'close')]).catch(
      () => undefined,
    );
  }

  /** One line on standard error. */
  note(text: string): void {
    this.#parts.stderr.write(`${text}\n`);
  }

  /** Writes over the last line of standard error, for progress. */
  overwrite(text: string): void {
    this.#parts.stderr.write(`\r\u001b[2K${text}`);
  }

  /** Resolves when everything is handed to the system. */
  async flush(): Promise<void> {
    this.#flushText();
    if (this.#isClosed) return;
    await new Promise<void>((resolve) => this.#parts.stdout.write('', () => resolve()));
  }

  #flushText(): void {
    const text = this.#text;
    this.#text = '';
    if (text !== '' && !this.#isClosed) this.#parts.stdout.write(text);
  }
}
