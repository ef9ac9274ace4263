/** All judges, one line each, in the order of their numbers. */
import type { Judge } from './judge.ts';
import { bigSn } from './big-sn.ts';
import { conservation } from './conservation.ts';
import { escrowCaps } from './escrow-caps.ts';
import { escrowVerified } from './escrow-verified.ts';
import { expiryMonotonic } from './expiry-monotonic.ts';
import { failStop } from './fail-stop.ts';
import { idempotent } from './idempotent.ts';
import { localityHonoured } from './locality.ts';
import { totalFunction } from './total-function.ts';

export const judges: readonly Judge[] = [
  bigSn,
  localityHonoured,
  escrowCaps,
  escrowVerified,
  conservation,
  expiryMonotonic,
  idempotent,
  failStop,
  totalFunction,
];
