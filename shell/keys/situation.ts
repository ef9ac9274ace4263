/**
 * Where a sequence of keys stands: the keys that were, are, and come next; and the parameters that its keys come of.
 *
 * Source: keripy.md 8.3. KERIpy: `PubLot`, `PreSit`, `PrePrm`. Public matter: the salt is kept apart.
 */
import { keyOf } from '../../kernel/cesr/identifiers.ts';
import { KeelsonError } from '../errors.ts';
import type { Algo } from './creator.ts';
import { isTier } from './salter.ts';
import type { Tier } from './salter.ts';

/** One set of keys. */
export type KeyLot = {
  /** Qualified public keys, in the order of the event. KERIpy: `pubs`. */
  readonly keys: readonly string[];
  /** Number of the set: 0 at inception. */
  readonly ridx: number;
  /** Number of its first key over the whole life of the sequence; its keys end before the number of the next one made. */
  readonly kidx: number;
  /** When it was made, as events write it; empty when there is no such set. */
  readonly dt: string;
};

/** KERIpy: `PreSit`. */
export type Situation = {
  readonly old: KeyLot;
  readonly now: KeyLot;
  readonly next: KeyLot;
};

/** What the keys of a sequence come of. KERIpy: `PrePrm`, without the salt. */
export type Parameters = {
  readonly pidx: number;
  readonly algo: Algo;
  readonly stem: string;
  /** Empty for keys by chance. */
  readonly tier: Tier | '';
  /** Its salt is that of the keyring, and is not kept a second time. */
  readonly rooted: boolean;
};

/** A sequence as it is kept. */
export type Sequence = {
  readonly parameters: Parameters;
  readonly situation: Situation;
  /** The set whose seeds are to be deleted: done after this was kept, and again with the next change. */
  readonly stale: KeyLot;
};

/** What a keyring makes sequences of when it is told nothing else, and the number of the next one. */
export type Root = { readonly pidx: number; readonly algo: Algo; readonly tier: Tier };

/** A name of a sequence: an identifier that it belongs to, or one that it belonged to. */
export type Naming = { readonly sequence: string } | { readonly movedTo: string };

export const noKeys: KeyLot = { keys: [], ridx: 0, kidx: 0, dt: '' };

/** Whether a text is a way of making keys. */
export function isAlgo(text: string): text is Algo {
  return text === 'salty' || text === 'randy';
}

type Fields = { readonly [field: string]: unknown };

/** Reads what is kept of a sequence. Throws `KeelsonError` of code `damaged-store`. */
export function parseSequence(bytes: Uint8Array): Sequence {
  const { parameters, situation, stale } = fieldsOf(bytes);
  const { pidx, algo, stem, tier, rooted = false } = objectOf(parameters);
  const { old, now, next } = objectOf(situation);
  return {
    parameters: {
      pidx: countOf(pidx),
      algo: algoOf(algo),
      stem: textOf(stem),
      tier: tierOrNone(tier),
      rooted: rooted === true,
    },
    situation: { old: lotOf(old), now: lotOf(now), next: lotOf(next) },
    stale: lotOf(stale),
  };
}

/** Reads what is kept of a keyring. Throws `KeelsonError` of code `damaged-store`. */
export function parseRoot(bytes: Uint8Array): Root {
  const { pidx, algo, tier } = fieldsOf(bytes);
  const known = tierOrNone(tier);
  if (known === '') throw damaged();
  return { pidx: countOf(pidx), algo: algoOf(algo), tier: known };
}

/** Reads a name. Throws `KeelsonError` of code `damaged-store`. */
export function parseNaming(bytes: Uint8Array): Naming {
  const { sequence, movedTo } = fieldsOf(bytes);
  return movedTo === undefined ? { sequence: textOf(sequence) } : { movedTo: textOf(movedTo) };
}

/** Reads the keys of one set. Throws `KeelsonError` of code `damaged-store`. */
export function parseKeys(bytes: Uint8Array): readonly string[] {
  return keysOf(fieldsOf(bytes)['keys']);
}

/** Reads the ids of the sets that use a key. Throws `KeelsonError` of code `damaged-store`. */
export function parseSets(bytes: Uint8Array): readonly string[] {
  const { sets } = fieldsOf(bytes);
  if (!Array.isArray(sets)) throw damaged();
  return sets.map(textOf);
}

/** Reads one text. Throws `KeelsonError` of code `damaged-store`. */
export function parseLabel(bytes: Uint8Array): string {
  return textOf(fieldsOf(bytes)['label']);
}

/** The bytes of what is kept. */
export function formatRecord(
  record:
    | Root
    | Sequence
    | Naming
    | { readonly keys: readonly string[] }
    | { readonly sets: readonly string[] }
    | { readonly label: string },
): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(record));
}

function fieldsOf(bytes: Uint8Array): Fields {
  try {
    return objectOf(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    throw damaged();
  }
}

function objectOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw damaged();
  return Object.fromEntries(Object.entries(value));
}

function lotOf(value: unknown): KeyLot {
  const { keys, ridx, kidx, dt } = objectOf(value);
  return { keys: keysOf(keys), ridx: countOf(ridx), kidx: countOf(kidx), dt: textOf(dt) };
}

function keysOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw damaged();
  const keys = value.map(textOf);
  if (keys.some((key) => keyOf(key) === undefined)) throw damaged();
  return keys;
}

function countOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw damaged();
  return value;
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw damaged();
  return value;
}

function algoOf(value: unknown): Algo {
  const text = textOf(value);
  if (!isAlgo(text)) throw damaged();
  return text;
}

function tierOrNone(value: unknown): Tier | '' {
  const text = textOf(value);
  if (text !== '' && !isTier(text)) throw damaged();
  return text;
}

function damaged(): KeelsonError {
  return new KeelsonError('damaged-store', {
    says: 'what is kept of a sequence of keys cannot be read; restore the key store from a copy',
  });
}
