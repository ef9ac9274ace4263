/** What the process that hunts a mutant is asked, and what it answers. */
import type { ProfileName } from '../expand/index.ts';
import type { Plan } from '../plan.ts';

/** A hunt: seeds from 0 on until the first broken promise. */
export type HuntOrder = {
  readonly kind: 'hunt';
  /** Judges that are to find it, the one it is for first. */
  readonly expected: readonly string[];
  readonly profile: ProfileName;
  readonly seedsMax: number;
  readonly millisMax: number;
  /** 0: the plan that killed is not shrunk. */
  readonly shrinkMillisMax: number;
};

/** A check of the simulator of itself. */
export type CheckOrder = {
  readonly kind: 'check';
  readonly check: string;
  readonly profile: ProfileName;
  readonly seedsMax: number;
  readonly item: string;
};

/** Runs without a mutant: which seeds and plans are red. */
export type ReferenceOrder = {
  readonly kind: 'reference';
  readonly profile: ProfileName;
  readonly from: number;
  readonly count: number;
  readonly plans: readonly Plan[];
};

export type Order = HuntOrder | CheckOrder | ReferenceOrder;

export type Hunted = {
  readonly kind: 'hunted';
  /** Name of the first judge to find something, or of the check that did; undefined when nobody did. */
  readonly killedBy: string | undefined;
  readonly detail: string;
  /** Seeds run, the red one included. */
  readonly seeds: number;
  /** Seeds until the judge it is for found it, alone where an accepted alternative came first; undefined when it did not. */
  readonly namedSeeds: number | undefined;
  /** How often planted lines ran. */
  readonly executed: number;
  readonly millis: number;
  readonly shrunk: ShrunkKill | undefined;
};

export type ShrunkKill = {
  readonly plan: Plan;
  readonly runs: number;
  readonly isMinimal: boolean;
  readonly millis: number;
};

export type Referenced = {
  readonly kind: 'referenced';
  /** Seeds that are red without any mutant, with the first broken promise. */
  readonly red: readonly (readonly [seed: number, invariant: string])[];
  /** Places of the plans that are red without any mutant. */
  readonly redPlans: readonly number[];
};

export type Answer = Hunted | Referenced;
