/** All judges, one line each, in the order of their numbers. */
import type { Judge } from './judge.ts';

export const judges: readonly Judge[] = [];
