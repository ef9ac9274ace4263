/**
 * Form rules of registry events.
 *
 * Source: keripy.md 1.5, 5.5 (TE-1…TE-3). Registries are no part of the specification.
 */
import { isSelfAddressing } from '../cesr/identifiers.ts';
import type { FormRow } from './form.ts';
import type { RegistryEvent } from './types.ts';

const validation = 'ValidationError';

function isFirst({ ilk }: RegistryEvent): boolean {
  return ilk === 'vcp' || ilk === 'iss' || ilk === 'bis';
}

export const registryRows: readonly FormRow<RegistryEvent>[] = [
  {
    id: 'TEL-SN',
    source: 'keripy.md 5.5',
    code: 'bad-number',
    keripy: validation,
    says: 'the first event of a registry or a credential has number 0, any other has not',
    fails: (event) => (isFirst(event) === (event.sn === 0n) ? undefined : { field: 's' }),
  },
  {
    id: 'VCP-SELF-ADDRESSING',
    source: 'M-16',
    code: 'prefix-mismatch',
    keripy: validation,
    says: 'the identifier of a registry is the SAID of its inception',
    fails: ({ ilk, prefix, said }) =>
      ilk === 'vcp' && !(isSelfAddressing(prefix) && String(prefix) === String(said))
        ? { field: 'i' }
        : undefined,
  },
  {
    id: 'VCP-BACKER-ONCE',
    source: 'keripy.md 5.5',
    code: 'bad-witness',
    keripy: validation,
    says: 'no backer of a registry occurs twice',
    fails: (event) =>
      event.ilk === 'vcp' && new Set(event.backers).size !== event.backers.length
        ? { field: 'b' }
        : undefined,
  },
  {
    id: 'VCP-TOAD-BOUNDS',
    source: 'keripy.md 5.5',
    code: 'bad-threshold',
    keripy: validation,
    says: 'the backer threshold is 0 without backers and from 1 to their number with them',
    fails: (event) => {
      if (event.ilk !== 'vcp') return undefined;
      const { toad, backers } = event;
      return toad > backers.length || (toad === 0) !== (backers.length === 0) ? { field: 'bt' } : undefined;
    },
  },
  {
    id: 'VCP-NO-BACKERS',
    source: 'keripy.md 5.5',
    code: 'bad-witness',
    keripy: validation,
    says: 'a registry with trait NB has no backers',
    fails: (event) =>
      event.ilk === 'vcp' && event.traits.includes('NB') && event.backers.length > 0
        ? { field: 'b' }
        : undefined,
  },
];
