/**
 * The rows that every signed, routed message shares: its signer is known, the named key state is the
 * signer's, a signature verifies, the threshold is met. Each family gives them its own ids and reasons.
 *
 * Source: K-272, K-275; keripy.md 4.6 (B5, B6), 1.8.
 */
import type { Said } from '../cesr/qualified.ts';
import type { Examined, Unchecked } from '../evidence/attestation.ts';
import { signerKeys, uncheckedOf } from '../evidence/attestation.ts';
import type { Missing } from '../state/decision.ts';
import { waitKey } from '../state/escrow.ts';
import type { WaitKey } from '../state/escrow.ts';
import type { Step } from '../state/step.ts';
import type { Arrival } from './arrival.ts';
import { reasonOf } from './reason.ts';
import { badSignature, when } from './row.ts';
import type { Failure, Rule } from './row.ts';

/** What the shared rows look at. `examined` verifies when first asked. */
export type Attested = { readonly examined: () => Examined };

/** A shared row, less its id and reason. */
type SharedRow = Omit<Rule<Attested>, 'id' | 'reason'>;

export const signerKnown: SharedRow = {
  says: 'the key state that the signatures were made under is known',
  source: 'K-272',
  fails: ({ examined }) => unknownSigner(examined()),
};

export const establishmentAccepted: SharedRow = {
  says: 'the event that the signatures name is the one accepted at its number',
  source: 'K-272; keripy.md 4.6 B5',
  fails: ({ examined }) => when(examined().kind === 'establishment-differs'),
};

export const establishmentHasKeys: SharedRow = {
  says: 'the event that the signatures name establishes keys',
  source: 'K-272; keripy.md 4.6 B5',
  fails: ({ examined }) => when(examined().kind === 'not-establishment'),
};

export const plainSignatureVerifies: SharedRow = {
  says: 'the plain signature of a non-transferable signer verifies',
  source: 'K-275',
  fails: ({ examined }) => badSigner(examined(), 'plain'),
};

export const someSignatureVerifies: SharedRow = {
  says: 'at least one of the indexed signatures verifies',
  source: 'K-275',
  fails: ({ examined }) => badSigner(examined(), 'group'),
};

export const thresholdMet: SharedRow = {
  says: 'the signatures meet the threshold of the event they name',
  source: 'K-275; keripy.md 4.6 B6',
  fails: ({ examined }) => short(examined()),
};

function unknownSigner(examined: Examined) {
  const unchecked = uncheckedOf(examined);
  if (unchecked === undefined) return undefined;
  const missing: Missing = { kind: 'key-state', prefix: unchecked.prefix, sn: unchecked.under?.sn };
  return { missing: [missing] };
}

function badSigner(examined: Examined, signer: 'plain' | 'group') {
  if (examined.kind !== 'bad' || examined.signer !== signer) return undefined;
  return badSignature(examined.firstBad);
}

function short(examined: Examined) {
  return examined.kind === 'short' ? { missing: [examined.missing] } : undefined;
}

/** What a candidate came to. */
export type Judged<C> = { readonly of: C; readonly failure: Failure | undefined };

/** The candidate to go by: the first that passes, else the first that may still, else the first. */
export function bestOf<C>(judged: readonly Judged<C>[]): Judged<C> | undefined {
  return (
    judged.find(({ failure }) => failure === undefined) ??
    judged.find(({ failure }) => failure !== undefined && reasonOf(failure.rule.reason).waits) ??
    judged[0]
  );
}

/** What frees a message whose signatures do not suffice yet. */
export function waitKeysOf(examined: Examined, said: Said): readonly WaitKey[] {
  const unchecked = uncheckedOf(examined);
  return unchecked === undefined ? [waitKey.said(said)] : [...signerKeys(unchecked), waitKey.said(said)];
}

/** The step with a query for the log of a signer, where that is what a message newly waits for. */
export function askingFor(signer: Unchecked | undefined, arrival: Arrival, step: Step): Step {
  if (signer === undefined || arrival.waiting !== undefined || step.decision.outcome !== 'escrowed')
    return step;
  const { prefix, under } = signer;
  return { ...step, sends: [{ kind: 'query', route: 'logs', prefix, sn: under?.sn, said: under?.said }] };
}
