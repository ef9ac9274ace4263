/**
 * Builders of registry (transaction event log) events.
 *
 * Source: keripy.md 1.2, 5.5. KERIpy: vdr incept, rotate, issue, revoke, backerIssue, backerRevoke.
 */
import type { Fault } from '../cesr/fault.ts';
import { formatSn } from '../cesr/number.ts';
import type { Sn } from '../cesr/qualified.ts';
import { err, type Result } from '../std/result.ts';
import { ampleToad } from './ample.ts';
import { type FieldValues, madeAs, makeMessage, type Making } from './build.ts';
import { faultOf, type FormRule } from './form.ts';
import { mapOf } from './json.ts';
import type { RegistryEvent, RegistryIlk } from './types.ts';

/** What the writer of a registry rotation keeps. */
export const backerRule: FormRule = {
  id: 'WRITE-BACKERS',
  source: 'M-19, keripy.md 5.5',
  code: 'bad-witness',
  keripy: 'ValueError',
  says: 'backers removed are in force, backers added are not, and the threshold is within their number',
};

export type RegistryPlan = {
  readonly issuer: string;
  readonly traits: readonly string[];
  readonly backers: readonly string[];
  /** Undefined for an ample one. */
  readonly toad: number | undefined;
  /** A qualified salt. */
  readonly nonce: string;
};

/** The inception of a registry: wire type `vcp`. */
export function buildRegistryInception(plan: RegistryPlan, making: Making): Result<RegistryEvent, Fault> {
  const { issuer, traits, backers, nonce } = plan;
  const bt = (plan.toad ?? ampleToad(backers.length)).toString(16);
  const fields = { d: '', i: '', ii: issuer, s: '0', c: traits, bt, b: backers, n: nonce };
  return madeAs(
    'registry-event',
    makeMessage(
      'vcp',
      fields,
      [
        ['d', making.saidCode],
        ['i', making.saidCode],
      ],
      making,
    ),
  );
}

export type RegistryRotationPlan = {
  readonly registry: string;
  readonly prior: string;
  readonly sn: Sn;
  readonly backersBefore: readonly string[];
  readonly cuts: readonly string[];
  readonly adds: readonly string[];
  readonly toad: number | undefined;
};

/** The rotation of a registry's backers: wire type `vrt`. */
export function buildRegistryRotation(
  plan: RegistryRotationPlan,
  making: Making,
): Result<RegistryEvent, Fault> {
  const { registry, prior, sn, backersBefore, cuts, adds } = plan;
  const count = backersBefore.filter((backer) => !cuts.includes(backer)).length + adds.length;
  const toad = plan.toad ?? ampleToad(count);
  const fits = toad <= count && (toad === 0) === (count === 0);
  if (
    !fits ||
    !cuts.every((cut) => backersBefore.includes(cut)) ||
    adds.some((add) => backersBefore.includes(add))
  ) {
    return err(faultOf(backerRule, { field: 'br' }));
  }
  return registryEvent(
    'vrt',
    { d: '', i: registry, p: prior, s: formatSn(sn), bt: toad.toString(16), br: cuts, ba: adds },
    making,
  );
}

/** `dt` is as it is to be written. */
export type IssuancePlan = { readonly credential: string; readonly registry: string; readonly dt: string };

/** The issuance of a credential in a registry without backers: wire type `iss`. */
export function buildIssuance(
  { credential, registry, dt }: IssuancePlan,
  making: Making,
): Result<RegistryEvent, Fault> {
  return registryEvent('iss', { d: '', i: credential, s: '0', ri: registry, dt }, making);
}

/** The revocation of a credential in a registry without backers: wire type `rev`. */
export function buildRevocation(
  plan: IssuancePlan & { readonly prior: string },
  making: Making,
): Result<RegistryEvent, Fault> {
  const { credential, registry, prior, dt } = plan;
  return registryEvent('rev', { d: '', i: credential, s: '1', ri: registry, p: prior, dt }, making);
}

/** A credential event of a registry with backers names the registry event whose backers count. */
export type BackedPlan = IssuancePlan & { readonly registrySn: Sn; readonly registrySaid: string };

/** The issuance of a credential in a registry with backers: wire type `bis`. */
export function buildBackedIssuance(
  plan: BackedPlan & { readonly issuer: string },
  making: Making,
): Result<RegistryEvent, Fault> {
  const { credential, issuer, dt } = plan;
  return registryEvent(
    'bis',
    { d: '', i: credential, ii: issuer, s: '0', ra: registrySeal(plan), dt },
    making,
  );
}

/** The revocation of a credential in a registry with backers: wire type `brv`. */
export function buildBackedRevocation(
  plan: BackedPlan & { readonly prior: string },
  making: Making,
): Result<RegistryEvent, Fault> {
  const { credential, prior, dt } = plan;
  return registryEvent('brv', { d: '', i: credential, s: '1', p: prior, ra: registrySeal(plan), dt }, making);
}

function registrySeal({ registry, registrySn, registrySaid }: BackedPlan): ReturnType<typeof mapOf> {
  return mapOf(['i', registry], ['s', formatSn(registrySn)], ['d', registrySaid]);
}

function registryEvent(ilk: RegistryIlk, fields: FieldValues, making: Making): Result<RegistryEvent, Fault> {
  return madeAs('registry-event', makeMessage(ilk, fields, [['d', making.saidCode]], making));
}
