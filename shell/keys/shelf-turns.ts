/**
 * Changes of a shelf, one after the other. Those that wait for each other are kept as one, so that many at once cost no
 * more syncs of a disk than a few. What a change that failed has left half kept is kept to its end before the next one
 * begins.
 */
import type { Clock } from '../ports.ts';
import { Turns } from '../turns.ts';
import type { KeyShelf, ShelfInCommon } from './key-shelf.ts';

/** Changes that were made and are not kept. */
type Unkept = {
  readonly common: ShelfInCommon;
  /** Monotonic, when the first of them began. */
  readonly began: number;
  readonly told: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[];
};

/** How many changes are kept as one, at most, and how long the first of them waits for others. */
const unkeptMax = { count: 256, micros: 200_000 } as const;

export class ShelfTurns {
  readonly #shelf: KeyShelf;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #turns = new Turns();
  /** How many wait for their turn. */
  #waiting = 0;
  #unkept: Unkept | undefined;
  /** True after a change failed: the rest of it may be to be kept. */
  #isCut = false;

  constructor(shelf: KeyShelf, clock: Pick<Clock, 'monotonic'>) {
    this.#shelf = shelf;
    this.#clock = clock;
  }

  /** Runs `act` when everything that came before has ended, well or not, and is kept. */
  take<T>(act: () => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      await this.#keep();
      return act();
    });
  }

  /** As `take`; `act` changes nothing but the shelf that it gets, as one. Resolves when that is kept. */
  async change<T>(act: (shelf: KeyShelf) => Promise<T>): Promise<T> {
    const { answer, kept } = await this.#inTurn(async () => {
      this.#unkept ??= this.#begun();
      if (this.#unkept === undefined) return { answer: await this.#shelf.asOne(act), kept: undefined };
      const { common, told } = this.#unkept;
      const answer = await common.shelf.asOne(act);
      return { answer, kept: new Promise<void>((resolve, reject) => told.push({ resolve, reject })) };
    });
    await kept;
    return answer;
  }

  /** Resolves when nothing is cut off. */
  async finished(): Promise<void> {
    if (this.#isCut) await this.take(() => Promise.resolve());
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    return this.#turns.take(async () => {
      this.#waiting -= 1;
      try {
        if (this.#isCut) await this.#shelf.finish();
        this.#isCut = false;
        return await act();
      } catch (error) {
        this.#isCut = true;
        throw error;
      } finally {
        if (this.#waiting === 0 || this.#isTime()) await this.#keep();
      }
    });
  }

  #begun(): Unkept | undefined {
    const common = this.#shelf.inCommon();
    return common === undefined ? undefined : { common, began: this.#clock.monotonic(), told: [] };
  }

  #isTime(): boolean {
    if (this.#unkept === undefined) return false;
    const { told, began } = this.#unkept;
    return told.length >= unkeptMax.count || this.#clock.monotonic() - began >= unkeptMax.micros;
  }

  /** Keeps what was changed; whoever changed it is told how that went. */
  async #keep(): Promise<void> {
    if (this.#unkept === undefined) return;
    const { common, told } = this.#unkept;
    this.#unkept = undefined;
    try {
      await common.keep();
      for (const { resolve } of told) resolve();
    } catch (error) {
      for (const { reject } of told) reject(error);
    }
  }
}
