/** All judges, one line each, in the order of their numbers. */
import type { Judge } from './judge.ts';
import { ackImpliesDurable } from './ack-durable.ts';
import { anchorExact } from './anchor-exact.ts';
import { anchorOrder } from './anchor-order.ts';
import { atomicCommand } from './atomic-command.ts';
import { badaMonotone } from './bada-monotone.ts';
import { badaTombstone } from './bada-tombstone.ts';
import { bigSn } from './big-sn.ts';
import { conditionalConfluence } from './confluence.ts';
import { conservation } from './conservation.ts';
import { containment } from './containment.ts';
import { disputedAnchorVisible } from './disputed-anchor.ts';
import { divergence } from './divergence.ts';
import { duplicityKept } from './duplicity-kept.ts';
import { duplicityPropagates } from './duplicity-propagates.ts';
import { escrowCaps } from './escrow-caps.ts';
import { escrowFixpoint } from './escrow-fixpoint.ts';
import { escrowOrderFree } from './escrow-order-free.ts';
import { escrowVerified } from './escrow-verified.ts';
import { expiryMonotonic } from './expiry-monotonic.ts';
import { failStop } from './fail-stop.ts';
import { fair } from './fair.ts';
import { fnDense } from './fn-dense.ts';
import { framingFree } from './framing-free.ts';
import { honestWitnessOnce } from './honest-witness-once.ts';
import { idempotent } from './idempotent.ts';
import { indexEqualsLog } from './index-equals-log.ts';
import { kawaImmunity } from './kawa-immunity.ts';
import { keyStateIsFold } from './key-state-is-fold.ts';
import { localityHonoured } from './locality.ts';
import { neverUnseen } from './never-unseen.ts';
import { oneInception } from './one-inception.ts';
import { outboxExactly } from './outbox-exactly.ts';
import { prefixBound } from './prefix-bound.ts';
import { priorChained } from './prior-chained.ts';
import { priorNext } from './prior-next.ts';
import { progress } from './progress.ts';
import { receiptBinds } from './receipt-binds.ts';
import { recovers } from './recovers.ts';
import { replayEquals } from './replay-equals.ts';
import { revokedMeansRevoked } from './revoked-means-revoked.ts';
import { rotDetected } from './rot-detected.ts';
import { saidBindsBytes } from './said-binds-bytes.ts';
import { sigThreshold } from './sig-threshold.ts';
import { snContiguous } from './sn-contiguous.ts';
import { supersedeByRule } from './supersede-by-rule.ts';
import { terminal } from './terminal.ts';
import { totalFunction } from './total-function.ts';
import { traitsHonoured } from './traits-honoured.ts';
import { trunkOnly } from './trunk-only.ts';
import { witnessDerivation } from './witness-derivation.ts';
import { witnessHighWater } from './witness-high-water.ts';
import { witnessThreshold } from './witness-threshold.ts';

export const judges: readonly Judge[] = [
  saidBindsBytes,
  snContiguous,
  priorChained,
  prefixBound,
  oneInception,
  terminal,
  traitsHonoured,
  bigSn,
  sigThreshold,
  priorNext,
  keyStateIsFold,
  revokedMeansRevoked,
  witnessThreshold,
  witnessDerivation,
  honestWitnessOnce,
  kawaImmunity,
  receiptBinds,
  localityHonoured,
  neverUnseen,
  fnDense,
  supersedeByRule,
  trunkOnly,
  duplicityKept,
  anchorExact,
  anchorOrder,
  disputedAnchorVisible,
  escrowCaps,
  escrowVerified,
  conservation,
  escrowFixpoint,
  escrowOrderFree,
  expiryMonotonic,
  badaMonotone,
  badaTombstone,
  idempotent,
  conditionalConfluence,
  framingFree,
  replayEquals,
  indexEqualsLog,
  ackImpliesDurable,
  atomicCommand,
  outboxExactly,
  failStop,
  rotDetected,
  witnessHighWater,
  totalFunction,
  progress,
  recovers,
  fair,
  duplicityPropagates,
  divergence,
  containment,
];
