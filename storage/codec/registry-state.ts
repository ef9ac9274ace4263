/** States of registries and credentials in rows. keripy.md 5.5. */
import type { CredentialState, RegistryState } from '../../kernel/state/stored.ts';
import type { RowCodec } from '../pending-table.ts';
import { hex, microsOf, prefixOf, saidOf, snOf } from './brand.ts';
import { readReference, writeReference } from './reference.ts';
import type { ReferenceRow } from './reference.ts';

export type RegistryRow = readonly [
  registry: string,
  issuer: string,
  sn: string,
  said: string,
  ilk: RegistryState['ilk'],
  at: string,
  toad: number,
  backers: readonly string[],
  traits: readonly string[],
  cuts: readonly string[],
  adds: readonly string[],
  anchor: ReferenceRow,
];

export type CredentialRow = readonly [
  credential: string,
  registry: string,
  sn: string,
  said: string,
  ilk: CredentialState['ilk'],
  dt: string,
  registrySeal: ReferenceRow | null,
  anchor: ReferenceRow,
];

export function writeRegistry(state: RegistryState): RegistryRow {
  const { registry, issuer, said, ilk, toad, backers, traits, cuts, adds } = state;
  const anchor = writeReference(state.anchor);
  return [
    registry,
    issuer,
    hex(state.sn),
    said,
    ilk,
    hex(state.at),
    toad,
    backers,
    traits,
    cuts,
    adds,
    anchor,
  ];
}

export function readRegistry(row: RegistryRow): RegistryState {
  return {
    registry: prefixOf(row[0]),
    issuer: prefixOf(row[1]),
    sn: snOf(row[2]),
    said: saidOf(row[3]),
    ilk: row[4],
    at: microsOf(row[5]),
    toad: row[6],
    backers: row[7].map(prefixOf),
    traits: row[8],
    cuts: row[9].map(prefixOf),
    adds: row[10].map(prefixOf),
    anchor: readReference(row[11]),
  };
}

export function writeCredential(state: CredentialState): CredentialRow {
  const { credential, registry, said, ilk, dt, registrySeal } = state;
  const seal = registrySeal === undefined ? null : writeReference(registrySeal);
  return [credential, registry, hex(state.sn), said, ilk, dt, seal, writeReference(state.anchor)];
}

export function readCredential(row: CredentialRow): CredentialState {
  return {
    credential: prefixOf(row[0]),
    registry: prefixOf(row[1]),
    sn: snOf(row[2]),
    said: saidOf(row[3]),
    ilk: row[4],
    dt: row[5],
    registrySeal: row[6] === null ? undefined : readReference(row[6]),
    anchor: readReference(row[7]),
  };
}

/** True for the state of a registry, false for the state of a credential. */
export function isRegistryState(state: RegistryState | CredentialState): state is RegistryState {
  return state.ilk === 'vcp' || state.ilk === 'vrt';
}

export const registryCodec: RowCodec<RegistryState> = {
  write: (state) => JSON.stringify(writeRegistry(state)),
  read: (payload) => readRegistry(JSON.parse(payload.toString('utf8')) as RegistryRow),
};

export const credentialCodec: RowCodec<CredentialState> = {
  write: (state) => JSON.stringify(writeCredential(state)),
  read: (payload) => readCredential(JSON.parse(payload.toString('utf8')) as CredentialRow),
};
