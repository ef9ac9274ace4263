/** What is to happen, by simulated time; what has the same time happens in the order it was added. */

export type Happening = () => void | Promise<void>;

type Slot = { readonly at: number; readonly order: number; readonly run: Happening };

function isBefore(a: Slot, b: Slot): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** A binary heap of what is to happen. */
export class Queue {
  readonly #slots: Slot[] = [];
  #order = 0;
  #now = 0;

  /** Simulated microseconds from the start of the run. */
  get now(): number {
    return this.#now;
  }

  get isEmpty(): boolean {
    return this.#slots.length === 0;
  }

  /** Never before what is happening now. */
  add(at: number, run: Happening): void {
    this.#slots.push({ at: Math.max(at, this.#now), order: this.#order, run });
    this.#order += 1;
    this.#rise(this.#slots.length - 1);
  }

  /** Takes what is next, if it comes no later than `until`; time goes on to it. */
  next(until: number): Happening | undefined {
    const first = this.#slots[0];
    if (first === undefined || first.at > until) return undefined;
    const last = this.#slots.pop();
    if (last !== undefined && this.#slots.length > 0) {
      this.#slots[0] = last;
      this.#sink(0);
    }
    this.#now = first.at;
    return first.run;
  }

  #rise(from: number): void {
    const slots = this.#slots;
    const slot = slots[from];
    let at = from;
    while (slot !== undefined && at > 0) {
      const above = (at - 1) >> 1;
      const parent = slots[above];
      if (parent === undefined || !isBefore(slot, parent)) return;
      slots[at] = parent;
      slots[above] = slot;
      at = above;
    }
  }

  #sink(from: number): void {
    const slots = this.#slots;
    const slot = slots[from];
    let at = from;
    while (slot !== undefined) {
      const left = 2 * at + 1;
      const right = slots[left + 1];
      const below = right !== undefined && isBefore(right, slots[left] ?? right) ? left + 1 : left;
      const child = slots[below];
      if (child === undefined || !isBefore(child, slot)) return;
      slots[at] = child;
      slots[below] = slot;
      at = below;
    }
  }
}
