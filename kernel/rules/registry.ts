/**
 * What becomes of a registry event: `vcp vrt` of a registry, `iss rev bis brv` of a credential.
 *
 * Source: keripy.md 5.5. An event delivered again while it waits brings its signatures to those before,
 * so events short of backers are freed (KERIpy never tries them again).
 */
import { assert } from '../std/assert.ts';
import type { Attachments, EventReference } from '../cesr/attachments.ts';
import { noAttachments } from '../cesr/attachments.ts';
import { parseSn, snOf } from '../cesr/number.ts';
import { gatherRegistry } from '../evidence/registry-evidence.ts';
import type { RegistryEvidence } from '../evidence/registry-evidence.ts';
import type { EventSeal, RegistryEvent } from '../event/types.ts';
import type { Send, Write } from '../state/effect.ts';
import { waitKey } from '../state/escrow.ts';
import type { WaitKey } from '../state/escrow.ts';
import type { Step } from '../state/step.ts';
import type { CredentialState, RegistryState, StoredRegistryEvent } from '../state/stored.ts';
import type { View } from '../state/view.ts';
import type { Arrival } from './arrival.ts';
import { allHold, hold, leaving, reject, subjectOf, whyOf } from './hold.ts';
import { reasonOf } from './reason.ts';
import { registryRules } from './registry-rules.ts';
import { firstFailure } from './row.ts';
import type { Failure } from './row.ts';

type RegistryArrival = Arrival<RegistryEvent>;

/** Decides a registry event. */
export function decideRegistryEvent(view: View, arrival: RegistryArrival): Step {
  const { message, attachments, source } = arrival;
  const accepted = view.log.registryEventAt(message.prefix, message.sn);
  if (accepted?.event.said === message.said) return repeated(arrival);
  const evidence = gatherRegistry(view, message, attachments, source);
  const failure = firstFailure(registryRules, evidence);
  if (failure === undefined) return accept(arrival, evidence);
  return reasonOf(failure.rule.reason).waits
    ? wait(arrival, evidence, failure)
    : reject(arrival, whyOf(failure));
}

function repeated(arrival: RegistryArrival): Step {
  const why = allHold('REG-REPEAT', 'the event was accepted before');
  return {
    decision: { outcome: 'duplicate', subject: subjectOf(arrival.message), why, added: 0 },
    writes: leaving(arrival),
    sends: [],
    wakes: [],
  };
}

function accept(arrival: RegistryArrival, evidence: RegistryEvidence): Step {
  const { message, at } = arrival;
  const anchor = evidence.anchor();
  assert(anchor !== undefined, 'an accepted registry event is sealed by its issuer');
  const stored: StoredRegistryEvent = {
    event: message,
    attachments: kept(arrival.attachments, evidence),
    at,
    anchor,
  };
  const writes: readonly Write[] = [
    ...leaving(arrival),
    { kind: 'append-registry-event', stored, state: stateAfter(stored, evidence) },
  ];
  return {
    decision: {
      outcome: 'accepted',
      subject: subjectOf(message),
      why: allHold('REG-ACCEPT', 'all rules hold'),
      supersedes: [],
    },
    writes,
    sends: [],
    wakes: [waitKey.said(message.said), waitKey.registry(message.prefix, message.sn)],
  };
}

/** Signatures of backers that verify, and the pointers to seals. */
function kept({ sealSources, sealTriples }: Attachments, { signatures }: RegistryEvidence): Attachments {
  return { ...noAttachments, witnessSignatures: signatures().good, sealSources, sealTriples };
}

/** The registry, or the credential, after the event. */
function stateAfter(
  { event, at, anchor }: StoredRegistryEvent,
  { state, backing }: RegistryEvidence,
): RegistryState | CredentialState {
  const { prefix, sn, said } = event;
  if (event.ilk === 'vcp') {
    const { issuer, traits, toad, backers } = event;
    return {
      registry: prefix,
      issuer,
      sn,
      said,
      ilk: 'vcp',
      at,
      toad,
      backers,
      traits,
      cuts: [],
      adds: [],
      anchor,
    };
  }
  assert(state !== undefined, 'an accepted registry event but the first has a registry');
  if (event.ilk === 'vrt') {
    const found = backing();
    assert(found.kind === 'known', 'a rotation of backers knows its backers');
    return {
      ...state,
      sn,
      said,
      ilk: 'vrt',
      at,
      ...found.backing,
      cuts: event.cuts,
      adds: event.adds,
      anchor,
    };
  }
  const registrySeal = event.registrySeal === undefined ? undefined : referenceOf(event.registrySeal);
  return {
    credential: prefix,
    registry: state.registry,
    sn,
    said,
    ilk: event.ilk,
    dt: event.dt,
    registrySeal,
    anchor,
  };
}

function referenceOf({ prefix, sn, said }: EventSeal): EventReference | undefined {
  const parsed = parseSn(sn);
  return parsed.ok ? { prefix, sn: parsed.value, said } : undefined;
}

function wait(arrival: RegistryArrival, evidence: RegistryEvidence, failure: Failure): Step {
  const { message } = arrival;
  const reason = reasonOf(failure.rule.reason);
  assert(reason.waits, 'only a reason that can heal is waited for');
  const isAnchored = reason.escrow === 'twes';
  const step = hold(evidence.view, arrival, {
    kind: reason.escrow,
    why: whyOf(failure),
    quarantined: !isAnchored,
    attachments: isAnchored ? kept(arrival.attachments, evidence) : arrival.attachments,
    waitsFor: waitKeysOf(evidence),
    prefix: message.prefix,
    sn: message.sn,
  });
  const asks = step.decision.outcome === 'escrowed' && arrival.waiting === undefined;
  return asks ? { ...step, sends: asksFor(arrival, evidence) } : step;
}

/** Everything that could free the event, not only what the first failing row lacks. */
function waitKeysOf({ event, registry, state, head, issuer, backing }: RegistryEvidence): readonly WaitKey[] {
  const keys: WaitKey[] = [waitKey.said(event.said)];
  if (state === undefined && event.ilk !== 'vcp') keys.push(waitKey.registry(registry, 0n));
  if (event.sn > 0n && event.sn - 1n !== head?.sn)
    keys.push(waitKey.registry(event.prefix, snOf(event.sn - 1n)));
  const found = backing();
  if (found.kind === 'unknown') keys.push(waitKey.registry(found.registry, found.sn));
  if (issuer !== undefined) keys.push(waitKey.seal(issuer, event.said));
  return keys;
}

/** The log of the issuer, where it is the seal that is missing. */
function asksFor(
  { attachments }: RegistryArrival,
  { issuer, anchor, state, event }: RegistryEvidence,
): readonly Send[] {
  if (issuer === undefined || anchor() !== undefined || (state === undefined && event.ilk !== 'vcp'))
    return [];
  const hint = attachments.sealSources.at(-1);
  return [{ kind: 'query', route: 'logs', prefix: issuer, sn: hint?.sn, said: hint?.said }];
}
