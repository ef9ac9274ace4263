/**
 * What there is to know about an arriving key event, found out before anything is decided.
 *
 * Source: keripy.md 3.6–3.9; K-207…K-209.
 */
import { assert } from '../std/assert.ts';
import type { Attachments, EventReference, ReceiptCouple } from '../cesr/attachments.ts';
import { isTransferable } from '../cesr/identifiers.ts';
import type { Key, Prefix, Said, Sn } from '../cesr/qualified.ts';
import type { Threshold } from '../event/threshold.ts';
import type { KeyEvent } from '../event/types.ts';
import { witnessesAfter } from '../state/evolve.ts';
import type { KeyState } from '../state/key-state.ts';
import type { Source } from '../state/stored.ts';
import type { View } from '../state/view.ts';
import { lostPointers, sealingEvent } from './delegation.ts';
import type { SealPointer } from './delegation.ts';
import { isSignedBy, revealed, verifyIndexed } from './signatures.ts';
import type { VerifiedSignatures } from './signatures.ts';

export type DelegationEvidence =
  | { readonly kind: 'none-needed' }
  | { readonly kind: 'sealed'; readonly anchor: EventReference }
  | {
      readonly kind: 'unsealed';
      readonly delegator: Prefix;
      readonly prefix: Prefix;
      readonly sn: Sn;
      readonly said: Said;
      /** Where the seal is said to be. */
      readonly pointers: readonly SealPointer[];
      /** There are pointers, and all of them name events that lost; nobody of here waives the seal. */
      readonly isPointerLost: boolean;
    };

export type Evidence = {
  readonly event: KeyEvent;
  /** Undefined for inceptions. */
  readonly base: KeyState | undefined;
  readonly keyCount: number;
  readonly signingThreshold: Threshold;
  readonly signatures: VerifiedSignatures;
  /** For rotations: what of the commitment before was revealed. */
  readonly priorNext:
    | { readonly threshold: Threshold; readonly count: number; readonly revealed: ReadonlySet<number> }
    | undefined;
  readonly witnessing: {
    readonly witnesses: readonly Prefix[];
    readonly toad: number;
    readonly signatures: VerifiedSignatures;
    /** Couples of witnesses, verified. They count like witness signatures. B-12. */
    readonly couples: readonly ReceiptCouple[];
    /** Places of witnesses that vouched, by signature or couple. */
    readonly indices: ReadonlySet<number>;
    /** An own identifier, or one that an own identifier witnesses, needs no receipts here. A-8. */
    readonly waived: boolean;
  };
  /** Verified couples of others than witnesses. */
  readonly endorsements: readonly ReceiptCouple[];
  readonly delegation: DelegationEvidence;
  readonly delegatorIsOwn: boolean;
  readonly locality: 'fit' | 'misfit';
  readonly awaitsRecoveries: boolean;
  readonly isUnsupportedRecovery: boolean;
};

export type Gathering = {
  readonly event: KeyEvent;
  readonly base: KeyState | undefined;
  readonly attachments: Attachments;
  readonly source: Source;
  /** The event would supersede a delegated rotation. */
  readonly supersedesDelegated: boolean;
};

/** Verifies what is attached and looks up what is sealed. */
export function gather(view: View, what: Gathering): Evidence {
  const { event, base, attachments } = what;
  const { algorithms, receiver } = view;
  const inForce = inForceAt(event, base);
  const signatures = verifyIndexed(attachments.controllerSignatures, inForce.keys, event.raw, algorithms);
  const isOwn = receiver.isOwn(event.prefix);
  const ownWitness = inForce.witnesses.some(receiver.isOwn);
  const ownDelegator = inForce.delegator !== undefined && receiver.isOwn(inForce.delegator);
  const strict = receiver.compat === 'specification' && what.source === 'remote';
  return {
    event,
    base,
    keyCount: inForce.keys.length,
    signingThreshold: inForce.signingThreshold,
    signatures,
    priorNext: priorNextOf(event, base, signatures, view),
    ...witnessingOf(what, inForce, isOwn || ownWitness, view),
    delegation: delegationOf(what, inForce.delegator, isOwn || ownWitness, view),
    delegatorIsOwn: ownDelegator && !isOwn,
    locality: strict && (isOwn || ownWitness || ownDelegator) ? 'misfit' : 'fit',
    awaitsRecoveries: receiver.awaitsRecoveries,
    isUnsupportedRecovery: what.supersedesDelegated && receiver.compat === 'keripy-1.1',
  };
}

type InForce = {
  readonly keys: readonly Key[];
  readonly signingThreshold: Threshold;
  readonly witnesses: readonly Prefix[];
  readonly toad: number;
  readonly delegator: Prefix | undefined;
};

/** Whose signatures and receipts an event needs. K-158, K-164, K-180, K-182. */
export function inForceAt(event: KeyEvent, base: KeyState | undefined): InForce {
  if ('witnesses' in event) return event;
  assert(base !== undefined, 'only inceptions have nothing before them');
  if (event.ilk === 'ixn') return base;
  const { keys, signingThreshold, toad, cuts, adds } = event;
  return {
    keys,
    signingThreshold,
    toad,
    witnesses: witnessesAfter(base.witnesses, cuts, adds),
    delegator: base.delegator,
  };
}

function priorNextOf(
  event: KeyEvent,
  base: KeyState | undefined,
  signatures: VerifiedSignatures,
  view: View,
): Evidence['priorNext'] {
  if (base === undefined || event.ilk === 'ixn' || 'witnesses' in event) return undefined;
  return {
    threshold: base.nextThreshold,
    count: base.nextKeyDigests.length,
    revealed: revealed(signatures.good, event.keys, base.nextKeyDigests, view.algorithms),
  };
}

function witnessingOf(
  what: Gathering,
  inForce: InForce,
  waived: boolean,
  view: View,
): Pick<Evidence, 'witnessing' | 'endorsements'> {
  const { event, attachments } = what;
  const { witnesses, toad } = inForce;
  const signatures = verifyIndexed(attachments.witnessSignatures, witnesses, event.raw, view.algorithms);
  const good = attachments.receiptCouples.filter(
    (couple) =>
      !isTransferable(couple.prefix) && isSignedBy(couple.prefix, event.raw, couple, view.algorithms),
  );
  const couples = good.filter(({ prefix }) => witnesses.includes(prefix));
  const endorsements = good.filter(({ prefix }) => !witnesses.includes(prefix));
  const indices = new Set(signatures.indices);
  for (const { prefix } of couples) indices.add(witnesses.indexOf(prefix));
  return { witnessing: { witnesses, toad, signatures, couples, indices, waived }, endorsements };
}

/**
 * An own identifier, or one that an own identifier witnesses, goes on before it is sealed (D-3); but which of two
 * delegated rotations holds, the order of their seals alone decides (K-231).
 */
function delegationOf(
  what: Gathering,
  delegator: Prefix | undefined,
  waived: boolean,
  view: View,
): DelegationEvidence {
  const { event } = what;
  if (delegator === undefined || event.ilk === 'ixn') return { kind: 'none-needed' };
  const pointers = [...what.attachments.sealSources, ...what.attachments.sealTriples];
  const anchor = sealingEvent(view.log, delegator, event, pointers);
  if (anchor !== undefined) return { kind: 'sealed', anchor };
  if (waived && !what.supersedesDelegated) return { kind: 'none-needed' };
  const { prefix, sn, said } = event;
  const lost = waived ? [] : lostPointers(view.log, delegator, pointers);
  const isPointerLost = lost.length > 0 && lost.length === pointers.length;
  return { kind: 'unsealed', delegator, prefix, sn, said, pointers, isPointerLost };
}
