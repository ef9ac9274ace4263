/**
 * Signatures of a group over bytes that are no message: each member makes one at its place, and whoever has them sees whether
 * they are enough.
 *
 * Source: keripy.md 2.4, 8.6; K-054 (each key counts once). KERIpy: `GroupHab.sign`.
 */
import { decodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import { lackOf, isSatisfied } from '../../kernel/event/threshold.ts';
import { verifyIndexed } from '../../kernel/evidence/signatures.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import type { Host } from '../host.ts';

/** What signatures of members come to. */
export type GroupSignatures = {
  /** Those that the keys of the group made, by their places, one for each. */
  readonly signatures: readonly string[];
  /** True when they meet the threshold of the group. */
  readonly isEnough: boolean;
  /** Places of members that did not sign yet and whose signatures would help; nobody when they are enough. */
  readonly missing: readonly number[];
  /** Texts that are no signatures of the group over the bytes. */
  readonly refused: readonly string[];
};

/** Sorts out signatures over `message` by the keys of a state. Never throws for what others sent. */
export function collected(
  { algorithms }: Pick<Host, 'algorithms'>,
  { keys, signingThreshold }: KeyState,
  message: Uint8Array,
  signatures: readonly string[],
): GroupSignatures {
  const refused: string[] = [];
  const good = new Map<number, string>();
  for (const text of new Set(signatures)) {
    const decoded = decodeIndexed(text);
    const indexed = decoded.ok ? [{ ...decoded.value, text, span: { start: 0, end: 0 } }] : [];
    const [place] = verifyIndexed(indexed, keys, message, algorithms).indices;
    if (place === undefined) refused.push(text);
    else if (!good.has(place)) good.set(place, text);
  }
  const places = [...good.keys()].sort((a, b) => a - b);
  const isEnough = isSatisfied(signingThreshold, places);
  return {
    signatures: places.map((place) => good.get(place) ?? ''),
    isEnough,
    missing: isEnough ? [] : lackOf(signingThreshold, new Set(places), keys.length).helpful,
    refused,
  };
}
