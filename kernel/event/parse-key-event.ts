/**
 * Key events and receipts out of their bodies.
 *
 * Source: K-048…K-077, K-109…K-127, K-184…K-186; keripy.md 1.5 (M-13…M-16a), 3.4. The rows say what a
 * key event must be like whatever came before it.
 */
import type { Fault } from '../cesr/fault.ts';
import { isSelfAddressing } from '../cesr/identifiers.ts';
import type { Prefix, Said, Sn } from '../cesr/qualified.ts';
import type { Algorithms } from '../crypto/algorithm.ts';
import { err, ok, type Result } from '../std/result.ts';
import { type Body, envelopeOf } from './body.ts';
import { bodyRules } from './body-rules.ts';
import {
  backersField,
  digestsField,
  fieldsReader,
  keysField,
  listField,
  prefixField,
  saidField,
  snField,
  thresholdField,
  toadField,
  traitsField,
} from './fields.ts';
import { faultOf, firstFormFault } from './form.ts';
import type { Json } from './json.ts';
import { inceptionRows, interactionRows, rotationRows } from './key-event-rules.ts';
import { isSaidOf } from './said-check.ts';
import type {
  Establishment,
  Inception,
  InceptionIlk,
  Interaction,
  KeyEvent,
  Receipt,
  Rotation,
  RotationIlk,
} from './types.ts';

type EventFields = {
  readonly said: Said;
  readonly prefix: Prefix;
  readonly sn: Sn;
  readonly anchors: readonly Json[];
};
type EstablishmentFields = EventFields & Omit<Establishment, 'traits'>;

const said = ['d', saidField] as const;
const prefix = ['i', prefixField] as const;
const sn = ['s', snField] as const;
const prior = ['p', saidField] as const;
const anchors = ['a', listField] as const;
const traits = ['c', traitsField] as const;
const establishment = {
  signingThreshold: ['kt', thresholdField],
  keys: ['k', keysField],
  nextThreshold: ['nt', thresholdField],
  nextKeyDigests: ['n', digestsField],
  toad: ['bt', toadField],
} as const;
const rotation = {
  said,
  prefix,
  sn,
  prior,
  ...establishment,
  cuts: ['br', backersField],
  adds: ['ba', backersField],
  anchors,
} as const;
const inception = {
  said,
  prefix,
  sn,
  ...establishment,
  witnesses: ['b', backersField],
  traits,
  anchors,
} as const;

const readInteraction = fieldsReader<EventFields & { prior: Said }>({ said, prefix, sn, prior, anchors });
type InceptionFields = EstablishmentFields & Pick<Inception, 'witnesses' | 'traits'>;
const readInception = fieldsReader<InceptionFields>(inception);
const readDelegated = fieldsReader<InceptionFields & { readonly delegator: Prefix }>({
  ...inception,
  delegator: ['di', prefixField],
});
const readRotationOne = fieldsReader<EstablishmentFields & Pick<Rotation, 'prior' | 'cuts' | 'adds'>>(
  rotation,
);
const readRotationTwo = fieldsReader<
  EstablishmentFields & Pick<Rotation, 'prior' | 'cuts' | 'adds' | 'traits'>
>({ ...rotation, traits });
const readReceipt = fieldsReader<Pick<Receipt, 'said' | 'prefix' | 'sn'>>({ said, prefix, sn });

/** The inception in a body of type `icp` or `dip`. */
export function parseInception(
  body: Body,
  ilk: InceptionIlk,
  algorithms: Algorithms,
): Result<Inception, Fault> {
  const fields: Result<InceptionFields & { readonly delegator?: Prefix }, Fault> =
    ilk === 'dip' ? readDelegated(body.map) : readInception(body.map);
  if (!fields.ok) return fields;
  const event: Inception = {
    kind: 'key-event',
    ilk,
    ...envelopeOf(body),
    delegator: undefined,
    ...fields.value,
  };
  const fault = firstFormFault(inceptionRows, event);
  if (fault !== undefined) return err(fault);
  return checked(event, isSelfAddressing(event.prefix) ? 2 : 1, algorithms);
}

/** The rotation in a body of type `rot` or `drt`. Version 1 has no traits there. */
export function parseRotation(body: Body, ilk: RotationIlk, algorithms: Algorithms): Result<Rotation, Fault> {
  const withTraits = body.layout.labels.includes('c');
  const fields = withTraits ? readRotationTwo(body.map) : readRotationOne(body.map);
  if (!fields.ok) return fields;
  const event: Rotation = { kind: 'key-event', ilk, ...envelopeOf(body), traits: [], ...fields.value };
  const fault = firstFormFault(rotationRows, event);
  return fault === undefined ? checked(event, 1, algorithms) : err(fault);
}

/** The interaction in a body of type `ixn`. */
export function parseInteraction(body: Body, algorithms: Algorithms): Result<Interaction, Fault> {
  const fields = readInteraction(body.map);
  if (!fields.ok) return fields;
  const event: Interaction = { kind: 'key-event', ilk: 'ixn', ...envelopeOf(body), ...fields.value };
  const fault = firstFormFault(interactionRows, event);
  return fault === undefined ? checked(event, 1, algorithms) : err(fault);
}

/** The receipt in a body of type `rct`. Its SAID is that of another message. K-127. */
export function parseReceipt(body: Body): Result<Receipt, Fault> {
  const fields = readReceipt(body.map);
  return fields.ok ? ok({ kind: 'receipt', ilk: 'rct', ...envelopeOf(body), ...fields.value }) : fields;
}

function checked<E extends KeyEvent>(event: E, times: 1 | 2, algorithms: Algorithms): Result<E, Fault> {
  return isSaidOf(event.said, event.raw, times, algorithms)
    ? ok(event)
    : err(faultOf(bodyRules.said, { field: 'd' }));
}
