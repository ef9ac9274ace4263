/** Everything a run is told of itself: the lines of its trace, their rolling hash, and its counts. */
import type { Outcome } from '../kernel/settle.ts';
import { RollingHash } from './hash.ts';
import type { MarkName } from './marks.ts';
import type { FaultCount } from './report.ts';
import type { TraceLine } from './trace.ts';
import { openWaitingMarks } from './waiting-marks.ts';

/** What a line tells beside its step and time; left out is empty. */
export type Told = Pick<TraceLine, 'node' | 'kind'> &
  Partial<Omit<TraceLine, 'step' | 'at' | 'node' | 'kind'>>;

const wordsPerStep = 2;
const stepsAtFirst = 4096;

export class Recorder {
  readonly #now: () => number;
  readonly #traced: boolean;
  readonly #hash = new RollingHash();
  readonly lines: TraceLine[] = [];
  readonly marks = new Map<MarkName, number>();
  readonly #waitingMarks = openWaitingMarks((name) => this.mark(name));
  readonly faults = new Map<string, FaultCount>();
  readonly pairs = new Map<string, number>();
  readonly decisions = new Map<string, number>();
  #hashes = new Uint32Array(stepsAtFirst * wordsPerStep);
  steps = 0;
  events = 0;

  constructor(now: () => number, traced: boolean) {
    this.#now = now;
    this.#traced = traced;
  }

  get traceHash(): string {
    return this.#hash.text;
  }

  get stepHashes(): Uint32Array {
    return this.#hashes.slice(0, this.steps * wordsPerStep);
  }

  /** One line of the trace: one step of the run. */
  tell({
    node,
    kind,
    what = '',
    ilk = '',
    prefix = '',
    sn = '',
    said = '',
    prior = '',
    outcome = '',
    detail = '',
  }: Told): void {
    const hash = this.#hash;
    const at = this.#now();
    hash.addNumber(at);
    hash.addText(node);
    hash.addText(kind);
    hash.addText(what);
    hash.addText(said);
    hash.addText(sn);
    hash.addText(outcome);
    hash.addText(detail);
    if (this.#traced)
      this.lines.push({
        step: this.steps,
        at,
        node,
        kind,
        what,
        ilk,
        prefix,
        sn,
        said,
        prior,
        outcome,
        detail,
      });
    this.#note();
  }

  /** Adds to the hash what no line shows, such as the rows of a store. */
  fold(text: string): void {
    this.#hash.addText(text);
    this.#note();
  }

  /** A decided command. */
  decided(node: string, { command, step }: Outcome): void {
    this.#waitingMarks(node, { command, step });
    const { decision } = step;
    const { ilk, prefix = '', sn, said } = decision.subject;
    this.events += 1;
    count(this.decisions, decision.outcome);
    count(this.decisions, `${command.kind} ${ilk}`);
    const held = decision.outcome === 'escrowed' ? ` ${decision.escrow}` : '';
    this.tell({
      node,
      kind: 'step',
      what: command.kind,
      ilk,
      prefix,
      sn: sn === undefined ? '' : sn.toString(16),
      said,
      prior: priorOf(step),
      outcome: decision.outcome,
      detail: `${decision.why.rule} ${decision.why.reason ?? ''}${held}`,
    });
  }

  mark(name: MarkName): void {
    count(this.marks, name);
  }

  /** Notes that a fault was asked for, carried out, or made a difference. */
  fault(name: string, stage: keyof FaultCount, by = 1): void {
    const known = this.faults.get(name) ?? { requested: 0, applied: 0, observed: 0 };
    this.faults.set(name, { ...known, [stage]: known[stage] + by });
  }

  pair(command: string, fault: string): void {
    count(this.pairs, `${command} × ${fault}`);
  }

  #note(): void {
    const [a, b] = this.#hash.words;
    const at = this.steps * wordsPerStep;
    if (at >= this.#hashes.length) {
      const longer = new Uint32Array(this.#hashes.length * 2);
      longer.set(this.#hashes);
      this.#hashes = longer;
    }
    this.#hashes[at] = a;
    this.#hashes[at + 1] = b;
    this.steps += 1;
  }
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function priorOf(step: Outcome['step']): string {
  for (const write of step.writes) {
    if (write.kind === 'append-event' && 'prior' in write.stored.event) return write.stored.event.prior;
  }
  return '';
}
