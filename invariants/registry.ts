/** All judges, one line each, in the order of their numbers. */
import type { Judge } from './judge.ts';
import { ackImpliesDurable } from './store/ack-durable.ts';
import { anchorExact } from './log/anchor-exact.ts';
import { anchorOrder } from './log/anchor-order.ts';
import { atomicCommand } from './store/atomic-command.ts';
import { badaMonotone } from './log/bada-monotone.ts';
import { badaTombstone } from './log/bada-tombstone.ts';
import { bigSn } from './big-sn.ts';
import { canRotate } from './custody/can-rotate.ts';
import { conditionalConfluence } from './confluence.ts';
import { conservation } from './conservation.ts';
import { containment } from './containment.ts';
import { delegatesApproved } from './custody/delegates-approved.ts';
import { disputedAnchorVisible } from './log/disputed-anchor.ts';
import { divergence } from './divergence.ts';
import { duplicityKept } from './log/duplicity-kept.ts';
import { duplicityPropagates } from './duplicity-propagates.ts';
import { escrowCaps } from './escrow-caps.ts';
import { escrowFixpoint } from './escrow-fixpoint.ts';
import { escrowOrderFree } from './escrow-order-free.ts';
import { escrowVerified } from './escrow-verified.ts';
import { expiryMonotonic } from './expiry-monotonic.ts';
import { failStop } from './store/fail-stop.ts';
import { fair } from './fair.ts';
import { fnDense } from './log/fn-dense.ts';
import { framingFree } from './framing-free.ts';
import { honestWitnessOnce } from './honest-witness-once.ts';
import { idempotent } from './idempotent.ts';
import { indexEqualsLog } from './store/index-equals-log.ts';
import { kawaImmunity } from './kawa-immunity.ts';
import { keysInForce } from './custody/keys-in-force.ts';
import { keyStateIsFold } from './log/key-state-is-fold.ts';
import { localityHonoured } from './locality.ts';
import { neverUnseen } from './log/never-unseen.ts';
import { nextKeysKept } from './custody/next-keys-kept.ts';
import { oneInception } from './log/one-inception.ts';
import { outboxExactly } from './store/outbox-exactly.ts';
import { prefixBound } from './log/prefix-bound.ts';
import { priorChained } from './log/prior-chained.ts';
import { priorNext } from './log/prior-next.ts';
import { progress } from './progress.ts';
import { receiptBinds } from './log/receipt-binds.ts';
import { recovers } from './recovers.ts';
import { replayEquals } from './store/replay-equals.ts';
import { revealedOnce } from './custody/revealed-once.ts';
import { revokedMeansRevoked } from './log/revoked-means-revoked.ts';
import { rotDetected } from './store/rot-detected.ts';
import { saidBindsBytes } from './log/said-binds-bytes.ts';
import { sigThreshold } from './log/sig-threshold.ts';
import { snContiguous } from './log/sn-contiguous.ts';
import { supersedeByRule } from './log/supersede-by-rule.ts';
import { terminal } from './log/terminal.ts';
import { totalFunction } from './total-function.ts';
import { traitsHonoured } from './log/traits-honoured.ts';
import { trunkOnly } from './log/trunk-only.ts';
import { witnessDerivation } from './log/witness-derivation.ts';
import { witnessHighWater } from './store/witness-high-water.ts';
import { witnessThreshold } from './log/witness-threshold.ts';

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
  nextKeysKept,
  keysInForce,
  revealedOnce,
  canRotate,
  delegatesApproved,
  divergence,
  containment,
];
