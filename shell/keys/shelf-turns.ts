/**
 * Changes of a shelf, one after the other. What a change that failed has left half kept is kept to its end before the
 * next one begins.
 */
import { Turns } from '../turns.ts';
import type { KeyShelf } from './key-shelf.ts';

export class ShelfTurns {
  readonly #shelf: KeyShelf;
  readonly #turns = new Turns();
  /** True after a change failed: the rest of it may be to be kept. */
  #isCut = false;

  constructor(shelf: KeyShelf) {
    this.#shelf = shelf;
  }

  /** Runs `act` when everything that came before has ended, well or not. */
  take<T>(act: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      if (this.#isCut) await this.#shelf.finish();
      this.#isCut = false;
      try {
        return await act();
      } catch (error) {
        this.#isCut = true;
        throw error;
      }
    });
  }

  /** Resolves when nothing is cut off. */
  async finished(): Promise<void> {
    if (this.#isCut) await this.take(() => Promise.resolve());
  }
}
