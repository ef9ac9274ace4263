/** The page of a trace: one file that holds everything, says the same for the same trace, and lets no text out of its place. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { embedJson, escapeHtml } from '../../../sim/page/embed.ts';
import { pageModel } from '../../../sim/page/model.ts';
import { pageOf } from '../../../sim/page/page.ts';
import { parseTrace, printTrace } from '../../../sim/trace.ts';
import { line } from './lines.ts';
import { madeTrace } from './made-trace.ts';
import { sayingTrace } from './saying-trace.ts';

const trace = madeTrace({ length: 1000 });
const page = pageOf(trace);

const hostile = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  ']]><img src=x onerror=alert(1)>',
  '" onfocus="alert(1)" autofocus="',
  "'; alert(1); '",
  '\u2028\u2029\u0000\ud800',
  '__proto__',
  '${alert(1)}',
];

/** The tags of a page, and every attribute of its tags, outside of scripts. */
function tagsOf(html: string): readonly string[] {
  return [...html.replaceAll(/(<script[^>]*>)[\s\S]*?<\/script>/g, '$1').matchAll(/<[^>]*>/g)].map(
    ([tag]) => tag,
  );
}

describe('the page', () => {
  test('same trace, same bytes; and reading a trace back makes no difference', () => {
    const again = parseTrace(printTrace(trace));
    expect(pageOf(trace)).toBe(page);
    expect(again === undefined ? '' : pageOf(again)).toBe(page);
  });

  test('it names nothing outside of itself', () => {
    expect(page.match(/\b(src|href|action|srcset|poster)\s*=/g)).toBe(null);
    expect(page.replaceAll('http://www.w3.org/2000/svg', '').match(/https?:|\burl\(|@import/g)).toBe(null);
  });

  test('the policy names the digests of its script and its style, and allows nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const digest = (text = ''): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy).toBe(
      [
        "default-src 'none'",
        `script-src ${digest(/<script>([\s\S]*?)<\/script>/.exec(page)?.[1])}`,
        `style-src ${digest(/<style>([\s\S]*?)<\/style>/.exec(page)?.[1])}`,
        "base-uri 'none'",
        "form-action 'none'",
      ].join('; '),
    );
  });

  test('every column of every line is in it', () => {
    const json = /id="model">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
    const { columns, lines } = JSON.parse(json) as { columns: string[]; lines: unknown[][] };
    const read = lines.map((values) => Object.fromEntries(columns.map((name, at) => [name, values[at]])));
    expect(read).toEqual(trace.lines);
  });

  test('it says how many promises were broken, and which', () => {
    expect(page).toContain('2 promises were broken');
    expect(page).toContain('<b>DuplicityKept</b> at v0, step');
    expect(pageOf({ ...trace, findings: [] })).toContain('Every promise held');
  });

  test('no style stands on an element, as the policy would refuse it', () => {
    expect(tagsOf(page).filter((tag) => /\sstyle=|\son\w+=/.test(tag))).toEqual([]);
  });
});

describe('hostile texts', () => {
  const tame = tagsOf(pageOf(sayingTrace('tame'))).map((tag) => tag.replace(/'sha256-[^']*'/g, ''));

  test.each(hostile)('%j stays text', (text) => {
    expect(tagsOf(pageOf(sayingTrace(text))).map((tag) => tag.replace(/'sha256-[^']*'/g, ''))).toEqual(tame);
  });

  test('any text at all stays text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(tagsOf(pageOf(sayingTrace(text))).length).toBe(tame.length);
        expect(escapeHtml(text)).not.toMatch(/[<>"']/);
        const json = embedJson({ text });
        expect(json).not.toMatch(/[<>&\u2028\u2029\ud800-\udfff]/u);
        expect(JSON.parse(json)).toEqual({ text });
      }),
      { numRuns: 200 },
    );
  });
});

describe('the model', () => {
  const model = pageModel(trace);

  test('every node of the plan has a lane, and who is not in the plan too', () => {
    expect(model.lanes.map(({ id }) => id)).toEqual([
      'run',
      'c0',
      'c1',
      'w0',
      'w1',
      'w2',
      'w3',
      'o0',
      'v0',
      'v1',
      'thief',
    ]);
  });

  test('an entry stands in the lane of the node where the AID lives', () => {
    const at = trace.lines.findIndex(({ kind, what }) => kind === 'entry' && what === 'incept');
    expect(trace.lines[at]?.node).toBe('a0');
    expect(model.lanes[model.laneOfLine[at] ?? 0]?.id).toBe('c0');
    expect(model.entries['0']).toBe('aid a0, node c0, toad 2, witnesses w0 w1 w2');
  });

  test('an AID is called as the plan calls it', () => {
    expect(Object.values(model.names)).toEqual(['a0', 'a1']);
    expect(Object.keys(model.names)).toEqual(model.logs.map(({ prefix }) => prefix));
  });

  test('more strangers than fit do in the lane of the run', () => {
    const strangers = Array.from({ length: 40 }, (_, at) => line({ kind: 'send', node: `flood-${at}` }));
    const { lanes, laneOfLine } = pageModel({ ...trace, lines: strangers });
    expect(lanes).toHaveLength(1 + trace.plan.nodes.length + 12);
    expect(laneOfLine.slice(12)).toEqual(Array.from({ length: 28 }, () => 0));
  });

  test('a finding leads to the line where its judge spoke', () => {
    for (const { invariant, line: at } of model.findings) {
      expect(trace.lines[at ?? -1]).toMatchObject({ kind: 'broken', what: invariant });
    }
  });

  test('a finding without a line of its judge leads to its step, and one of no step nowhere', () => {
    const found = { invariant: 'Terminal', node: 'w0', step: 3, detail: '' };
    const { findings } = pageModel({ ...trace, findings: [found, { ...found, step: 99_999 }] });
    expect(findings.map(({ line: at }) => at)).toEqual([3, undefined]);
  });

  test('a node is down from its stop to the opening that did not refuse', () => {
    const lines = [
      line({ kind: 'stop', node: 'w0', what: 'crash' }),
      line({ kind: 'open', node: 'w0', what: 'crash', outcome: 'refused' }),
      line({ kind: 'open', node: 'w0', what: 'damage' }),
      line({ kind: 'stop', node: 'w0', what: 'power-loss' }),
    ];
    expect(pageModel({ ...trace, lines }).gaps).toEqual([
      { node: 'w0', from: 0, to: 2, why: 'crash' },
      { node: 'w0', from: 3, to: undefined, why: 'power-loss' },
    ]);
  });

  test('a fault that lasts has its length, and ends with the run at the latest', () => {
    const spans = model.weather.map(({ what, nodes, from, to }) => ({
      what,
      nodes,
      isLong: to > from && to <= trace.plan.endAt,
    }));
    expect(spans).toContainEqual({ what: 'partition: w3 v1', nodes: [], isLong: true });
    expect(spans).toContainEqual({ what: 'slow-disk', nodes: ['w1'], isLong: true });
    expect(spans.every(({ isLong }) => isLong)).toBe(true);
  });
});
