/**
 * Key events of identities: built by the kernel's builders from what was asked and where the log stands.
 *
 * Source: keripy.md 1.6, 8.5; K-109…K-122.
 */
import type { Fault } from '../../kernel/cesr/fault.ts';
import { snOf } from '../../kernel/cesr/number.ts';
import { buildInception, buildInteraction, buildRotation } from '../../kernel/event/build-key-event.ts';
import type { Making } from '../../kernel/event/build.ts';
import { mapOf } from '../../kernel/event/json.ts';
import type { Json, JsonMap } from '../../kernel/event/json.ts';
import type { Inception, Interaction, Rotation } from '../../kernel/event/types.ts';
import type { Result } from '../../kernel/std/result.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import { KeelsonError } from '../errors.ts';
import type { EstablishedKeys } from '../keys/index.ts';
import { anchorsOf, nextCountOf, rotationThresholds, rotationToad } from './hab-plan.ts';
import type { MakeOptions, MakePlan, RotateOptions } from './hab-plan.ts';

/** The inception of a new identity. Throws `KeelsonError` of code `usage` for what no event can say. */
export function inceptionOf(
  { keys, nextKeyDigests }: EstablishedKeys,
  options: MakeOptions,
  plan: MakePlan,
  making: Making,
): Inception {
  const { toad, data, wits = [], traits = [], delpre } = options;
  const { signingThreshold, nextThreshold, identifier, saidCode } = plan;
  const asked = {
    keys,
    signingThreshold,
    nextKeyDigests,
    nextThreshold,
    toad,
    anchors: anchorsOf(data),
    witnesses: wits,
    traits,
    delegator: delpre,
    identifier,
  };
  return written(buildInception(asked, { ...making, saidCode }));
}

/** The rotation that follows `before`. Throws `KeelsonError` of code `usage` for what no event can say. */
export function rotationOf(
  { keys, nextKeyDigests }: EstablishedKeys,
  options: RotateOptions,
  before: KeyState,
  making: Making,
): Rotation {
  const { data, cuts = [], adds = [] } = options;
  const asked = {
    keys,
    nextKeyDigests,
    ...rotationThresholds(options, before, nextCountOf(options, before)),
    toad: rotationToad(options, before),
    anchors: anchorsOf(data),
    ...following(before),
    delegated: before.delegator !== undefined,
    witnessesBefore: before.witnesses,
    cuts,
    adds,
    traits: [],
  };
  return written(buildRotation(asked, making));
}

/** The interaction that follows `before`. */
export function interactionOf(anchors: readonly Json[], before: KeyState, making: Making): Interaction {
  return written(buildInteraction({ ...following(before), anchors }, making));
}

/** The seal that vouches for an event. */
export function eventSealFor({
  prefix,
  sn,
  said,
}: {
  readonly prefix: string;
  readonly sn: bigint;
  readonly said: string;
}): JsonMap {
  return mapOf(['i', prefix], ['s', sn.toString(16)], ['d', said]);
}

/** What a builder made. Throws `KeelsonError` of code `usage` when it could not. */
export function written<T>(built: Result<T, Fault>): T {
  if (built.ok) return built.value;
  const { says, keripy, field } = built.error;
  throw new KeelsonError('usage', { says: `the message cannot be made: ${says}`, keripy, facts: { field } });
}

function following({ prefix, sn, said }: KeyState) {
  return { prefix, sn: snOf(sn + 1n), prior: said };
}
