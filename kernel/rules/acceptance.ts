/**
 * Rows about a key event and its evidence; order is precedence: what can never heal comes before what
 * can.
 *
 * Source: keripy.md 3.6 (order of KERIpy 1.1.17: signatures, delegation, witnesses), 3.7 (misfit);
 * conformance rows named below.
 */
import type { Evidence } from '../evidence/evidence.ts';
import { describeThreshold, isSatisfied } from '../event/threshold.ts';
import type { Threshold } from '../event/threshold.ts';
import type { Finding, Rule } from './row.ts';
import { badSignature, when } from './row.ts';

export const acceptanceRules: readonly Rule<Evidence>[] = [
  {
    id: 'SIGNED',
    source: 'K-170, A-3',
    reason: 'unsigned',
    says: 'at least one signature of the controller verifies',
    fails: ({ signatures }) => (signatures.indices.size > 0 ? undefined : badSignature(signatures.firstBad)),
  },
  {
    id: 'LOCALITY',
    source: 'K-211, K-213, K-216, K-218, K-220, N-5',
    reason: 'misfit-source',
    says: 'an event of an own identifier, of one it witnesses or of one it delegates to comes from a local source',
    fails: ({ locality }) => (locality === 'misfit' ? { missing: [{ kind: 'local-source' }] } : undefined),
  },
  {
    id: 'SIGNING-THRESHOLD',
    source: 'K-165, K-167, K-169, A-5',
    reason: 'signing-threshold-unmet',
    says: 'verified signatures of distinct keys meet the signing threshold',
    fails: ({ signingThreshold, signatures, keyCount }) =>
      thresholdFailure('signing', signingThreshold, signatures.indices, keyCount),
  },
  {
    id: 'PRIOR-NEXT-THRESHOLD',
    source: 'K-167, K-188, K-190, K-193, A-6',
    reason: 'prior-next-threshold-unmet',
    says: 'signatures of keys that the event before committed to meet its next threshold',
    fails: ({ priorNext }) =>
      priorNext === undefined
        ? undefined
        : thresholdFailure('prior-next', priorNext.threshold, priorNext.revealed, priorNext.count),
  },
  {
    id: 'DELEGATION-APPROVAL',
    source: 'K-219, N-9',
    reason: 'delegation-unapproved',
    says: 'a delegated event of which an own identifier is the delegator has its seal',
    fails: ({ delegation, delegatorIsOwn }) => (delegatorIsOwn ? sealFailure(delegation) : undefined),
  },
  {
    id: 'DELEGATION-POINTER',
    source: 'K-201, D-7; docs/decisions/0024',
    reason: 'seal-pointer-lost',
    says: 'the event that is said to hold the seal has its place in the delegator log',
    fails: ({ delegation, awaitsRecoveries }) =>
      when(!awaitsRecoveries && delegation.kind === 'unsealed' && delegation.isPointerLost),
  },
  {
    id: 'DELEGATION-SEAL',
    source: 'K-201, K-206, D-4, D-6, D-8',
    reason: 'delegation-unsealed',
    says: 'the delegator log seals the delegated event',
    fails: ({ delegation }) => sealFailure(delegation),
  },
  {
    id: 'SUPERSEDING-COMPAT',
    source: 'B-4',
    reason: 'superseding-unsupported',
    says: 'KERIpy 1.1 leaves a delegated rotation that would supersede a delegated rotation waiting',
    fails: ({ isUnsupportedRecovery }) => when(isUnsupportedRecovery),
  },
  {
    id: 'TOAD',
    source: 'K-066, K-168, A-8',
    reason: 'toad-unmet',
    says: 'verified receipts of distinct witnesses reach the witness threshold in force',
    fails: ({ witnessing }) => {
      if (witnessing.waived || witnessing.indices.size >= witnessing.toad) return undefined;
      const lack = places(witnessing.witnesses.length).filter((place) => !witnessing.indices.has(place));
      return { missing: [{ kind: 'receipts', count: witnessing.toad - witnessing.indices.size, lack }] };
    },
  },
];

/** The rows that an event has to pass to count as evidence of duplicity. K-001. */
export const duplicityRules: readonly Rule<Evidence>[] = acceptanceRules.filter(({ id }) =>
  ['SIGNED', 'SIGNING-THRESHOLD', 'PRIOR-NEXT-THRESHOLD', 'TOAD'].includes(id),
);

function sealFailure(delegation: Evidence['delegation']): Finding | undefined {
  if (delegation.kind !== 'unsealed') return undefined;
  const { delegator: sealer, prefix, sn, said } = delegation;
  return { missing: [{ kind: 'seal', sealer, prefix, sn, said }] };
}

function thresholdFailure(
  of: 'signing' | 'prior-next',
  threshold: Threshold,
  have: ReadonlySet<number>,
  count: number,
): Finding | undefined {
  if (isSatisfied(threshold, have)) return undefined;
  const lack = places(count).filter((place) => !have.has(place));
  return {
    missing: [
      {
        kind: 'signatures',
        of,
        threshold: describeThreshold(threshold),
        have: [...have].sort(ascending),
        lack,
      },
    ],
  };
}

function places(count: number): number[] {
  return Array.from({ length: count }, (_, place) => place);
}

function ascending(a: number, b: number): number {
  return a - b;
}
