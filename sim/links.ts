/**
 * The network of a run: every message is delayed, lost, doubled, cut or spoilt as the windows of the plan
 * say. What becomes of a message is drawn by the window and by what the message is, so that taking another
 * message out of the plan changes nothing for it.
 *
 * Source: dst.md 3.2.
 */
import { bytesEqual } from '../kernel/std/bytes.ts';
import { spoil } from './spoiling.ts';
import type { FaultEntry, Plan } from './plan.ts';
import { hashText } from './random.ts';
import type { Chance } from './random.ts';
import type { Recorder } from './recorder.ts';
import type { Delivery } from './stage.ts';

/** A message on its way: chunks with their own delays, on the lasting connection of its link or on its own. */
export type Transit = Delivery & {
  readonly chunks: readonly { readonly at: number; readonly bytes: Uint8Array }[];
  /** True when the connection ends after the last chunk. */
  readonly isAlone: boolean;
  /** True when the bytes are not those that were sent. */
  readonly isSpoilt: boolean;
};

type LinkEntry = Extract<FaultEntry, { readonly do: 'link' | 'partition' | 'eclipse' }>;
type Window = { readonly entry: LinkEntry; readonly until: number };
type LinkWindow = Extract<LinkEntry, { readonly do: 'link' }>;

export type LinksParts = {
  readonly plan: Plan;
  readonly chance: Chance;
  readonly recorder: Recorder;
  readonly now: () => number;
  /** A node of the plan; other names are sources of adversaries. */
  readonly isNode: (name: string) => boolean;
};

const healedDelay = 1000;
const purposes = { base: 1, hit: 2, amount: 3, spoil: 4 } as const;
const dripPieces = 8;
const cutPieces = 2;

/** How one message is to travel, as the windows change it. */
type Fate = {
  readonly delays: number[];
  isLost: boolean;
  pieces: number;
  spacing: number;
  bytes: Uint8Array;
  isSpoilt: boolean;
};

export class Links {
  readonly #parts: LinksParts;
  /** Partitions that are over and that no message has crossed since. */
  #healedPartitions: LinkEntry[] = [];
  #windows: readonly Window[] = [];
  #core: ReadonlySet<string> | undefined;
  readonly #sentBefore = new Map<number, number>();

  constructor(parts: LinksParts) {
    this.#parts = parts;
  }

  /** A window of faults opens now. */
  open(entry: LinkEntry): void {
    const { recorder, now } = this.#parts;
    recorder.fault(kindOf(entry), 'requested');
    this.#windows = [...this.#windows, { entry, until: now() + entry.for }];
  }

  /** What becomes of a message sent now: how it travels, several times or not at all. */
  route(delivery: Delivery): readonly Transit[] {
    const now = this.#parts.now();
    const fate = this.#fateOf(delivery);
    if (fate.isLost) return [];
    return fate.delays.map((delay) => transitOf(delivery, fate, now + delay));
  }

  /** The core is healed: links within it are good from now on; what is broken elsewhere stays broken. */
  heal(core: readonly string[]): void {
    this.#core = new Set(core);
    for (const { entry } of this.#windows) this.#over(entry);
    this.#windows = this.#windows.map(({ entry }) => ({ entry, until: Number.MAX_SAFE_INTEGER }));
  }

  #isHealed({ from, to }: Delivery): boolean {
    return this.#core?.has(from) === true && this.#core.has(to);
  }

  /** A number that names the message whatever else is sent. */
  #nameOf({ from, to, note }: Delivery): number {
    const name = hashText(`${from} ${to} ${note}`);
    const times = this.#sentBefore.get(name) ?? 0;
    this.#sentBefore.set(name, times + 1);
    return (name + Math.imul(times, 0x9e3779b1)) >>> 0;
  }

  #fateOf(delivery: Delivery): Fate {
    const { plan, chance, recorder, now } = this.#parts;
    const { delayMin, delaySpread } = plan.options;
    const name = this.#nameOf(delivery);
    const spread = delaySpread === 0 ? 0 : chance.draw(delaySpread, name, purposes.base);
    const delays = [this.#isHealed(delivery) ? healedDelay : delayMin + spread];
    const fate: Fate = {
      delays,
      isLost: false,
      pieces: 1,
      spacing: 0,
      bytes: delivery.bytes,
      isSpoilt: false,
    };
    if (this.#isHealed(delivery)) {
      this.#crossed(delivery, name);
      return fate;
    }
    for (const { entry, until } of this.#windows) if (until <= now()) this.#over(entry);
    this.#windows = this.#windows.filter(({ until }) => until > now());
    for (const { entry } of this.#windows) {
      if (!this.#concerns(entry, delivery, name)) continue;
      const before = { ...fate, delays: [...fate.delays] };
      recorder.fault(kindOf(entry), 'applied');
      if (entry.do === 'link') this.#change(fate, entry, name);
      else fate.isLost = true;
      if (isOther(before, fate)) recorder.fault(kindOf(entry), 'observed');
      if (fate.isLost) return fate;
    }
    this.#crossed(delivery, name);
    return fate;
  }

  /** A window closed, or does not concern the core any more. */
  #over(entry: LinkEntry): void {
    if (entry.do === 'partition') this.#healedPartitions.push(entry);
  }

  /** A message goes through; perhaps where a partition was. */
  #crossed(delivery: Delivery, name: number): void {
    if (!this.#healedPartitions.some((entry) => this.#concerns(entry, delivery, name))) return;
    this.#parts.recorder.mark('partition-healed');
    this.#healedPartitions = [];
  }

  #concerns(entry: LinkEntry, { from, to }: Delivery, name: number): boolean {
    const { isNode } = this.#parts;
    if (entry.do === 'eclipse') return to === entry.node && isNode(from) && from !== to;
    if (entry.do === 'partition') {
      const isFromSide = entry.side.includes(from);
      return isFromSide !== entry.side.includes(to) && isNode(from) && (!entry.oneWay || isFromSide);
    }
    const isOnLink = (entry.from === '*' || entry.from === from) && (entry.to === '*' || entry.to === to);
    return isOnLink && this.#draw(entry, name, [entry.ratio[1], purposes.hit]) < entry.ratio[0];
  }

  /** Drawn by the window and by the message. */
  #draw({ id }: LinkEntry, name: number, [below, purpose]: readonly [number, number]): number {
    return this.#parts.chance.draw(below, (name ^ id) >>> 0, purpose);
  }

  #change(fate: Fate, entry: LinkWindow, name: number): void {
    const first = fate.delays[0] ?? 0;
    const amount = Math.max(entry.amount, 1);
    const some = this.#draw(entry, name, [amount, purposes.amount]);
    switch (entry.how) {
      case 'drop':
        fate.isLost = true;
        return;
      case 'duplicate':
        fate.delays.push(first + some);
        return;
      case 'replay':
        fate.delays.push(first + amount + some);
        return;
      case 'delay':
        fate.delays[0] = first + some;
        return;
      case 'corrupt':
        fate.bytes = spoil(fate.bytes, (below, at) => this.#draw(entry, name, [below, purposes.spoil + at]));
        fate.isSpoilt = true;
        return;
      case 'cut':
        fate.pieces = cutPieces;
        return;
      case 'drip':
        fate.pieces = dripPieces;
        fate.spacing = entry.amount;
        return;
      case 'glue':
        fate.delays[0] = amount - (this.#parts.now() % amount);
    }
  }
}

/** True when something of what becomes of the message is not as it was. */
function isOther(before: Fate, after: Fate): boolean {
  return (
    before.isLost !== after.isLost ||
    before.pieces !== after.pieces ||
    before.delays.join() !== after.delays.join() ||
    !bytesEqual(before.bytes, after.bytes)
  );
}

function kindOf(entry: LinkEntry): string {
  return entry.do === 'link' ? entry.how : entry.do;
}

function transitOf(
  { from, to, source, note }: Delivery,
  { bytes, pieces, spacing, isSpoilt }: Fate,
  at: number,
): Transit {
  const size = Math.max(Math.ceil(bytes.length / pieces), 1);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, piece) => ({
    at: at + piece * spacing,
    bytes: bytes.subarray(piece * size, (piece + 1) * size),
  }));
  return { from, to, source, note, bytes, chunks, isAlone: isSpoilt || pieces > 1, isSpoilt };
}
