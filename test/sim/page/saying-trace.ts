/** A trace that says one text wherever a trace can say anything. */
import type { Trace } from '../../../sim/trace.ts';
import { line } from './lines.ts';
import { madeTrace } from './made-trace.ts';

const { plan } = madeTrace({ length: 10 });

export function sayingTrace(text: string): Trace {
  const told = { node: text, what: text, prefix: text, said: text, prior: text, detail: text };
  const said = line({ kind: 'step', ...told, ilk: 'icp', sn: '0', outcome: 'accepted' });
  return {
    plan: { ...plan, seed: text, profile: text, core: [text] },
    lines: [
      said,
      { ...said, sn: text, ilk: text, outcome: text },
      { ...said, kind: 'send' },
      { ...said, kind: 'entry' },
      { ...said, kind: 'broken' },
    ],
    traceHash: text,
    findings: [{ invariant: text, node: text, step: 0, detail: text }],
  };
}
