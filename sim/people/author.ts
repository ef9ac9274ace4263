/**
 * Authors of events: an event is made from where its log stands, and says where the log stands after it.
 * Going on from the same standing twice makes a fork. Keys are made by name: AID, entry of the plan, place.
 *
 * Source: DESIGN 4; K-109…K-122; keripy.md 2.4, 2.5 (keys in reserve, two indices).
 */
import type { IndexedSignature } from '../../kernel/cesr/attachments.ts';
import { parsePrefix } from '../../kernel/cesr/identifiers.ts';
import { snOf } from '../../kernel/cesr/number.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import type { Making } from '../../kernel/event/build.ts';
import { buildInception, buildInteraction, buildRotation } from '../../kernel/event/build-key-event.ts';
import { mapOf } from '../../kernel/event/json.ts';
import type { Json, JsonMap } from '../../kernel/event/json.ts';
import { isSatisfied } from '../../kernel/event/threshold.ts';
import type { Threshold } from '../../kernel/event/threshold.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import { assert } from '../../kernel/std/assert.ts';
import { asciiBytes } from '../../kernel/std/bytes.ts';
import type { KeyPair, Signer } from '../keys.ts';
import type { Establishing } from '../plan.ts';
import { fewestPlaces, fittingThreshold, thresholdOfCount } from './thresholds.ts';
import { signAt } from './wording.ts';

/** What is in force after an event. */
export type Standing = {
  readonly keys: readonly KeyPair[];
  readonly threshold: Threshold;
  /** Those committed to, in order; empty for a log that is closed. */
  readonly nextKeys: readonly KeyPair[];
  readonly nextThreshold: Threshold;
  readonly witnesses: readonly Prefix[];
  readonly toad: number;
  readonly traits: readonly string[];
  readonly delegator: Prefix | undefined;
};

/** An event with the signatures of its controller. */
export type Authored = {
  /** Name of the AID. */
  readonly aid: string;
  readonly event: KeyEvent;
  readonly signatures: readonly IndexedSignature[];
  readonly after: Standing;
};

/** What an author makes events with. */
export type Desk = { readonly signer: Signer; readonly making: Making };

/** Who makes an event, and by which entry of the plan. */
export type Hand = { readonly aid: string; readonly entry: number };

export type Inception = Hand &
  Establishing & {
    readonly witnesses: readonly Prefix[];
    readonly traits: readonly string[];
    readonly delegator: Prefix | undefined;
    readonly identifier: 'basic' | 'self-addressing';
  };

export type Rotation = Hand &
  Establishing & {
    readonly cuts: readonly Prefix[];
    readonly adds: readonly Prefix[];
    readonly exposed: readonly number[];
    readonly anchors: readonly Json[];
  };

/** The seal of an event in the log of somebody else. */
export function sealOf({ prefix, sn, said }: Pick<KeyEvent, 'prefix' | 'sn' | 'said'>): JsonMap {
  return mapOf(['i', prefix], ['s', sn.toString(16)], ['d', said]);
}

/** The commitment to a key. */
export function digestOfKey({ making }: Desk, { key }: KeyPair): string {
  return encodePrimitive(making.saidCode, {
    raw: making.algorithms.digest('blake3-256', asciiBytes(key)),
  });
}

/** The prefix that a plain key is. */
export function plainPrefix({ plain }: KeyPair): Prefix {
  const parsed = parsePrefix(plain);
  assert(parsed.ok, 'a plain key is a prefix');
  return parsed.value;
}

/** `count` keys of an entry. `kind` tells those in force from those committed to. */
export function freshKeys(
  { signer }: Desk,
  { aid, entry }: Hand,
  kind: 'k' | 'n',
  count: number,
): readonly KeyPair[] {
  return Array.from({ length: count }, (_, at) =>
    signer.pair(`${aid}/${String(entry)}/${kind}${String(at)}`),
  );
}

/** The first event of a log; undefined when the plan asks for what cannot be. */
export function incept(desk: Desk, plan: Inception): Authored | undefined {
  const keys = freshKeys(desk, plan, 'k', Math.max(1, plan.keyCount));
  const nextKeys = freshKeys(desk, plan, 'n', plan.nextCount);
  const after: Standing = {
    ...establish(plan, keys, nextKeys),
    ...witnessing(plan.witnesses, plan.toad),
    traits: plan.traits,
    delegator: plan.delegator,
  };
  const { witnesses, traits, delegator, identifier } = plan;
  const built = buildInception(
    { ...fieldsOf(desk, after), anchors: [], witnesses, traits, delegator, identifier },
    desk.making,
  );
  if (!built.ok) return undefined;
  const places = keys.map((_, index) => ({ index, ondex: index }));
  return { aid: plan.aid, event: built.value, signatures: signAll(keys, built.value.raw, places), after };
}

/** An interaction after `before`. */
export function interact(desk: Desk, before: Authored, anchors: readonly Json[]): Authored {
  const built = buildInteraction({ ...following(before), anchors }, desk.making);
  assert(built.ok, 'an interaction can be written');
  const { keys } = before.after;
  const places = keys.map((_, index) => ({ index, ondex: index }));
  return { ...before, event: built.value, signatures: signAll(keys, built.value.raw, places) };
}

/**
 * A rotation after `before`: it exposes some of the committed keys, all of them where those do not suffice, and
 * keeps the others in reserve at the head of its own commitment. Undefined when the log is closed.
 */
export function rotate(desk: Desk, before: Authored, plan: Rotation): Authored | undefined {
  const old = before.after;
  if (old.nextKeys.length === 0) return undefined;
  const places = exposedPlaces(old, plan.exposed);
  const exposed = places.flatMap((place) => old.nextKeys[place] ?? []);
  const keys = [...exposed, ...freshKeys(desk, plan, 'k', Math.max(0, plan.keyCount - exposed.length))];
  const reserve = old.nextKeys.filter((_, place) => !places.includes(place)).slice(0, plan.nextCount);
  const nextKeys = [...reserve, ...freshKeys(desk, plan, 'n', plan.nextCount - reserve.length)];
  const cuts = plan.cuts.filter((cut) => old.witnesses.includes(cut));
  const adds = plan.adds.filter((add) => !old.witnesses.includes(add));
  const witnesses = [...old.witnesses.filter((witness) => !cuts.includes(witness)), ...adds];
  const after: Standing = {
    ...old,
    ...establish(plan, keys, nextKeys),
    ...witnessing(witnesses, plan.toad),
  };
  const built = buildRotation(
    {
      ...fieldsOf(desk, after),
      ...following(before),
      anchors: plan.anchors,
      delegated: old.delegator !== undefined,
      witnessesBefore: old.witnesses,
      cuts,
      adds,
      traits: [],
    },
    desk.making,
  );
  if (!built.ok) return undefined;
  const signing = keys.map((_, index) => ({ index, ondex: places[index] }));
  return { aid: before.aid, event: built.value, signatures: signAll(keys, built.value.raw, signing), after };
}

/** The signatures that are needed and no more, for those who gather them one by one. */
export function fewestSignatures({ signatures, after }: Authored): readonly IndexedSignature[] {
  const needed = fewestPlaces(after.threshold, signatures.length);
  const rest = signatures.filter(({ index, ondex }) => ondex !== undefined || needed.includes(index));
  return rest.length === 0 ? signatures : rest;
}

function exposedPlaces(old: Standing, wanted: readonly number[]): readonly number[] {
  const known = wanted.filter((place, at) => place < old.nextKeys.length && wanted.indexOf(place) === at);
  return isSatisfied(old.nextThreshold, known) ? known : old.nextKeys.map((_, place) => place);
}

function following({ event }: Authored) {
  return { prefix: event.prefix, sn: snOf(event.sn + 1n), prior: event.said };
}

function establish(plan: Establishing, keys: readonly KeyPair[], nextKeys: readonly KeyPair[]) {
  return {
    keys,
    threshold: fittingThreshold(plan.threshold, keys.length),
    nextKeys,
    nextThreshold:
      nextKeys.length === 0 ? thresholdOfCount(0) : fittingThreshold(plan.nextThreshold, nextKeys.length),
  };
}

function witnessing(witnesses: readonly Prefix[], toad: number): Pick<Standing, 'witnesses' | 'toad'> {
  const fitting = Math.min(Math.max(toad, 1), witnesses.length);
  return { witnesses, toad: fitting };
}

function fieldsOf(desk: Desk, { keys, threshold, nextKeys, nextThreshold, toad }: Standing) {
  return {
    keys: keys.map(({ key }) => key),
    signingThreshold: threshold,
    nextKeyDigests: nextKeys.map((pair) => digestOfKey(desk, pair)),
    nextThreshold,
    toad,
  };
}

type Places = { readonly index: number; readonly ondex: number | undefined };

/** Signatures of all keys at their places. */
export function signAll(
  keys: readonly KeyPair[],
  raw: Uint8Array,
  places: readonly Places[],
): readonly IndexedSignature[] {
  return places.flatMap((place) => {
    const pair = keys[place.index];
    return pair === undefined ? [] : [signAt(pair, raw, place)];
  });
}
