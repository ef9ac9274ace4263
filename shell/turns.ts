/** One after the other: who changes something changes it alone. */

export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `act` when everything that came before has ended, well or not. */
  take<T>(act: () => Promise<T>): Promise<T> {
    const acted = this.#last.then(act);
    this.#last = acted.catch(() => undefined);
    return acted;
  }
}
