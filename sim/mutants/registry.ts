/** All mutants, in the order of the promises they are planted against. */
import type { Mutant } from './mutant.ts';
import { custodyMutants } from './of-custody.ts';
import { durabilityMutants } from './of-durability.ts';
import { eventMutants } from './of-events.ts';
import { progressMutants } from './of-progress.ts';
import { recoveryMutants } from './of-recovery.ts';
import { replyMutants } from './of-replies.ts';
import { signingMutants } from './of-signing.ts';
import { simulatorMutants } from './of-simulator.ts';
import { waitingMutants } from './of-waiting.ts';
import { witnessingMutants } from './of-witnessing.ts';

export const mutants: readonly Mutant[] = [
  ...eventMutants,
  ...signingMutants,
  ...witnessingMutants,
  ...recoveryMutants,
  ...waitingMutants,
  ...replyMutants,
  ...durabilityMutants,
  ...progressMutants,
  ...custodyMutants,
  ...simulatorMutants,
];
