/**
 * Form rules of key events, in order of precedence.
 *
 * Source: K-048, K-050, K-059, K-062, K-068…K-075, K-184; keripy.md 1.5 (M-13…M-16a), 2.6 (T-18, T-19),
 * 3.4 (I-3…I-9). Where the reference takes what the specification forbids, docs/INTEROP.md says so.
 */
import { isSelfAddressing, isTransferable, keyOf } from '../cesr/identifiers.ts';
import type { Prefix } from '../cesr/qualified.ts';
import type { FormFinding, FormRow } from './form.ts';
import { thresholdSize } from './threshold.ts';
import type { Establishment, Inception, Interaction, Rotation } from './types.ts';

const validation = 'ValidationError';

function at(field: string, fails: boolean): FormFinding | undefined {
  return fails ? { field } : undefined;
}

/** Rows that hold for what inceptions and rotations establish. */
const establishmentRows: readonly FormRow<Establishment>[] = [
  {
    id: 'KEYS-SOME',
    source: 'K-015, K-062',
    code: 'bad-key',
    keripy: validation,
    says: 'there is at least one key',
    fails: ({ keys }) => at('k', keys.length === 0),
  },
  {
    id: 'KT-FITS',
    source: 'K-059, K-189, I-4, T-9',
    code: 'bad-threshold',
    keripy: validation,
    says: 'there are at least as many keys as the signing threshold needs',
    fails: ({ keys, signingThreshold }) => {
      const size = thresholdSize(signingThreshold);
      return size > BigInt(keys.length)
        ? { field: 'kt', facts: `it needs ${size.toString()} of ${String(keys.length)}` }
        : undefined;
    },
  },
];

export const inceptionRows: readonly FormRow<Inception>[] = [
  {
    id: 'ICP-SN',
    source: 'K-048, I-3',
    code: 'bad-number',
    keripy: validation,
    says: 'the sequence number of an inception is 0',
    fails: ({ sn }) => at('s', sn !== 0n),
  },
  ...establishmentRows,
  {
    id: 'DIP-PREFIX',
    source: 'M-13',
    code: 'bad-prefix',
    keripy: validation,
    says: 'the identifier of a delegated inception is self-addressing',
    fails: ({ ilk, prefix }) => at('i', ilk === 'dip' && !isSelfAddressing(prefix)),
  },
  {
    id: 'ICP-BASIC',
    source: 'K-018, K-186, I-5, M-16',
    code: 'prefix-mismatch',
    keripy: validation,
    says: 'an identifier that is a public key is the only key of its inception',
    fails: ({ prefix, keys }) =>
      at('i', !isSelfAddressing(prefix) && (keys.length !== 1 || String(keys[0]) !== String(prefix))),
  },
  {
    id: 'ICP-SELF-ADDRESSING',
    source: 'K-184, K-185, I-5, M-16',
    code: 'prefix-mismatch',
    keripy: validation,
    says: 'an identifier that is a digest is the SAID of its inception',
    fails: ({ prefix, said }) => at('i', isSelfAddressing(prefix) && String(prefix) !== String(said)),
  },
  {
    id: 'NONTRANS-NEXT',
    source: 'K-063, I-6, M-14',
    code: 'bad-field-type',
    keripy: validation,
    says: 'an identifier that never rotates commits to no next keys',
    fails: ({ prefix, nextKeyDigests }) => at('n', !isTransferable(prefix) && nextKeyDigests.length > 0),
  },
  {
    id: 'NONTRANS-BACKERS',
    source: 'I-7, M-14, D-25',
    code: 'bad-witness',
    keripy: validation,
    says: 'an identifier that never rotates has no backers',
    fails: ({ prefix, witnesses }) => at('b', !isTransferable(prefix) && witnesses.length > 0),
  },
  {
    id: 'NONTRANS-ANCHORS',
    source: 'I-9, M-14, D-25',
    code: 'bad-field-type',
    keripy: validation,
    says: 'an identifier that never rotates anchors nothing',
    fails: ({ prefix, anchors }) => at('a', !isTransferable(prefix) && anchors.length > 0),
  },
  {
    id: 'WITNESS-ONCE',
    source: 'K-069, I-7, T-18',
    code: 'bad-witness',
    keripy: validation,
    says: 'no backer occurs twice',
    fails: ({ witnesses }) => at('b', hasTwice(witnesses)),
  },
  {
    id: 'WITNESS-KEY',
    source: 'K-071, T-20',
    code: 'bad-witness',
    keripy: validation,
    says: 'witnesses are public keys that never rotate, unless the backers are registrars (trait RB)',
    fails: ({ witnesses, traits }) => at('b', !traits.includes('RB') && !witnesses.every(isWitnessPrefix)),
  },
  {
    id: 'TOAD-BOUNDS',
    source: 'K-068, D-07, I-8, T-19',
    code: 'bad-threshold',
    keripy: 'ValueError',
    says: 'the witness threshold is 0 without witnesses and from 1 to their number with them',
    fails: ({ witnesses, toad }) =>
      at('bt', toad > witnesses.length || (toad === 0) !== (witnesses.length === 0)),
  },
];

export const rotationRows: readonly FormRow<Rotation>[] = [
  {
    id: 'ROT-SN',
    source: 'K-049, U-2',
    code: 'bad-number',
    keripy: validation,
    says: 'the sequence number of a rotation is above 0',
    fails: ({ sn }) => at('s', sn === 0n),
  },
  ...establishmentRows,
  {
    id: 'DRT-PREFIX',
    source: 'M-13',
    code: 'bad-prefix',
    keripy: validation,
    says: 'the identifier of a delegated rotation is self-addressing',
    fails: ({ ilk, prefix }) => at('i', ilk === 'drt' && !isSelfAddressing(prefix)),
  },
  {
    id: 'CUTS-ONCE',
    source: 'K-073, T-18',
    code: 'bad-witness',
    keripy: validation,
    says: 'no backer is removed twice',
    fails: ({ cuts }) => at('br', hasTwice(cuts)),
  },
  {
    id: 'ADDS-ONCE',
    source: 'K-075, T-18',
    code: 'bad-witness',
    keripy: validation,
    says: 'no backer is added twice',
    fails: ({ adds }) => at('ba', hasTwice(adds)),
  },
];

export const interactionRows: readonly FormRow<Interaction>[] = [
  {
    id: 'IXN-SN',
    source: 'K-049',
    code: 'bad-number',
    keripy: validation,
    says: 'the sequence number of an interaction is above 0',
    fails: ({ sn }) => at('s', sn === 0n),
  },
];

function hasTwice(prefixes: readonly Prefix[]): boolean {
  return prefixes.length > 1 && new Set(prefixes).size !== prefixes.length;
}

/** True for the identifier of a witness: a public key that never rotates. K-071. */
export function isWitnessPrefix(witness: Prefix): boolean {
  return !isTransferable(witness) && keyOf(witness) !== undefined;
}
