/** Ways to spoil a stream. Each takes real streams cut into their messages, and answers with bytes. */
import type { Random } from './random.ts';

/** A real stream: each message with what is attached to it. */
export type Parts = readonly { readonly body: Uint8Array; readonly attached: Uint8Array }[];

export type Mutation = (random: Random, parts: Parts, other: Parts) => Uint8Array;

const digits = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function bytesOf(parts: Parts): Uint8Array {
  return joined(parts.flatMap(({ body, attached }) => [body, attached]));
}

function changed(bytes: Uint8Array, count: number, change: (bytes: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  for (let turn = 0; turn < count && copy.length > 0; turn++) change(copy);
  return copy;
}

/** The parts in another order, some twice and some not at all. */
function shuffled(random: Random, parts: Parts): Parts {
  return Array.from(
    { length: parts.length + random.below(3) },
    () => parts[random.below(parts.length)],
  ).flatMap((part) => part ?? []);
}

function swapped(random: Random, parts: Parts, other: Parts): Parts {
  const donors = [...parts, ...other];
  return parts.map((part) =>
    random.below(2) === 0
      ? part
      : { body: part.body, attached: donors[random.below(donors.length)]?.attached ?? part.attached },
  );
}

/** Bytes of counters: a dash, its code, and the two digits of the count. */
function miscounted(random: Random, parts: Parts): Parts {
  return parts.map(({ body, attached }) => {
    const copy = attached.slice();
    const places = [...copy.keys()].filter((at) => copy[at] === 0x2d && at + 3 < copy.length);
    const at = places[random.below(places.length)];
    if (at !== undefined && random.below(2) === 0)
      copy[at + 1 + random.below(3)] = digits[random.below(digits.length)] ?? 0;
    return { body, attached: copy };
  });
}

export const mutations: { readonly [name: string]: Mutation } = {
  untouched: (_, parts) => bytesOf(parts),
  bits: (random, parts) =>
    changed(bytesOf(parts), 1 + random.below(4), (bytes) => {
      const at = random.below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    }),
  characters: (random, parts) =>
    changed(bytesOf(parts), 1 + random.below(4), (bytes) => {
      bytes[random.below(bytes.length)] = digits[random.below(digits.length)] ?? 0;
    }),
  truncated: (random, parts) => {
    const bytes = bytesOf(parts);
    return bytes.slice(0, random.below(bytes.length));
  },
  removed: (random, parts) => {
    const bytes = bytesOf(parts);
    const at = random.below(bytes.length);
    return joined([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + random.below(64)))]);
  },
  spliced: (random, parts, other) => {
    const [bytes, foreign] = [bytesOf(parts), bytesOf(other)];
    const [at, from] = [random.below(bytes.length), random.below(foreign.length)];
    return joined([
      bytes.subarray(0, at),
      foreign.subarray(from, from + 1 + random.below(400)),
      bytes.subarray(at),
    ]);
  },
  shuffled: (random, parts) => bytesOf(shuffled(random, parts)),
  interleaved: (random, parts, other) => bytesOf(shuffled(random, [...parts, ...other])),
  swapped: (random, parts, other) => bytesOf(swapped(random, parts, other)),
  bare: (random, parts) =>
    bytesOf(parts.map((part) => (random.below(3) === 0 ? { ...part, attached: new Uint8Array() } : part))),
  miscounted: (random, parts) => bytesOf(miscounted(random, parts)),
  mixed: (random, parts, other) => {
    const bytes = bytesOf(miscounted(random, swapped(random, shuffled(random, parts), other)));
    return changed(bytes, random.below(3), (copy) => {
      copy[random.below(copy.length)] = random.below(256);
    });
  },
};
