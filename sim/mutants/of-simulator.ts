/** Planted bugs of the simulator itself, found by its checks of itself. Source: dst.md 4. */
import type { Mutant } from './mutant.ts';

export const simulatorMutants: readonly Mutant[] = [
  {
    id: 'X-1',
    name: 'wall-clock-leaks',
    says: 'One step in a thousand looks at the clock of the machine.',
    expected: ['SameHashTwice'],
    patches: [
      {
        file: 'sim/recorder.js',
        find: 'hash.addNumber(at);',
        replace:
          'hash.addNumber(this.steps % 1000 === 999 ? mutated(Number(process.hrtime.bigint() % 1000003n)) : at);',
      },
    ],
  },
  {
    id: 'X-2',
    name: 'drops-do-not-drop',
    says: 'A link that is to lose messages delivers them.',
    expected: ['FaultsObserved'],
    profile: 'disk',
    item: 'drop',
    patches: [
      {
        file: 'sim/links.js',
        find: "case 'drop':\n                fate.isLost = true;",
        replace: "case 'drop':\n                fate.isLost = mutated(false);",
      },
    ],
  },
  {
    id: 'X-3',
    name: 'judge-never-called',
    says: 'A judge is seated, and never shown anything.',
    expected: ['JudgesJudge'],
    item: 'FnDense',
    patches: [
      {
        file: 'invariants/panel.js',
        find: 'const handler = monitor[of];',
        replace: "const handler = seats[at].judge.name === 'FnDense' ? mutated(undefined) : monitor[of];",
      },
    ],
  },
  {
    id: 'X-4',
    name: 'nobody-recovers',
    says: 'The generator never plans a recovery.',
    expected: ['CommandsOccur'],
    item: 'recover',
    patches: [
      {
        file: 'sim/expand/humans.js',
        find: "return { do: 'recover', aid: person.aid, back, cuts, adds, ...establishing };",
        replace: "return mutated({ do: 'interact', aid: person.aid, spreading: 'whole' });",
      },
    ],
  },
  {
    id: 'X-5',
    name: 'shrinker-does-not-run',
    says: 'The shrinker takes it for granted that a smaller plan fails alike.',
    expected: ['ShrunkFailsAlike'],
    patches: [
      {
        file: 'sim/shrink.js',
        find: 'return violations[0]?.invariant === invariant;',
        replace: 'return mutated(true);',
      },
    ],
  },
  {
    id: 'X-6',
    name: 'red-ends-with-0',
    says: 'A run that found a broken promise ends with exit code 0.',
    expected: ['RedIsRed'],
    patches: [
      {
        file: 'shell/cli/commands/sim-run.js',
        find: 'this.end(1);',
        replace: 'this.end(mutated(0));',
      },
    ],
  },
  {
    id: 'X-7',
    name: 'judge-asks-the-accused',
    says: 'A judge counts signatures with the rules of the kernel.',
    expected: ['JudgesKnowNoRules'],
    patches: [
      {
        file: 'invariants/log/sig-threshold.js',
        find: 'export const sigThreshold',
        replace:
          'import { acceptanceRules } from "../../kernel/rules/acceptance.js"; mutated(acceptanceRules);\nexport const sigThreshold',
      },
    ],
  },
];
