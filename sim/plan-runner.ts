/** Who runs plans for the shrinker, the replay and the swarm: handed in, so that they are tested without the world. */
import type { Plan } from './plan.ts';
import type { RunOptions, RunReport } from './report.ts';

export type PlanRunner = (plan: Plan, options?: RunOptions) => Promise<RunReport>;
