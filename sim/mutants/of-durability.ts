/** Planted bugs of storage, commits and reopening: I-38 to I-46. Source: dst.md 4, 2.5. */
import type { Mutant } from './mutant.ts';

export const durabilityMutants: readonly Mutant[] = [
  {
    id: 'I-38',
    name: 'state-outside-the-fold',
    says: 'A key state is changed after its event was folded in.',
    expected: ['ReplayEquals', 'KeyStateIsFold', 'FnDense'],
    patches: [
      {
        file: 'storage/ledger.js',
        find: 'const others = [...viewRows(views),',
        replace:
          'for (const [key, state] of views.states.pending) if (state !== undefined && state.fn > 1n) views.states.put(key, mutated({ ...state, fn: state.fn + 1n }));\n        const others = [...viewRows(views),',
      },
    ],
  },
  {
    id: 'I-39',
    name: 'index-not-written',
    says: 'The rows of what people removed are not part of the commit.',
    expected: [
      'IndexEqualsLog',
      'ReplayEquals',
      'NeverUnseen',
      'RotDetected',
      'FailStop',
      'TotalFunction',
      'AtomicCommand',
    ],
    patches: [
      {
        file: 'storage/ledger.js',
        find: 'const others = [...viewRows(views),',
        replace: "const others = [...viewRows(views).filter((row) => mutated(row.table !== 'audits')),",
      },
    ],
  },
  {
    id: 'I-44',
    name: 'rows-not-bound-to-keys',
    says: 'The digest of a row does not cover its key, and nobody looks through a store before it is opened.',
    expected: ['RotDetected', 'IndexEqualsLog', 'TotalFunction'],
    profile: 'breakdown',
    patches: [
      {
        file: 'sim/node.js',
        find: 'if (problem !== undefined)',
        replace: 'if (mutated(false))',
      },
      {
        file: 'storage/sealed-row.js',
        find: "return hash('sha256', `${table}\\n${key}\\n${payload}`, 'hex').slice(0, digestSize);",
        replace: "return hash('sha256', mutated(`${table}\\n\\n${payload}`), 'hex').slice(0, digestSize);",
      },
      {
        file: 'storage/sealed-row.js',
        find: "const whole = Buffer.concat([Buffer.from(`${table}\\n${key}\\n`, 'latin1'), payload]);",
        replace: "const whole = Buffer.concat([Buffer.from(mutated(`${table}\\n\\n`), 'latin1'), payload]);",
      },
    ],
  },
  {
    id: 'I-40',
    name: 'told-before-the-commit',
    says: 'Decisions are told before they are committed.',
    expected: [
      'AckImpliesDurable',
      'KeyStateIsFold',
      'NeverUnseen',
      'DuplicityKept',
      'OutboxExactly',
      'FailStop',
    ],
    profile: 'breakdown',
    patches: [
      {
        file: 'shell/writer.js',
        find: 'this.#commit();\n        }\n        catch',
        replace:
          'for (const { outcomes } of mutated(decided)) this.#parts.published(outcomes);\n            this.#commit();\n            for (const { job, outcomes } of decided) job.done(outcomes);\n            this.#parts.handOff?.wake();\n            return;\n        }\n        catch',
      },
    ],
  },
  {
    id: 'I-41',
    name: 'two-transactions',
    says: 'Records and what follows from them are committed one after the other.',
    expected: [
      'AtomicCommand',
      'AckImpliesDurable',
      'KeyStateIsFold',
      'NeverUnseen',
      'RotDetected',
      'FailStop',
    ],
    profile: 'breakdown',
    patches: [
      {
        file: 'storage/ledger.js',
        find: 'store.commit([...rows, ...others, following], present);',
        replace: 'store.commit(mutated([...rows, following]), present); store.commit(others, following);',
      },
    ],
  },
  {
    id: 'I-42',
    name: 'outbox-forgotten',
    says: 'What was not handed off when a node stopped is passed over when it opens.',
    expected: ['OutboxExactly'],
    profile: 'breakdown',
    patches: [
      {
        file: 'shell/hand-off.js',
        find: 'this.#handedOff = parts.ledger.head().handedOff;',
        replace: 'this.#handedOff = mutated(parts.ledger.head().sends);',
      },
    ],
  },
  {
    id: 'I-42',
    name: 'told-before-it-is-kept',
    says: 'What is to be told leaves before the transaction that keeps it.',
    expected: ['OutboxExactly', 'AckImpliesDurable', 'FailStop'],
    profile: 'breakdown',
    patches: [
      {
        file: 'shell/writer.js',
        find: 'ledger.send(step.sends);',
        replace:
          '{ for (const send of mutated(step.sends)) if (handOff.early !== undefined) handOff.early(send); ledger.send(step.sends); }',
      },
      {
        file: 'shell/hand-off.js',
        find: '    /** The number of the first send that was not handed off. */',
        replace:
          '    early(send) { void this.#parts.outlet(mutated(send), `early ${String(this.#parts.ledger.head().sends)} ${send.kind}`); }\n    /** The number of the first send that was not handed off. */',
      },
    ],
  },
  {
    id: 'I-43',
    name: 'catch-and-retry',
    says: 'A commit that failed is tried again.',
    expected: ['FailStop'],
    profile: 'breakdown',
    patches: [
      {
        file: 'shell/writer.js',
        find: 'this.#commit();\n        }\n        catch',
        replace:
          'try { this.#commit(); } catch (error) { mutated(error); this.#commit(); }\n        }\n        catch',
      },
    ],
  },
  {
    id: 'I-44',
    name: 'rows-trusted',
    says: 'The digest of a row is not compared when it is read, and nobody looks through a store before it is opened.',
    expected: ['RotDetected', 'TotalFunction', 'KeyStateIsFold', 'NeverUnseen', 'Conservation'],
    profile: 'breakdown',
    patches: [
      {
        file: 'sim/node.js',
        find: 'if (problem !== undefined)',
        replace: 'if (mutated(false))',
      },
      {
        file: 'storage/sealed-row.js',
        find: "if (bytes.toString('latin1', 0, digestSize) !== digestOfBytes(table, key, payload)) {",
        replace: 'if (mutated(false)) {',
      },
    ],
  },
  {
    id: 'I-45',
    name: 'starts-as-normal',
    says: 'A witness opens a store that holds less than it has published.',
    expected: ['WitnessHighWater', 'HonestWitnessOnce'],
    profile: 'breakdown',
    patches: [
      {
        file: 'shell/rolled-back.js',
        find: 'for (const event of published)',
        replace: 'for (const event of mutated([]))',
      },
    ],
  },
  {
    id: 'I-46',
    name: 'index-unchecked',
    says: 'The index of a signature is used without a look at the number of keys.',
    expected: ['TotalFunction'],
    profile: 'attack',
    patches: [
      {
        file: 'kernel/evidence/signatures.js',
        find: 'const key = text === undefined ? undefined : keyOf(text);',
        replace: 'const key = text === undefined ? keyOf(mutated(undefined).length) : keyOf(text);',
      },
    ],
  },
  {
    id: 'I-46',
    name: 'refusal-throws',
    says: 'A message with too few signatures throws instead of being held.',
    expected: ['TotalFunction'],
    patches: [
      {
        file: 'kernel/rules/acceptance.js',
        find: 'const lack = places(count).filter((place) => !have.has(place));',
        replace: 'const lack = mutated(undefined).filter((place) => !have.has(place));',
      },
    ],
  },
];
