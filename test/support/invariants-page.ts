/** The text of docs/INVARIANTS.md, made from the registry. `npm run docs:invariants` writes it. */
import type { Judge, When } from '../../invariants/judge.ts';
import { judges } from '../../invariants/registry.ts';

const head = `# Invariants

Printed from \`invariants/registry.ts\` by \`npm run docs:invariants\`; a test fails when this page is stale. An invariant is a promise about every history. Each has a judge: it only observes, folds logs
by a second implementation, checks signatures and digests itself, and imports nothing that decides. \`keelson store verify\` asks those that need a log; the simulator asks all.
A judgement counts only when there was something to judge.

When: after each *step*, after a *recovery* (a node opens its store again), at *rest* (nothing under way), at the *end* of a run, and for *progress* once the network is healed. Sources: *dst.md* is
the model of faults and promises that the simulator is built on; K-… and C-… are statements of the KERI and CESR specifications.

| # | name | promise | source | when | needs |
|---|---|---|---|---|---|
`;

const words: { readonly [W in When]: string } = {
  step: 'step',
  recovery: 'recovery',
  rest: 'rest',
  end: 'end',
  liveness: 'progress',
};

const needs: { readonly [N in Judge['needs']]: string } = { log: 'a log', world: 'a run' };

const cell = (text: string): string => text.replaceAll('|', '\\|');

function rowOf(judge: Judge): string {
  const { id, name, says, source, when } = judge;
  const cells = [id, name, says, source, when.map((one) => words[one]).join(', '), needs[judge.needs]];
  return `| ${cells.map(cell).join(' | ')} |`;
}

export function invariantsPage(): string {
  return `${head}${judges.map(rowOf).join('\n')}\n`;
}
