/**
 * What commands print: lines of JSON for programs, text and tables for people.
 *
 * Lines are gathered and written in larger parts. A reader that goes away ends the command quietly; anything else
 * that keeps lines from being written, such as a full disk, is an error.
 */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { KeelsonError } from '../errors.ts';

export type OutputParts = {
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** True when the terminal cannot write over a line: TERM=dumb. */
  readonly isDumb: boolean;
  /** Called once when nobody reads standard output any more. */
  readonly closed: () => void;
};

const usualColumns = 80;
const partSizeMax = 64 * 1024;

export class Output {
  readonly #parts: OutputParts;
  #text = '';
  #isClosed = false;
  #failure: KeelsonError | undefined;

  constructor(parts: OutputParts) {
    this.#parts = parts;
    parts.stdout.on('error', (cause: Error) => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      if (!isReaderGone(cause))
        this.#failure = new KeelsonError('cannot-write', {
          says: `standard output cannot be written to its end (${cause.message}); what was written is not whole`,
          cause,
        });
      parts.closed();
    });
    parts.stderr.on('error', () => undefined);
  }

  get isTerminal(): boolean {
    return this.#parts.stdout.isTTY === true;
  }

  get showsProgress(): boolean {
    return this.#parts.stderr.isTTY === true && !this.#parts.isDumb;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Why not all could be written; undefined when it was, and when nobody wanted the rest. */
  get failure(): KeelsonError | undefined {
    return this.#failure;
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

  /** The beginning of a line on standard error, behind which a person types. */
  ask(text: string): void {
    this.#parts.stderr.write(text);
  }

  /** Writes over the last line of standard error, for progress; cut to one line, since only one can be written over. */
  overwrite(text: string): void {
    const { stderr } = this.#parts;
    stderr.write(`\r\u001b[2K${text.slice(0, (stderr.columns ?? usualColumns) - 1)}`);
  }

  /** Resolves when everything is handed to the system, or is known not to have been. */
  async flush(): Promise<void> {
    this.#flushText();
    if (this.#isClosed) return;
    await new Promise<void>((resolve) => this.#parts.stdout.write('', () => resolve()));
    // A stream calls back before it tells of the error.
    await setImmediate();
  }

  #flushText(): void {
    const text = this.#text;
    this.#text = '';
    if (text !== '' && !this.#isClosed) this.#parts.stdout.write(text);
  }
}

/** True when the other end of a pipe was closed: `keelson … | head` wants no more. */
function isReaderGone(cause: Error): boolean {
  return 'code' in cause && cause.code === 'EPIPE';
}
