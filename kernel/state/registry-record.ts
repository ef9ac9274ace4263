/**
 * Registry and credential states as others read them: KERIpy's state records, in their order of fields.
 *
 * Source: keripy.md 5.5 TE-6. KERIpy 1.1 leaves the anchor, cuts and adds out of the registry record.
 */
import type { EventReference } from '../cesr/attachments.ts';
import { formatDatetime } from '../cesr/datetime.ts';
import { mapOf } from '../event/json.ts';
import type { Json, JsonMap } from '../event/json.ts';
import type { CredentialState, RegistryState } from './stored.ts';

/** The record of a registry: `vn i s d ii dt et bt b c`. */
export function registryRecord(state: RegistryState): JsonMap {
  return mapOf(
    ['vn', versionOne],
    ['i', state.registry],
    ['s', state.sn.toString(16)],
    ['d', state.said],
    ['ii', state.issuer],
    ['dt', formatDatetime(state.at)],
    ['et', state.ilk],
    ['bt', state.toad.toString(16)],
    ['b', state.backers],
    ['c', state.traits.filter((trait) => trait === 'NB')],
  );
}

/** The record of a credential: `vn i s d ri ra a dt et`. The number in `a` is a plain one. */
export function credentialRecord(state: CredentialState): JsonMap {
  const { registrySeal, anchor } = state;
  return mapOf(
    ['vn', versionOne],
    ['i', state.credential],
    ['s', state.sn.toString(16)],
    ['d', state.said],
    ['ri', state.registry],
    ['ra', registrySeal === undefined ? mapOf() : sealMap(registrySeal)],
    ['a', mapOf(['s', { lexeme: anchor.sn.toString() }], ['d', anchor.said])],
    ['dt', state.dt],
    ['et', state.ilk],
  );
}

const versionOne: Json = [{ lexeme: '1' }, { lexeme: '0' }];

function sealMap({ prefix, sn, said }: EventReference): JsonMap {
  return mapOf(['i', prefix], ['s', sn.toString(16)], ['d', said]);
}
