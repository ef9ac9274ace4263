/**
 * Bodies of credentials. The SAID was checked when the body was read, which proves nothing about its
 * author: a body is kept once its issuance stands in the registry it names, and a body without registry
 * once its issuer's signature verifies. Until then it waits, within the caps of the quarantine.
 *
 * Source: K-263, K-266; keripy.md 5.5. Whether a credential is revoked, and whether it fits its schema, is
 * for its reader.
 */
import { assert } from '../std/assert.ts';
import type { Attestation } from '../evidence/attestation.ts';
import { attestationsOf, examine, uncheckedOf } from '../evidence/attestation.ts';
import type { Attachments } from '../cesr/attachments.ts';
import { parsePrefix } from '../cesr/identifiers.ts';
import type { Prefix } from '../cesr/qualified.ts';
import type { Credential } from '../event/types.ts';
import type { Missing } from '../state/decision.ts';
import { waitKey } from '../state/escrow.ts';
import type { WaitKey } from '../state/escrow.ts';
import type { Step } from '../state/step.ts';
import type { RegistryState } from '../state/stored.ts';
import type { View } from '../state/view.ts';
import { once } from '../std/once.ts';
import type { Arrival } from './arrival.ts';
import {
  askingFor,
  bestOf,
  establishmentAccepted,
  establishmentHasKeys,
  plainSignatureVerifies,
  signerKnown,
  someSignatureVerifies,
  thresholdMet,
  waitKeysOf,
} from './attested.ts';
import type { Attested, Judged } from './attested.ts';
import { allHold, hold, leaving, reject, subjectOf, whyOf } from './hold.ts';
import { reasonOf } from './reason.ts';
import { firstFailure, when } from './row.ts';
import type { Failure, Rule } from './row.ts';

type CredentialArrival = Arrival<Credential>;

/** What a body with a registry is judged on. */
export type IssuedCase = {
  readonly message: Credential;
  readonly registry: RegistryState | undefined;
  /** The registry that issued the credential. */
  readonly issuedIn: Prefix | undefined;
};

export const issuedRules: readonly Rule<IssuedCase>[] = [
  {
    id: 'ACDC-ISSUER',
    says: 'the registry that the credential names belongs to its issuer',
    source: 'keripy.md 5.5 (ii)',
    reason: 'credential-issuer-differs',
    fails: ({ registry, message }) =>
      registry !== undefined && registry.issuer !== message.issuer ? { field: 'i' } : undefined,
  },
  {
    id: 'ACDC-ISSUED',
    says: 'the registry that the credential names issued it',
    source: 'keripy.md 5.5; K-263',
    reason: 'credential-unissued',
    fails: ({ message, registry, issuedIn }) => {
      if (registry !== undefined && issuedIn === registry.registry) return undefined;
      const missing: Missing = { kind: 'registry', prefix: logOf(message) ?? message.issuer, sn: undefined };
      return { missing: [missing] };
    },
  },
];

/** What a body without registry is judged on. */
export type SignedCase = { readonly own: readonly Attestation[] };

export const signedCredentialRules: readonly Rule<SignedCase>[] = [
  {
    id: 'ACDC-BY-ISSUER',
    says: 'a credential without registry is signed by its issuer',
    source: 'K-258, K-266',
    reason: 'credential-unsigned',
    fails: ({ own }) => when(own.length === 0),
  },
];

export const credentialAttestedRules: readonly Rule<Attested>[] = [
  { id: 'ACDC-SIGNER-KNOWN', reason: 'credential-signer-unknown', ...signerKnown },
  { id: 'ACDC-ESTABLISHMENT', reason: 'credential-establishment-differs', ...establishmentAccepted },
  { id: 'ACDC-HAS-KEYS', reason: 'credential-establishment-differs', ...establishmentHasKeys },
  { id: 'ACDC-SIGNED-PLAIN', reason: 'credential-signature-bad', ...plainSignatureVerifies },
  { id: 'ACDC-SIGNED', reason: 'credential-signature-bad', ...someSignatureVerifies },
  { id: 'ACDC-THRESHOLD', reason: 'credential-threshold-unmet', ...thresholdMet },
];

/** Decides the body of a credential. */
export function decideCredential(view: View, arrival: CredentialArrival): Step {
  const { message } = arrival;
  if (view.log.credentialBody(message.said) !== undefined) return repeated(arrival);
  return message.registry === undefined || message.registry === ''
    ? decideSigned(view, arrival)
    : decideIssued(view, arrival, message.registry);
}

function repeated(arrival: CredentialArrival): Step {
  const why = allHold('ACDC-REPEAT', 'the credential was accepted before');
  return {
    decision: { outcome: 'duplicate', subject: subjectOf(arrival.message), why, added: 0 },
    writes: leaving(arrival),
    sends: [],
    wakes: [],
  };
}

/** The log of the credential: it is named by the SAID of the body. */
function logOf({ said }: Credential): Prefix | undefined {
  const parsed = parsePrefix(said);
  return parsed.ok ? parsed.value : undefined;
}

function decideIssued(view: View, arrival: CredentialArrival, name: string): Step {
  const { message } = arrival;
  const parsed = parsePrefix(name);
  const log = logOf(message);
  const registry = parsed.ok ? view.log.registry(parsed.value) : undefined;
  const issuedIn = log === undefined ? undefined : view.log.credential(log)?.registry;
  const failure = firstFailure(issuedRules, { message, registry, issuedIn });
  if (failure === undefined) return accept(arrival, arrival.attachments);
  if (!reasonOf(failure.rule.reason).waits) return reject(arrival, whyOf(failure));
  const keys: WaitKey[] = log === undefined ? [] : [waitKey.registry(log, 0n)];
  return wait(view, arrival, {
    failure,
    waitsFor: keys,
    attachments: arrival.attachments,
    quarantined: true,
  });
}

function decideSigned(view: View, arrival: CredentialArrival): Step {
  const { message } = arrival;
  const own = attestationsOf(arrival.attachments).filter(({ prefix }) => prefix === message.issuer);
  const unfit = firstFailure(signedCredentialRules, { own });
  if (unfit !== undefined) return reject(arrival, whyOf(unfit));
  const judged = own.map((attestation): Judged<Attested> => {
    const of: Attested = { examined: once(() => examine(view, message.raw, attestation)) };
    return { of, failure: firstFailure(credentialAttestedRules, of) };
  });
  const best = bestOf(judged);
  assert(best !== undefined, 'a credential without signatures fails a row');
  const found = best.of.examined();
  if (best.failure === undefined)
    return accept(arrival, found.kind === 'good' ? found.good : arrival.attachments);
  if (!reasonOf(best.failure.rule.reason).waits) return reject(arrival, whyOf(best.failure));
  const unchecked = uncheckedOf(found);
  const step = wait(view, arrival, {
    failure: best.failure,
    waitsFor: waitKeysOf(found, message.said),
    attachments: found.kind === 'short' ? found.good : arrival.attachments,
    quarantined: unchecked !== undefined,
  });
  return askingFor(unchecked, arrival, step);
}

type Waits = {
  readonly failure: Failure;
  readonly waitsFor: readonly WaitKey[];
  readonly attachments: Attachments;
  readonly quarantined: boolean;
};

function wait(view: View, arrival: CredentialArrival, { failure, ...how }: Waits): Step {
  return hold(view, arrival, {
    ...how,
    kind: 'mres',
    why: whyOf(failure),
    prefix: arrival.message.issuer,
    sn: undefined,
  });
}

function accept(arrival: CredentialArrival, attachments: Attachments): Step {
  const { message, at } = arrival;
  return {
    decision: {
      outcome: 'accepted',
      subject: subjectOf(message),
      why: allHold('ACDC-ACCEPT', 'its issuer vouches for it'),
      supersedes: [],
    },
    writes: [
      ...leaving(arrival),
      { kind: 'append-credential', stored: { credential: message, attachments, at } },
    ],
    sends: [],
    wakes: [waitKey.said(message.said)],
  };
}
