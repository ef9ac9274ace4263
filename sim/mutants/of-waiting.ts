/** Planted bugs of the escrow: I-27 to I-32. Source: dst.md 4. */
import type { Mutant } from './mutant.ts';

export const waitingMutants: readonly Mutant[] = [
  {
    id: 'I-27',
    name: 'no-cap-per-identifier',
    says: 'The cap of waiting messages of one identifier is not kept to.',
    expected: ['EscrowCaps'],
    profile: 'split',
    patches: [
      {
        file: 'kernel/rules/hold.js',
        find: 'if (count > max.count || sizeBytes > max.sizeBytes)',
        replace:
          "if ((count > max.count || sizeBytes > max.sizeBytes) && mutated(!scope.startsWith('prefix ')))",
      },
    ],
  },
  {
    id: 'I-27',
    name: 'one-more-than-the-cap',
    says: 'Every cap of the escrow lets one more in.',
    expected: ['EscrowCaps'],
    profile: 'flood',
    patches: [
      {
        file: 'kernel/rules/hold.js',
        find: 'if (count > max.count || sizeBytes > max.sizeBytes)',
        replace: 'if (count > mutated(max.count + 1) || sizeBytes > max.sizeBytes)',
      },
    ],
  },
  {
    id: 'I-28',
    name: 'unsigned-waits',
    says: 'An event that nobody signed waits for signatures.',
    expected: ['EscrowVerified'],
    profile: 'flood',
    patches: [
      {
        file: 'kernel/rules/acceptance.js',
        find: 'fails: ({ signatures }) => (signatures.indices.size > 0 ? undefined : badSignature(signatures.firstBad)),',
        replace: 'fails: ({ signatures }) => mutated(undefined),',
      },
    ],
  },
  {
    id: 'I-29',
    name: 'removed-before-retry',
    says: 'A message that is tried again leaves the escrow, also when it has to wait on.',
    expected: ['Conservation'],
    patches: [
      {
        file: 'kernel/rules/hold.js',
        find: "return { decision, writes: [...replaced, { kind: 'put-waiting', waiting }], sends: [], wakes: [] };",
        replace:
          "return { decision, writes: arrival.waiting === undefined ? [{ kind: 'put-waiting', waiting }] : mutated(leaving(arrival)), sends: [], wakes: [] };",
      },
    ],
  },
  {
    id: 'I-29',
    name: 'accepted-and-waiting',
    says: 'A message that waited goes on waiting after it was accepted.',
    expected: ['Conservation', 'Idempotent'],
    patches: [
      {
        file: 'kernel/rules/hold.js',
        find: "return arrival.waiting === undefined ? [] : [{ kind: 'remove-waiting', waiting: arrival.waiting }];",
        replace: 'return mutated([]);',
      },
      {
        file: 'kernel/step.js',
        find: 'if (waiting === undefined)\n        return outcome;\n    const settled',
        replace:
          'if (waiting === undefined || mutated(outcome.decision.outcome === "accepted"))\n        return outcome;\n    const settled',
      },
    ],
  },
  {
    id: 'I-30',
    name: 'nothing-wakes',
    says: 'An event that was accepted wakes nothing that waited for it.',
    expected: ['EscrowFixpoint', 'EscrowOrderFree'],
    patches: [
      {
        file: 'kernel/rules/admission.js',
        find: 'waitKey.event(event.prefix, event.sn),\n        waitKey.said(event.said),',
        replace: '...mutated([]),',
      },
    ],
  },
  {
    id: 'I-31',
    name: 'tried-too-early-is-dropped',
    says: 'Nothing wakes what waits, and what is tried before its turn is dropped.',
    expected: ['EscrowOrderFree', 'EscrowFixpoint', 'Progress'],
    patches: [
      {
        file: 'kernel/rules/admission.js',
        find: 'waitKey.event(event.prefix, event.sn),\n        waitKey.said(event.said),',
        replace: '...mutated([]),',
      },
      {
        file: 'kernel/rules/key-events.js',
        find: "return ahead(view, arrival, 'ahead-of-log');",
        replace:
          "return arrival.waiting === undefined ? ahead(view, arrival, 'ahead-of-log') : mutated(reject(arrival, why('EXPIRY', 'expired')));",
      },
    ],
  },
  {
    id: 'I-32',
    name: 'never-expires',
    says: 'A message waits on when its time is over.',
    expected: ['ExpiryMonotonic'],
    patches: [
      {
        file: 'kernel/step.js',
        find: 'return waiting !== undefined && at <= waiting.expires ? waiting : undefined;',
        replace: 'return waiting !== undefined && mutated(true) ? waiting : undefined;',
      },
    ],
  },
  {
    id: 'I-32',
    name: 'age-starts-anew',
    says: 'Holding a message again counts its age anew.',
    expected: ['ExpiryMonotonic'],
    patches: [
      {
        file: 'kernel/rules/hold.js',
        find: ': [same.since, same.attempts + 1];',
        replace: ': [mutated(at), same.attempts + 1];',
      },
    ],
  },
];
