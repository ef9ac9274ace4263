/**
 * The page of a run: one file that needs no network, no server and no building. Same trace, same bytes.
 *
 * Only the script and the style that are in it may run or apply: the policy of the page names their digests,
 * so that a text of a trace could do nothing even where it became markup.
 *
 * Source: Content Security Policy 3, 2.3.1 (digests of inline scripts and styles).
 */
import { sha2Of256 } from '../../kernel/crypto/sha2.ts';
import { base64BytesOf } from '../../kernel/std/base64url.ts';
import { decodeUtf8, encodeUtf8 } from '../../kernel/std/utf8.ts';
import type { Trace, TraceLine } from '../trace.ts';
import { embedJson, escapeHtml } from './embed.ts';
import { pageModel } from './model.ts';
import type { PageModel } from './model.ts';
import { pageScript } from './script.ts';
import { pageStyle } from './style.ts';

/** In the order in which the table shows them. */
const columns = [
  'step',
  'at',
  'node',
  'kind',
  'what',
  'outcome',
  'detail',
  'ilk',
  'prefix',
  'sn',
  'said',
  'prior',
] as const satisfies readonly (keyof TraceLine)[];

/** The page of a trace, as text in UTF-8. */
export function pageOf(trace: Trace): string {
  const model = pageModel(trace);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Run ${escapeHtml(trace.plan.seed)} · Keelson</title>
<style>${pageStyle}</style>
</head>
<body>
${heading(trace, model)}
${verdict(model)}
<main>
${lanesSection}
${stepsSection}
${logsSection}
</main>
${footer(trace)}
<script type="application/json" id="model">${embedJson(packed(model))}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

function policy(): string {
  return [
    "default-src 'none'",
    `script-src '${digestOf(pageScript)}'`,
    `style-src '${digestOf(pageStyle)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The digest of a text as a policy names it: 32 bytes are 43 digits and a pad. */
function digestOf(text: string): string {
  const bytes = new Uint8Array(33);
  bytes.set(sha2Of256(encodeUtf8(text)));
  const digits = decodeUtf8(base64BytesOf(bytes, 0, bytes.length), 0, 43) ?? '';
  return `sha256-${digits.replaceAll('-', '+').replaceAll('_', '/')}=`;
}

/** Lines without the names of their columns, which are said once. */
function packed(model: PageModel): object {
  return {
    ...model,
    columns,
    lines: model.lines.map((line) => columns.map((column) => line[column])),
  };
}

function heading({ plan, traceHash, lines }: Trace, { lanes, messages, logs }: PageModel): string {
  const count = (fits: (line: TraceLine) => boolean): string => String(lines.filter(fits).length);
  const outcomes = (['accepted', 'escrowed', 'rejected', 'duplicate'] as const).map(
    (outcome) => [outcome, count((line) => line.kind === 'step' && line.outcome === outcome)] as const,
  );
  const facts = [
    ['steps', String(lines.length)],
    ['nodes', String(lanes.length - 1)],
    ['logs', String(logs.length)],
    ...outcomes,
    ['messages', String(messages.length)],
    ['lost', String(messages.filter(({ fate }) => fate === 'lost').length)],
    ['stops', count(({ kind }) => kind === 'stop')],
  ] as const;
  const rows = facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('');
  return `<header>
<div><h1>Run of seed ${escapeHtml(plan.seed)}</h1>
<p class="soft">profile ${escapeHtml(plan.profile)} · trace <code>${escapeHtml(traceHash)}</code></p></div>
<dl class="facts">${rows}</dl>
</header>`;
}

function verdict({ findings }: PageModel): string {
  if (findings.length === 0) {
    return `<div class="verdict" id="verdict" role="status"><strong>Every promise held.</strong> No judge found anything.</div>`;
  }
  const items = findings.map(
    ({ invariant, node, step, detail }, place) =>
      `<li><button type="button" data-finding="${place}"><b>${escapeHtml(invariant)}</b> ${node === '' ? 'of the whole run' : `at ${escapeHtml(node)}`}, step ${escapeHtml(String(step))}: ${escapeHtml(detail)}</button></li>`,
  );
  const promises = findings.length === 1 ? 'One promise was' : `${findings.length} promises were`;
  return `<div class="verdict broken" id="verdict" role="status"><strong>${promises} broken.</strong> A click leads to the step.
<ol id="findings">${items.join('\n')}</ol></div>`;
}

const lanesSection = `<section aria-labelledby="lanes-title">
<div class="bar"><h2 id="lanes-title">Nodes over time</h2>
<label>node<select id="by-node"></select></label>
<label>log<select id="by-prefix"></select></label>
<label>kind<select id="by-kind"></select></label>
<label>outcome<select id="by-outcome"></select></label>
<label>any column holds<input type="search" id="by-text" autocomplete="off" spellcheck="false"></label>
<button type="button" id="clear">Show all</button>
<span class="soft" id="count" role="status"></span>
<div class="group push" role="group" aria-label="What is in view">
<button type="button" id="by-time" aria-pressed="false" title="Distances as of simulated time, or a step beside a step">True to time</button>
<button type="button" id="zoom-out" aria-label="Zoom out">−</button>
<button type="button" id="zoom-in" aria-label="Zoom in">+</button>
<button type="button" id="fit">Whole run</button></div></div>
<div class="lanes"><div class="names" id="names" role="group" aria-label="Nodes: show the steps of one"></div>
<div class="stage" id="stage">
<canvas id="lanes" tabindex="0" role="img" aria-label="Lanes of nodes over time. Left and right select steps, plus and minus zoom; the table below has every step." aria-describedby="now"></canvas>
<div class="tip" id="tip" hidden></div>
<canvas id="overview" aria-hidden="true"></canvas>
</div></div>
<p class="now" id="now" role="status" aria-live="polite"></p>
<ul class="legend" id="legend" aria-label="Legend"></ul>
</section>`;

/** Such as `step`; digits and words are set apart by the style. */
const headCells = columns
  .map((name, place) => `<span role="columnheader"${place < 2 ? ' class="number"' : ''}>${name}</span>`)
  .join('');

const stepsSection = `<div class="pair">
<section aria-labelledby="steps-title">
<div class="bar"><h2 id="steps-title">Steps</h2><span class="soft"><kbd>←</kbd> <kbd>→</kbd> step, <kbd>Home</kbd> <kbd>End</kbd>, <kbd>n</kbd> next finding, <kbd>m</kbd> other end of the message, <kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd> zoom, <kbd>Shift</kbd> <kbd>←</kbd> <kbd>→</kbd> pan</span></div>
<div class="table" id="table" role="grid" tabindex="0" aria-label="Steps" aria-colcount="${columns.length}">
<div class="head" role="row" aria-rowindex="1">${headCells}</div>
<div class="body" id="rows" role="rowgroup"></div></div>
</section>
<section class="details" aria-labelledby="details-title">
<div class="bar"><h2 id="details-title">Selected step</h2>
<div class="group push"><button type="button" id="previous">Previous</button><button type="button" id="next">Next</button></div></div>
<dl id="columns"></dl>
<div class="bar" id="links"></div>
</section></div>`;

const logsSection = `<section id="logs" aria-labelledby="logs-title">
<div class="bar"><h2 id="logs-title">Key event log</h2>
<label>AID<select id="log"></select></label>
<label>as held by<select id="holder"></select></label>
<label class="check"><input type="checkbox" id="as-of"> as of the selected step</label>
<span class="soft" id="about"></span></div>
<div class="graph" id="graph"></div>
<ul class="legend" aria-label="Legend of the log">
<li><span class="key trunk"></span>trunk</li><li><span class="key contested"></span>trunk at some nodes only</li>
<li><span class="key superseded"></span>superseded everywhere</li><li><span class="key refused"></span>accepted by none</li>
<li><span class="key unseen"></span>not seen</li></ul>
</section>`;

function footer({ plan }: Trace): string {
  const { options } = plan;
  const words = [
    `${plan.nodes.length} nodes, core ${plan.core.join(' ')}`,
    `${plan.entries.length} entries in the plan`,
    `delay ${options.delayMin} to ${options.delayMin + options.delaySpread} µs`,
    options.realSignatures ? 'real signatures' : 'simulated signatures',
  ];
  return `<footer>${escapeHtml(words.join(' · '))}</footer>`;
}
