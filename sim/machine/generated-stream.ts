/**
 * Streams without end for lanes on real machines: part after part of new identifiers with real signatures.
 * The same seed and part give the same bytes.
 *
 * Some events come after the one that follows them, so the escrow is at work as well.
 */
import { openCryptography } from '../algorithms.ts';
import { openSigner } from '../keys.ts';
import { incept, interact, rotate } from '../people/author.ts';
import type { Authored, Desk } from '../people/author.ts';
import { bytesOf } from '../people/wording.ts';
import { chanceOf } from '../random.ts';
import type { Chance } from '../random.ts';

/** The parts of a stream. */
export type GeneratedStream = {
  /** One message an element, in the order in which they come. */
  readonly part: (number: number) => readonly Uint8Array[];
};

const aidCount = 6;
const eventCount = 50;

const establishing = { keyCount: 1, threshold: '1', nextCount: 1, nextThreshold: '1', toad: 0 } as const;

/** Opens the stream of a seed. */
export async function openGeneratedStream(seed: string): Promise<GeneratedStream> {
  const cryptography = await openCryptography();
  const { signer } = openSigner(seed, { real: true, cryptography });
  const { algorithms } = cryptography;
  const desk: Desk = {
    signer,
    making: { version: [1, 0], serialization: 'JSON', saidCode: 'E', algorithms },
  };
  return {
    part: (number) => {
      const chance = chanceOf(`${seed} ${String(number)}`);
      const logs = Array.from({ length: aidCount }, (_, at) =>
        logOf(desk, chance.of(String(at)), `${String(number)}-${String(at)}`),
      );
      return interleaved(logs.map((log) => disordered(log, chance))).map(({ event, signatures }) =>
        bytesOf({ raw: event.raw, attached: { controllerSignatures: signatures } }, 'plain'),
      );
    },
  };
}

function logOf(desk: Desk, chance: Chance, aid: string): readonly Authored[] {
  const hand = { aid, entry: 0, ...establishing };
  let last = incept(desk, {
    ...hand,
    witnesses: [],
    traits: [],
    delegator: undefined,
    identifier: 'self-addressing',
  });
  const log: Authored[] = [];
  for (let entry = 1; last !== undefined; entry++) {
    log.push(last);
    if (entry >= eventCount) return log;
    const isRotation = chance.draw(5, 1, entry) === 0;
    last = isRotation
      ? rotate(desk, last, { ...hand, entry, cuts: [], adds: [], exposed: [0], anchors: [] })
      : interact(desk, last, []);
  }
  return log;
}

/** Some events after the one that follows them. */
function disordered(log: readonly Authored[], chance: Chance): readonly Authored[] {
  const order = [...log];
  for (let at = 0; at + 1 < order.length; at += 2) {
    if (chance.draw(4, 2, at) === 0) order.splice(at, 2, ...order.slice(at, at + 2).reverse());
  }
  return order;
}

function interleaved<T>(lists: readonly (readonly T[])[]): readonly T[] {
  return Array.from({ length: eventCount }, (_, at) =>
    lists.flatMap((list) => list.slice(at, at + 1)),
  ).flat();
}
