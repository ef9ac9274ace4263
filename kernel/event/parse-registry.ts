/**
 * Registry (transaction event log) events out of their bodies.
 *
 * Source: keripy.md 1.2 (M-5), 5.5.
 */
import type { Fault } from '../cesr/fault.ts';
import type { Prefix, Said, Sn } from '../cesr/qualified.ts';
import type { Algorithms } from '../crypto/algorithm.ts';
import { err, ok, type Result } from '../std/result.ts';
import { type Body, envelopeOf } from './body.ts';
import { bodyRules } from './body-rules.ts';
import {
  backersField,
  datetimeTextField,
  type FieldKind,
  fieldsReader,
  prefixField,
  saidField,
  snField,
  textField,
  toadField,
  traitsField,
} from './fields.ts';
import { faultOf, firstFormFault } from './form.ts';
import { registryRows } from './registry-rules.ts';
import { isSaidOf } from './said-check.ts';
import { eventSealOf } from './seal.ts';
import type {
  CredentialEvent,
  EventSeal,
  RegistryEvent,
  RegistryIlk,
  RegistryInception,
  RegistryRotation,
} from './types.ts';

/** The reference of a credential event to the event of its registry: a key event seal. */
export const registrySealField: FieldKind<EventSeal> = {
  id: 'FIELD-REGISTRY-SEAL',
  source: 'M-5',
  code: 'bad-field-type',
  keripy: 'ValidationError',
  says: 'the registry event is named by a map of i, s and d',
  read: (value) => {
    const seal = eventSealOf(value);
    if (seal === undefined) return err('it is no such map');
    const parts = [prefixField.read(seal.prefix), snField.read(seal.sn), saidField.read(seal.said)];
    const wrong = parts.find((part) => !part.ok);
    return wrong === undefined ? ok(seal) : err(wrong.error);
  },
};

const said = ['d', saidField] as const;
const prefix = ['i', prefixField] as const;
const sn = ['s', snField] as const;
const prior = ['p', saidField] as const;
const toad = ['bt', toadField] as const;
const dt = ['dt', datetimeTextField] as const;
const registry = ['ri', prefixField] as const;
const registrySeal = ['ra', registrySealField] as const;

type Common = { readonly said: Said; readonly prefix: Prefix; readonly sn: Sn };
type Plain = Common & { readonly registry: Prefix; readonly dt: string };
type Backed = Common & { readonly registrySeal: EventSeal; readonly dt: string };
type After = { readonly prior: Said };

const readVcp = fieldsReader<
  Pick<RegistryInception, 'said' | 'prefix' | 'issuer' | 'sn' | 'traits' | 'toad' | 'backers'> & {
    nonce: string;
  }
>({
  said,
  prefix,
  issuer: ['ii', prefixField],
  sn,
  traits: ['c', traitsField],
  toad,
  backers: ['b', backersField],
  nonce: ['n', textField],
});
const readVrt = fieldsReader<
  Pick<RegistryRotation, 'said' | 'prefix' | 'prior' | 'sn' | 'toad' | 'cuts' | 'adds'>
>({
  said,
  prefix,
  prior,
  sn,
  toad,
  cuts: ['br', backersField],
  adds: ['ba', backersField],
});
const readIss = fieldsReader<Plain>({ said, prefix, sn, registry, dt });
const readRev = fieldsReader<Plain & After>({ said, prefix, sn, registry, prior, dt });
const readBis = fieldsReader<Backed & { readonly issuer: Prefix }>({
  said,
  prefix,
  issuer: ['ii', prefixField],
  sn,
  registrySeal,
  dt,
});
const readBrv = fieldsReader<Backed & After>({ said, prefix, sn, prior, registrySeal, dt });

/** The registry event in a body of that type. */
export function parseRegistryEvent(
  body: Body,
  ilk: RegistryIlk,
  algorithms: Algorithms,
): Result<RegistryEvent, Fault> {
  const event = readEvent(body, ilk);
  if (!event.ok) return event;
  const fault = firstFormFault(registryRows, event.value);
  if (fault !== undefined) return err(fault);
  const isSaid = isSaidOf(event.value.said, body.raw, ilk === 'vcp' ? 2 : 1, algorithms);
  return isSaid ? event : err(faultOf(bodyRules.said, { field: 'd' }));
}

function readEvent(body: Body, ilk: RegistryIlk): Result<RegistryEvent, Fault> {
  switch (ilk) {
    case 'vcp':
      return inception(body);
    case 'vrt':
      return rotation(body);
    case 'iss':
    case 'rev':
      return plain(body, ilk);
    case 'bis':
    case 'brv':
      return backed(body, ilk);
  }
}

function inception(body: Body): Result<RegistryInception, Fault> {
  const fields = readVcp(body.map);
  if (!fields.ok) return fields;
  const { nonce: _nonce, ...known } = fields.value;
  return ok({ kind: 'registry-event', ilk: 'vcp', ...envelopeOf(body), ...known });
}

function rotation(body: Body): Result<RegistryRotation, Fault> {
  const fields = readVrt(body.map);
  return fields.ok
    ? ok({ kind: 'registry-event', ilk: 'vrt', ...envelopeOf(body), ...fields.value })
    : fields;
}

/** Events of registries without backers: the registry is named by `ri`. */
function plain(body: Body, ilk: 'iss' | 'rev'): Result<CredentialEvent, Fault> {
  const fields = ilk === 'iss' ? readIss(body.map) : readRev(body.map);
  if (!fields.ok) return fields;
  const absent = { prior: undefined, registrySeal: undefined, issuer: undefined };
  return ok({ kind: 'registry-event', ilk, ...envelopeOf(body), ...absent, ...fields.value });
}

/** Events of registries with backers: the registry is that of the seal `ra`. */
function backed(body: Body, ilk: 'bis' | 'brv'): Result<CredentialEvent, Fault> {
  const fields = ilk === 'bis' ? readBis(body.map) : readBrv(body.map);
  if (!fields.ok) return fields;
  const absent = { prior: undefined, issuer: undefined };
  const named = fields.value.registrySeal.prefix;
  return ok({
    kind: 'registry-event',
    ilk,
    ...envelopeOf(body),
    ...absent,
    ...fields.value,
    registry: named,
  });
}
