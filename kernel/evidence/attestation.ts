/**
 * Who vouches for a routed message: plain signatures of non-transferable identifiers, and groups of
 * indexed signatures made under an establishment event. Finds out; decides nothing.
 *
 * Source: K-272 (a signed update names the key state it was signed under, or its signer is
 * non-transferable), K-143, K-152; keripy.md 4.5, 4.6 (B1, B5, B6).
 */
import type { Attachments, IndexedSignature, ReceiptCouple } from '../cesr/attachments.ts';
import { noAttachments } from '../cesr/attachments.ts';
import { isTransferable } from '../cesr/identifiers.ts';
import type { Prefix, Said, Sn } from '../cesr/qualified.ts';
import { describeThreshold, isSatisfied, lackOf } from '../event/threshold.ts';
import type { Missing } from '../state/decision.ts';
import { waitKey } from '../state/escrow.ts';
import type { WaitKey } from '../state/escrow.ts';
import { stateAt } from '../state/evolve.ts';
import type { KeyState } from '../state/key-state.ts';
import type { View } from '../state/view.ts';
import { isSignedBy, verifyIndexed } from './signatures.ts';
import type { BadSignature } from './signatures.ts';

/** One signer's claim to a message. */
export type Attestation =
  | { readonly kind: 'plain'; readonly prefix: Prefix; readonly couple: ReceiptCouple }
  /** `under` is undefined for signatures made under the latest establishment event. */
  | {
      readonly kind: 'group';
      readonly prefix: Prefix;
      readonly under: { readonly sn: Sn; readonly said: Said } | undefined;
      readonly signatures: readonly IndexedSignature[];
    };

/** What an attestation came to. */
export type Examined =
  | {
      readonly kind: 'signer-unknown';
      readonly prefix: Prefix;
      readonly under: { readonly sn: Sn; readonly said: Said } | undefined;
    }
  /** Another event was accepted at the number that the group names. */
  | { readonly kind: 'establishment-differs'; readonly prefix: Prefix; readonly sn: Sn }
  | { readonly kind: 'not-establishment'; readonly prefix: Prefix; readonly sn: Sn }
  /** No signature verifies. Those under the latest establishment event may, when a later one comes. */
  | {
      readonly kind: 'bad';
      readonly prefix: Prefix;
      readonly signer: 'plain' | 'group' | 'latest';
      readonly firstBad: BadSignature | undefined;
    }
  /** Some signatures verify, too few for the threshold. */
  | { readonly kind: 'short'; readonly good: Attachments; readonly missing: Missing }
  /** `signedAtSn` is undefined for a non-transferable signer. */
  | { readonly kind: 'good'; readonly good: Attachments; readonly signedAtSn: Sn | undefined };

/**
 * The attestations among the attachments, each signer and establishment event once. Plain signatures
 * of transferable identifiers are none: they do not say which key state they were made under.
 */
export function attestationsOf(attachments: Attachments): readonly Attestation[] {
  const plain = attachments.receiptCouples
    .filter(({ prefix }) => !isTransferable(prefix))
    .map((couple): Attestation => ({ kind: 'plain', prefix: couple.prefix, couple }));
  const groups = [
    ...attachments.signatureGroups.map(({ prefix, sn, said, signatures }) => ({
      prefix,
      under: { sn, said },
      signatures,
    })),
    ...attachments.latestSignatureGroups.map(({ prefix, signatures }) => ({
      prefix,
      under: undefined,
      signatures,
    })),
  ];
  return [...plain, ...joined(groups)];
}

type Group = Omit<Extract<Attestation, { readonly kind: 'group' }>, 'kind'>;

/** Groups of one signer under one establishment event, as one group. */
function joined(groups: readonly Group[]): readonly Attestation[] {
  const byKey = new Map<string, Group>();
  for (const group of groups) {
    const key = `${group.prefix} ${group.under?.sn ?? ''} ${group.under?.said ?? ''}`;
    const before = byKey.get(key);
    byKey.set(
      key,
      before === undefined ? group : { ...group, signatures: [...before.signatures, ...group.signatures] },
    );
  }
  return [...byKey.values()].map((group) => ({ kind: 'group', ...group }));
}

/** Checks one attestation of `message`, the raw bytes of its body. */
export function examine(view: View, message: Uint8Array, attestation: Attestation): Examined {
  if (attestation.kind === 'plain') return examinePlain(view, message, attestation);
  const { prefix, under } = attestation;
  const head = view.log.keyState(prefix);
  if (head === undefined || (under !== undefined && under.sn > head.sn))
    return { kind: 'signer-unknown', prefix, under };
  if (under === undefined) return examineGroup(view, message, { attestation, state: head });
  const trunk = view.log.acceptedAt(prefix, under.sn).at(-1);
  const stored = trunk === under.said ? view.log.event(under.said) : undefined;
  if (stored === undefined) return { kind: 'establishment-differs', prefix, sn: under.sn };
  if (stored.standing === undefined) return { kind: 'not-establishment', prefix, sn: under.sn };
  return examineGroup(view, message, { attestation, state: stateAt(view.log, stored) });
}

function examinePlain(
  view: View,
  message: Uint8Array,
  { prefix, couple }: Extract<Attestation, { readonly kind: 'plain' }>,
): Examined {
  if (!isSignedBy(prefix, message, couple, view.algorithms))
    return { kind: 'bad', prefix, signer: 'plain', firstBad: { place: 0, span: couple.span } };
  return { kind: 'good', good: { ...noAttachments, receiptCouples: [couple] }, signedAtSn: undefined };
}

type Signed = {
  readonly attestation: Extract<Attestation, { readonly kind: 'group' }>;
  readonly state: KeyState;
};

function examineGroup(view: View, message: Uint8Array, { attestation, state }: Signed): Examined {
  const { keys, signingThreshold, establishmentSn, establishmentSaid } = state;
  const { prefix, under, signatures } = attestation;
  const { good, indices, firstBad } = verifyIndexed(signatures, keys, message, view.algorithms);
  if (good.length === 0)
    return { kind: 'bad', prefix, signer: under === undefined ? 'latest' : 'group', firstBad };
  const group = { prefix, sn: establishmentSn, said: establishmentSaid, signatures: good };
  const verified: Attachments = { ...noAttachments, signatureGroups: [group] };
  if (isSatisfied(signingThreshold, indices))
    return { kind: 'good', good: verified, signedAtSn: establishmentSn };
  const missing: Missing = {
    kind: 'signatures',
    of: 'signing',
    threshold: describeThreshold(signingThreshold),
    have: [...indices].sort((a, b) => a - b),
    lack: lackOf(signingThreshold, indices, keys.length).helpful,
  };
  return { kind: 'short', good: verified, missing };
}

/** An attestation that nothing can be said about until more of the signer's log is known. */
export type Unchecked = {
  readonly prefix: Prefix;
  readonly under: { readonly sn: Sn; readonly said: Said } | undefined;
};

/** What is missing to check the attestation; undefined when it was checked for good. */
export function uncheckedOf(examined: Examined): Unchecked | undefined {
  if (examined.kind === 'signer-unknown') return examined;
  return examined.kind === 'bad' && examined.signer === 'latest'
    ? { prefix: examined.prefix, under: undefined }
    : undefined;
}

/** What may come that lets the signatures be checked. */
export function signerKeys({ prefix, under }: Unchecked): readonly WaitKey[] {
  return [under === undefined ? waitKey.keys(prefix) : waitKey.event(prefix, under.sn)];
}
