/** Planted bugs of progress after healing: I-47 to I-50. Source: dst.md 3.3 (L1 to L6), 4. */
import type { Mutant } from './mutant.ts';

export const progressMutants: readonly Mutant[] = [
  {
    id: 'I-47',
    name: 'one-receipt-too-many',
    says: 'An event needs one receipt more than its threshold says.',
    expected: ['Progress', 'Recovers', 'ConditionalConfluence'],
    patches: [
      {
        file: 'kernel/rules/acceptance.js',
        find: 'witnessing.indices.size >= witnessing.toad',
        replace: 'witnessing.indices.size >= mutated(witnessing.toad === 0 ? 0 : witnessing.toad + 1)',
      },
    ],
  },
  {
    id: 'I-48',
    name: 'recovery-is-contested',
    says: 'A rotation that may supersede is held as a version that lost.',
    expected: ['Recovers', 'Progress'],
    patches: [
      {
        file: 'kernel/rules/key-events.js',
        find: 'return admit(view, arrival, { base, supersedes: { row, older, head } });',
        replace: 'return mutated(contest(view, arrival, base, row));',
      },
    ],
  },
  {
    id: 'I-49',
    name: 'one-cap-for-all-sources',
    says: 'All sources share the cap of one, and once it is reached no event is taken, also one that need not wait.',
    expected: ['Fair', 'Progress', 'Recovers', 'CanRotate'],
    profile: 'split',
    patches: [
      {
        file: 'kernel/rules/key-events.js',
        find: 'if (follows(message, head))',
        replace:
          "const waits = view.log.escrowUsage('total').count + view.log.escrowUsage('quarantine').count; if (arrival.waiting === undefined && follows(message, head) && waits >= view.receiver.limits.sourceCountMax) return mutated(reject(arrival, why('ESCROW-CAP', 'escrow-full')));\n    if (follows(message, head))",
      },
    ],
  },
  {
    id: 'I-50',
    name: 'only-the-head-is-told',
    says: 'Who gives another a log gives its latest event alone.',
    expected: ['DuplicityPropagates', 'Progress', 'Recovers'],
    profile: 'split',
    patches: [
      {
        file: 'sim/people/acts/gossip.js',
        find: 'return concatBytes([...accepted, ...lost]);',
        replace: 'return concatBytes(mutated(accepted.slice(-1)));',
      },
    ],
  },
];
