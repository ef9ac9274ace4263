/**
 * Asks for a secret on a terminal: what is typed is not shown, and is wiped when the caller is done with it.
 *
 * The terminal is told not to echo only while the question stands, and is set back whatever happens: after Enter, Ctrl-C,
 * a signal, or the end of the input. docs/decisions/0030.
 */
import type { Readable } from 'node:stream';
import { KeelsonError } from '../../errors.ts';
import type { Output } from '../output.ts';

/** Where a person types. `setRawMode` is there when it is a terminal. */
export type Keyboard = Readable & {
  readonly isTTY?: boolean;
  readonly setRawMode?: (isRaw: boolean) => unknown;
};

/** Longer than any passcode; what goes beyond was pasted by mistake. */
const typedSizeBytesMax = 4096;

const keys = {
  interrupt: 3,
  end: 4,
  backspace: 8,
  lineFeed: 10,
  enter: 13,
  clear: 21,
  escape: 27,
  delete: 127,
};
const firstPrintable = 32;
/** Bytes that go on with a character of UTF-8. */
const continues = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** How a line ends. */
type Ending = 'finished' | 'given-up';

/** The line that is being typed, in one buffer that does not move. */
class TypedLine {
  readonly #bytes = new Uint8Array(typedSizeBytesMax);
  #size = 0;
  #isInEscape = false;

  /** Takes what was typed up to the end of the line; says whether it came, and how many bytes were of this line. */
  take(typed: Uint8Array): { readonly how: 'open' | Ending; readonly size: number } {
    for (const [at, byte] of typed.entries()) {
      if (byte === keys.enter && typed[at + 1] === keys.lineFeed) return { how: 'finished', size: at + 2 };
      if (byte === keys.enter || byte === keys.lineFeed) return { how: 'finished', size: at + 1 };
      if (byte === keys.interrupt || (byte === keys.end && this.#size === 0))
        return { how: 'given-up', size: at + 1 };
      this.#press(byte);
    }
    return { how: 'open', size: typed.length };
  }

  /** A copy of the line, which the caller wipes. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#size);
  }

  wipe(): void {
    this.#bytes.fill(0);
    this.#size = 0;
  }

  #press(byte: number): void {
    if (this.#isInEscape) this.#isInEscape = !isEndOfEscape(byte);
    else if (byte === keys.escape) this.#isInEscape = true;
    else if (byte === keys.backspace || byte === keys.delete) this.#dropLast();
    else if (byte === keys.clear) this.wipe();
    else if (byte >= firstPrintable && this.#size < typedSizeBytesMax) this.#bytes[this.#size++] = byte;
  }

  #dropLast(): void {
    while (this.#size > 0) {
      this.#size -= 1;
      const byte = this.#bytes[this.#size] ?? 0;
      this.#bytes[this.#size] = 0;
      if (!continues(byte)) return;
    }
  }
}

/** The keys with arrows and the like send a letter or `~` at the end of some marks. */
function isEndOfEscape(byte: number): boolean {
  return (byte >= 0x40 && byte <= 0x7e && byte !== 0x5b && byte !== 0x4f) || byte < firstPrintable;
}

/**
 * Asks, and answers the bytes of the line that was typed; the caller wipes them. Rejects with `aborted` when it was
 * given up, or the process was told to end.
 */
export async function askSecret(
  question: string,
  {
    keyboard,
    output,
    signal,
  }: { readonly keyboard: Keyboard; readonly output: Output; readonly signal: AbortSignal },
): Promise<Uint8Array> {
  const line = new TypedLine();
  // Before the question: who reads it may type at once.
  keyboard.setRawMode?.(true);
  try {
    output.ask(question);
    const how = signal.aborted ? 'given-up' : await finished(keyboard, line, signal);
    if (how === 'given-up') throw givenUp();
    return line.copy();
  } finally {
    keyboard.setRawMode?.(false);
    keyboard.pause();
    line.wipe();
    output.note('');
  }
}

/** How the line ended. */
function finished(keyboard: Keyboard, line: TypedLine, signal: AbortSignal): Promise<Ending> {
  return new Promise((resolve) => {
    const end = (how: Ending): void => {
      keyboard.off('data', take);
      keyboard.off('end', giveUp);
      keyboard.off('error', giveUp);
      signal.removeEventListener('abort', giveUp);
      resolve(how);
    };
    const giveUp = (): void => end('given-up');
    const take = (typed: Uint8Array | string): void => {
      const bytes = typeof typed === 'string' ? Buffer.from(typed, 'utf8') : typed;
      const { how, size } = line.take(bytes);
      if (how !== 'open') {
        end(how);
        keyboard.pause();
        if (size < bytes.length) keyboard.unshift(Uint8Array.from(bytes.subarray(size)));
      }
      bytes.fill(0);
    };
    keyboard.on('data', take);
    keyboard.on('end', giveUp);
    keyboard.on('error', giveUp);
    signal.addEventListener('abort', giveUp);
    keyboard.resume();
  });
}

function givenUp(): KeelsonError {
  return new KeelsonError('aborted', { says: 'interrupted at the question; nothing was changed' });
}
