/** Planted bugs of thresholds, pre-rotation and key states: I-09 to I-12. Source: dst.md 4. */
import type { Mutant } from './mutant.ts';

export const signingMutants: readonly Mutant[] = [
  {
    id: 'I-09',
    name: 'one-signature-suffices',
    says: 'Any verified signature meets the signing threshold.',
    expected: ['SigThreshold'],
    patches: [
      {
        file: 'kernel/rules/acceptance.js',
        find: "thresholdFailure('signing', signingThreshold, signatures.indices, keyCount)",
        replace:
          "mutated(signatures.indices.size > 0) ? undefined : thresholdFailure('signing', signingThreshold, signatures.indices, keyCount)",
      },
    ],
  },
  {
    id: 'I-09',
    name: 'one-key-short',
    says: 'A threshold that is a number is met by one key fewer.',
    expected: ['SigThreshold', 'PriorNext'],
    patches: [
      {
        file: 'kernel/event/threshold.js',
        find: 'BigInt(present.size) >= threshold.count',
        replace: 'BigInt(present.size) >= mutated(threshold.count - 1n)',
      },
    ],
  },
  {
    id: 'I-09',
    name: 'weights-as-floats',
    says: 'Weights are added as fractions with a point, and nearly 1 is enough.',
    expected: ['SigThreshold', 'PriorNext'],
    profile: 'rare',
    patches: [
      {
        file: 'kernel/event/threshold.js',
        find: 'return sum.numerator >= sum.denominator;',
        replace: 'return mutated(Number(sum.numerator) / Number(sum.denominator) > 0.6);',
      },
    ],
  },
  {
    id: 'I-10',
    name: 'own-next-threshold',
    says: 'A rotation is held to its own signing threshold instead of the one the event before committed to.',
    expected: ['PriorNext', 'Progress', 'Recovers'],
    profile: 'rare',
    patches: [
      {
        file: 'kernel/evidence/evidence.js',
        find: 'threshold: base.nextThreshold,',
        replace: 'threshold: mutated(event.signingThreshold),',
      },
    ],
  },
  {
    id: 'I-10',
    name: 'unexposed-keys-count',
    says: 'A new key counts as committed to, whatever the digests before say.',
    expected: ['PriorNext', 'DuplicityKept'],
    profile: 'attack',
    patches: [
      {
        file: 'kernel/evidence/signatures.js',
        find: 'if (commitsTo(digest, key, algorithms))',
        replace: 'if (mutated(true))',
      },
    ],
  },
  {
    id: 'I-10',
    name: 'commitment-not-asked',
    says: 'The commitment to next keys is not looked at.',
    expected: ['PriorNext'],
    patches: [
      {
        file: 'kernel/rules/acceptance.js',
        find: 'fails: ({ priorNext }) => priorNext === undefined',
        replace: 'fails: ({ priorNext }) => mutated(true)',
      },
    ],
  },
  {
    id: 'I-11',
    name: 'superseded-thresholds-stay',
    says: 'After a recovery the next threshold of what was superseded stays in force.',
    expected: ['KeyStateIsFold'],
    patches: [
      {
        file: 'kernel/rules/admission.js',
        find: 'const state = stateOf(stored, place.base);',
        replace:
          'const state = place.supersedes === undefined ? stateOf(stored, place.base) : mutated({ ...stateOf(stored, place.base), nextThreshold: place.supersedes.head.nextThreshold, nextKeyDigests: place.supersedes.head.nextKeyDigests });',
      },
    ],
  },
  {
    id: 'I-12',
    name: 'stale-keys-sign',
    says: 'The keys of the inception sign interactions for ever.',
    expected: ['RevokedMeansRevoked', 'SigThreshold', 'EscrowVerified'],
    profile: 'rare',
    patches: [
      {
        file: 'kernel/evidence/evidence.js',
        find: 'const inForce = inForceAt(event, base);',
        replace:
          "const first = event.ilk === 'ixn' ? view.log.eventAtFn(event.prefix, 0n) : undefined; const current = inForceAt(event, base); const inForce = first === undefined || verifyIndexed(attachments.controllerSignatures, current.keys, event.raw, algorithms).good.length > 0 ? current : mutated({ ...current, keys: first.event.keys, signingThreshold: first.event.signingThreshold });",
      },
    ],
  },
];
