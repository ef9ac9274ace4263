/**
 * Identifiers with real Ed25519 keys, and their logs, built step by step:
 * `log('alice').incept({ keyCount: 3 }).rotate().interact()`. A log is a value: going on from the same one twice
 * makes a fork.
 */
import type { Attachments, IndexedSignature } from '../../kernel/cesr/attachments.ts';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import { encodeIndexed, indexedCodeFor } from '../../kernel/cesr/indexed-signature.ts';
import { snOf } from '../../kernel/cesr/number.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import type { Making } from '../../kernel/event/build.ts';
import { buildInception, buildInteraction, buildRotation } from '../../kernel/event/build-key-event.ts';
import { mapOf } from '../../kernel/event/json.ts';
import type { Json, JsonMap } from '../../kernel/event/json.ts';
import { parseThreshold } from '../../kernel/event/threshold.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import { witnessesAfter } from '../../kernel/state/evolve.ts';
import { algorithms, given, keyPair } from './routed.ts';
import type { KeyPair, Plain } from './routed.ts';

/** A place in the list of current keys, and one in the list committed to before; undefined for a key that was not. */
export type SigningPlace = { readonly index: number; readonly ondex: number | undefined };

export type SignedEvent = { readonly event: KeyEvent; readonly attachments: Attachments };

/** What inceptions and rotations can say. What is left out: as many keys as before, all of them needed, all sign. */
export type Establishing = {
  readonly keys?: readonly KeyPair[];
  readonly nextKeys?: readonly KeyPair[];
  readonly threshold?: Json;
  readonly nextThreshold?: Json;
  readonly toad?: number;
  readonly anchors?: readonly Json[];
  /** Places of the current keys that sign. */
  readonly signers?: readonly number[];
  /** Where each signature points, when it is not where its key stands. */
  readonly places?: readonly SigningPlace[];
  /** Witnesses that sign; all by default. */
  readonly receipting?: readonly Plain[];
};

export type Incepting = Establishing & {
  readonly keyCount?: number;
  readonly witnesses?: readonly Plain[];
  readonly traits?: readonly string[];
  readonly delegator?: Prefix;
  readonly identifier?: 'basic' | 'self-addressing';
};

export type Rotating = Establishing & {
  readonly cuts?: readonly Plain[];
  readonly adds?: readonly Plain[];
  /** Writes the other of `rot` and `drt`. */
  readonly otherIlk?: true;
};

export type Interacting = Pick<Establishing, 'anchors' | 'signers' | 'receipting'>;

export type Log = {
  readonly prefix: Prefix;
  /** All events, oldest first. */
  readonly events: readonly SignedEvent[];
  readonly last: SignedEvent;
  readonly keys: readonly KeyPair[];
  readonly nextKeys: readonly KeyPair[];
  readonly witnesses: readonly Plain[];
  readonly rotate: (how?: Rotating) => Log;
  readonly interact: (how?: Interacting) => Log;
  /** The log without its last event. */
  readonly back: () => Log;
};

const making: Making = { version: [1, 0], serialization: 'JSON', saidCode: 'E', algorithms };

/** The digest that commits to a key. */
export function digestOfKey({ text }: KeyPair): string {
  return encodePrimitive('E', { raw: algorithms.digest('blake3-256', new TextEncoder().encode(text)) });
}

/** `count` keys of one round of a name. */
export function keysOf(name: string, round: number, count: number): readonly KeyPair[] {
  return Array.from({ length: count }, (_, at) => keyPair(`${name} ${String(round)} ${String(at)}`));
}

/** The key event seal of an event. */
export function eventSeal({ prefix, sn, said }: Pick<KeyEvent, 'prefix' | 'sn' | 'said'>): JsonMap {
  return mapOf(['i', prefix], ['s', sn.toString(16)], ['d', said]);
}

/** A signature that points to a place of the current list and, if it was committed to, of the list before. */
export function signAt(pair: KeyPair, raw: Uint8Array, { index, ondex }: SigningPlace): IndexedSignature {
  const code = indexedCodeFor('ed25519', { index, ondex });
  if (code === undefined) throw new Error('no code points there');
  const signature = pair.sign(raw);
  return {
    text: encodeIndexed({ code, index, ondex, raw: signature }),
    index,
    ondex,
    raw: signature,
    span: { start: 0, end: 0 },
  };
}

/** Signatures of witnesses at their places in the list in force. */
export function witnessSignatures(
  receipting: readonly Plain[],
  witnesses: readonly Plain[],
  raw: Uint8Array,
): readonly IndexedSignature[] {
  return receipting.map((witness) => {
    const index = witnesses.findIndex(({ prefix }) => prefix === witness.prefix);
    return signAt(witness.pair, raw, { index, ondex: index });
  });
}

/** A log that is to begin. */
export function log(name: string): { readonly incept: (how?: Incepting) => Log } {
  return { incept: (how = {}) => incept(name, how) };
}

function incept(name: string, how: Incepting): Log {
  const keys = how.keys ?? keysOf(name, 0, how.keyCount ?? 1);
  const nextKeys = how.nextKeys ?? keysOf(name, 1, keys.length);
  const witnesses = how.witnesses ?? [];
  const { traits = [], delegator, identifier = 'self-addressing' } = how;
  const plan = {
    ...established(keys, nextKeys, how),
    traits,
    delegator,
    identifier,
    witnesses: witnesses.map(({ prefix }) => prefix),
  };
  const event = given(buildInception(plan, making));
  const places = how.places ?? (how.signers ?? [...keys.keys()]).map((index) => ({ index, ondex: index }));
  return logOf({ name, round: 0, keys, nextKeys, witnesses }, [
    signed(event, { keys, places, witnesses, how }),
  ]);
}

type Standing = Pick<Log, 'keys' | 'nextKeys' | 'witnesses'> & {
  readonly name: string;
  readonly round: number;
};

function logOf(standing: Standing, events: readonly SignedEvent[], before?: Log): Log {
  const last = events.at(-1);
  if (last === undefined) throw new Error('a log begins with an inception');
  const self: Log = {
    ...standing,
    prefix: last.event.prefix,
    events,
    last,
    rotate: (how = {}) => rotated(self, standing, how),
    interact: (how = {}) => interacted(self, standing, how),
    back: () => before ?? self,
  };
  return self;
}

function rotated(log: Log, { name, round }: Standing, how: Rotating): Log {
  const keys = how.keys ?? log.nextKeys;
  const nextKeys = how.nextKeys ?? keysOf(name, round + 2, keys.length);
  const { cuts = [], adds = [] } = how;
  const prefixes = (of: readonly Plain[]): readonly Prefix[] => of.map(({ prefix }) => prefix);
  const witnessesBefore = prefixes(log.witnesses);
  const kept = witnessesAfter(witnessesBefore, prefixes(cuts), prefixes(adds));
  const witnesses = kept.flatMap(
    (prefix) => [...log.witnesses, ...adds].find((one) => one.prefix === prefix) ?? [],
  );
  const delegated = (log.events[0]?.event.ilk === 'dip') !== (how.otherIlk === true);
  const plan = {
    ...established(keys, nextKeys, how),
    ...after(log),
    delegated,
    traits: [],
    witnessesBefore,
    cuts: prefixes(cuts),
    adds: prefixes(adds),
  };
  const event = given(buildRotation(plan, making));
  const committed = (index: number): number | undefined => {
    const place = log.nextKeys.findIndex(({ text }) => text === keys[index]?.text);
    return place < 0 ? undefined : place;
  };
  const places =
    how.places ?? (how.signers ?? [...keys.keys()]).map((index) => ({ index, ondex: committed(index) }));
  const standing = { name, round: round + 1, keys, nextKeys, witnesses };
  return logOf(standing, [...log.events, signed(event, { keys, places, witnesses, how })], log);
}

function interacted(log: Log, standing: Standing, how: Interacting): Log {
  const { keys, witnesses } = log;
  const event = given(buildInteraction({ ...after(log), anchors: how.anchors ?? [] }, making));
  const places = (how.signers ?? [...keys.keys()]).map((index) => ({ index, ondex: index }));
  return logOf(standing, [...log.events, signed(event, { keys, places, witnesses, how })], log);
}

function after({ prefix, last: { event } }: Log) {
  return { prefix, sn: snOf(event.sn + 1n), prior: event.said };
}

function established(keys: readonly KeyPair[], nextKeys: readonly KeyPair[], how: Establishing) {
  const all = (count: number) => given(parseThreshold(count.toString(16)));
  return {
    keys: keys.map(({ text }) => text),
    signingThreshold: how.threshold === undefined ? all(keys.length) : given(parseThreshold(how.threshold)),
    nextKeyDigests: nextKeys.map(digestOfKey),
    nextThreshold:
      how.nextThreshold === undefined ? all(nextKeys.length) : given(parseThreshold(how.nextThreshold)),
    toad: how.toad,
    anchors: how.anchors ?? [],
  };
}

type Signing = {
  readonly keys: readonly KeyPair[];
  readonly places: readonly SigningPlace[];
  readonly witnesses: readonly Plain[];
  readonly how: Interacting;
};

function signed(event: KeyEvent, { keys, places, witnesses, how }: Signing): SignedEvent {
  const controllerSignatures = places.map((place) => {
    const pair = keys[place.index];
    if (pair === undefined) throw new Error('there is no such key');
    return signAt(pair, event.raw, place);
  });
  const receipting = how.receipting ?? witnesses;
  return {
    event,
    attachments: {
      ...noAttachments,
      controllerSignatures,
      witnessSignatures: witnessSignatures(receipting, witnesses, event.raw),
    },
  };
}
