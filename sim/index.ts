/** The door `keelson/sim`: the deterministic simulator as a library. docs/SIMULATOR.md. */
export { expandSeed, profileNames, profiles } from './expand/index.ts';
export type { Profile, ProfileName } from './expand/index.ts';
export { marks } from './marks.ts';
export type { MarkName } from './marks.ts';
export { pageOf } from './page/page.ts';
export { planFormat } from './plan.ts';
export type {
  AdversaryEntry,
  Doing,
  FaultEntry,
  HumanEntry,
  NodePlan,
  Plan,
  PlanEntry,
  PlanOptions,
  Ratio,
  Role,
  Spreading,
} from './plan.ts';
export { parsePlan } from './plan-read.ts';
export type { PlanRunner } from './plan-runner.ts';
export { firstDifference, replayPlan } from './replay.ts';
export type { Mismatch, Replay } from './replay.ts';
export type { FaultCount, RunOptions, RunReport } from './report.ts';
export { runPlan } from './run.ts';
export { shrinkPlan } from './shrink.ts';
export type { ShrinkProgress, Shrinking, Shrunk } from './shrink.ts';
export { gapsOf, openTally } from './tally.ts';
export type { Counts, Gaps, Tally, TallyKeeper } from './tally.ts';
export { parseTrace, printTrace } from './trace.ts';
export type { Trace, TraceKind, TraceLine } from './trace.ts';
