/** What a run came to. */
import type { Finding } from '../invariants/judge.ts';
import type { Judged } from '../invariants/panel.ts';
import type { MarkName } from './marks.ts';
import type { Doing, Plan } from './plan.ts';
import type { TraceLine } from './trace.ts';

/** How often a fault was asked for, was carried out, and made a difference that somebody could see. */
export type FaultCount = { readonly requested: number; readonly applied: number; readonly observed: number };

export type RunReport = {
  readonly plan: Plan;
  /** Things that happened: deliveries, decisions, faults, openings. */
  readonly steps: number;
  /** Commands that nodes decided. */
  readonly events: number;
  /** 16 hex digits over every step; equal for equal runs. */
  readonly traceHash: string;
  /** The hash after each step, two words a step. */
  readonly stepHashes: Uint32Array;
  readonly violations: readonly Finding[];
  readonly judged: Judged;
  readonly marks: ReadonlyMap<MarkName, number>;
  readonly faults: ReadonlyMap<Doing | string, FaultCount>;
  /** `what of the command × fault` that were under way together, with counts. */
  readonly pairs: ReadonlyMap<string, number>;
  /** Steps by decision: `accepted`, … and by message type. */
  readonly decisions: ReadonlyMap<string, number>;
  readonly liveness: { readonly checked: boolean; readonly excuse: string | undefined };
  /** Simulated microseconds. */
  readonly simulated: number;
  /** Empty unless asked for. */
  readonly lines: readonly TraceLine[];
};

export type RunOptions = {
  /** Keep the lines of the trace. */
  readonly traced?: boolean;
  /** End at the first broken promise. */
  readonly stopsAtFirst?: boolean;
  /** Nobody judges. Judges only observe, so every step is the same as with them, but those that tell what they found. */
  readonly unjudged?: boolean;
};
