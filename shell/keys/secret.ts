/**
 * Bytes that are nobody's business: they have no text, in no log, error or JSON, and are wiped after use.
 *
 * Wiping is as far as JavaScript goes: copies that the engine or a library made stay until their memory is used anew.
 */
import { inspect } from 'node:util';
import { assert } from '../../kernel/std/assert.ts';

const shown = '[secret]';

export class Secret {
  #bytes: Uint8Array | undefined;

  /** Takes the bytes over: the caller neither keeps nor changes them. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Lends the bytes to `act`, which neither keeps nor changes them. */
  use<T>(act: (bytes: Uint8Array) => T): T {
    assert(this.#bytes !== undefined, 'a secret is not used after it was wiped');
    return act(this.#bytes);
  }

  /** Overwrites the bytes. Wiping twice does no harm. */
  wipe(): void {
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }

  /** Wipes; `using` does so at the end of a block. */
  [Symbol.dispose](): void {
    this.wipe();
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}
