/** The text of docs/RULES.md, made from the tables. `npm run docs:rules` writes it. */
import { reasons } from '../../kernel/rules/reason.ts';
import type { Reason } from '../../kernel/rules/reason.ts';
import { differentRows, ruleTables } from './rule-rows.ts';
import type { RuleRow, RuleTable } from './rule-rows.ts';

const head = `# Rules

Printed from the tables by \`npm run docs:rules\`; a test fails when this page is stale. A decision names the row that decided (\`rule\` in what
\`keelson ingest --json\` and \`keelson explain\` print). Rows of a table are asked in this order, and the first that fails decides; of the superseding rows
the first that fits does. Sources: K-… and C-… are statements of the KERI and CESR specifications; other ids and *keripy.md* are rules of KERIpy 1.1.17.
`;

function reasonNamed(code: string): Reason | undefined {
  return Object.entries(reasons).find(([name]) => name === code)?.[1];
}

/** What follows when the row decides. */
function verdictOf(row: RuleRow): string {
  if (typeof row['verdict'] === 'string') return row['verdict'];
  if (typeof row['code'] === 'string') return `refused: \`${row['code']}\``;
  if (typeof row['reason'] !== 'string') return 'goes on';
  const reason = reasonNamed(row['reason']);
  if (reason === undefined) return `\`${row['reason']}\``;
  return reason.waits
    ? `waits in \`${reason.escrow}\`: \`${row['reason']}\``
    : `rejected: \`${row['reason']}\``;
}

function keripyOf(row: RuleRow): string {
  if (typeof row['keripy'] === 'string') return row['keripy'];
  const reason = typeof row['reason'] === 'string' ? reasonNamed(row['reason']) : undefined;
  return reason?.keripy ?? '';
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function tableText({ file, intro, rows }: RuleTable): string {
  const lines = differentRows(rows).map(
    (row) => `| ${[row.id, row.says, verdictOf(row), keripyOf(row), row.source].map(cell).join(' | ')} |`,
  );
  return [
    `## ${file}`,
    '',
    intro,
    '',
    '| id | the rule | otherwise | KERIpy raises | source |',
    '|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}

function reasonsText(): string {
  const rows = Object.entries<Reason>(reasons).map(
    ([code, reason]) =>
      `| \`${code}\` | ${reason.waits ? `not yet: \`${reason.escrow}\`` : 'never'} | ${cell(reason.says)} | ${reason.keripy} |`,
  );
  return [
    '## Reasons',
    '',
    'Every "no" by its code, and whether it may still come good.',
    '',
    '| code | sort | says | KERIpy raises |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

export async function rulesPage(): Promise<string> {
  const tables = await ruleTables();
  return [head, ...tables.map(tableText), reasonsText()].join('\n');
}
