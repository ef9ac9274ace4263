/**
 * What stands between one who puts and those who take: items that wait for a reader, or readers that wait for
 * an item.
 *
 * It knows no bound of its own: who puts looks at `count` first, and decides what a full one means.
 */

/** One who asked and was not answered yet. */
type Reader<T> = {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: Error) => void;
};

/**
 *  1. Each item is given to one reader, in the order in which they were put.
 *  2. After `end` everything that was put before is given, then the end: an error each time, or `done`.
 *  3. After `drop` nothing more is given.
 */
export class Buffer<T extends object> {
  #items: T[] = [];
  /** Items before it were given. */
  #head = 0;
  readonly #readers: Reader<T>[] = [];
  #end: { readonly error: Error | undefined } | undefined;

  /** Items that wait for a reader. */
  get count(): number {
    return this.#items.length - this.#head;
  }

  /** True while a reader waits. */
  get isAwaited(): boolean {
    return this.#readers.length > 0;
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** Gives an item to the reader that waits longest, or keeps it. */
  put(item: T): void {
    if (this.#end !== undefined) return;
    const reader = this.#readers.shift();
    if (reader === undefined) this.#items.push(item);
    else reader.resolve({ value: item, done: false });
  }

  /** Nothing more comes; with `error`, whoever asks after the last item gets it. */
  end(error: Error | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    for (const reader of this.#readers.splice(0)) answerEnd(reader, error);
  }

  /** Lets go of everything: nobody reads any more. */
  drop(): void {
    this.#end = { error: undefined };
    this.#items = [];
    this.#head = 0;
    for (const reader of this.#readers.splice(0)) answerEnd(reader, undefined);
  }

  /** The next item, as soon as there is one. */
  take(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      const value = this.#first();
      if (value !== undefined) resolve({ value, done: false });
      else if (this.#end !== undefined) answerEnd({ resolve, reject }, this.#end.error);
      else this.#readers.push({ resolve, reject });
    });
  }

  #first(): T | undefined {
    const value = this.#items[this.#head];
    if (value === undefined) return undefined;
    this.#head += 1;
    if (this.#head * 2 < this.#items.length) return value;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
    return value;
  }
}

function answerEnd<T>({ resolve, reject }: Reader<T>, error: Error | undefined): void {
  if (error === undefined) resolve({ value: undefined, done: true });
  else reject(error);
}
