/**
 * What there is to know about a registry event: where its log stands, which backers watch over it,
 * whether its issuer sealed it. Finds out; decides nothing.
 *
 * Source: keripy.md 5.5 (TE-1…TE-4a), B-14. A seal counts among many, and where it is found, unless
 * KERIpy 1.1 is followed to the letter.
 */
import type { Attachments, EventReference } from '../cesr/attachments.ts';
import { parseSn } from '../cesr/number.ts';
import type { Prefix, Said, Sn } from '../cesr/qualified.ts';
import { isMap, valueOf } from '../event/json.ts';
import type { CredentialEvent, KeyEvent, RegistryEvent, RegistryRotation } from '../event/types.ts';
import { witnessesAfter } from '../state/evolve.ts';
import type { CredentialState, RegistryState, Source } from '../state/stored.ts';
import type { View } from '../state/view.ts';
import { once } from '../std/once.ts';
import { isOnTrunk, sealingEvent, sealPlace } from './delegation.ts';
import { noSignatures, verifyIndexed } from './signatures.ts';
import type { VerifiedSignatures } from './signatures.ts';

/** The backers that sign an event, and how many must. */
export type Backing = { readonly toad: number; readonly backers: readonly Prefix[] };

/** The backers as they were at the registry event that a credential event names. */
export type NamedBacking =
  | { readonly kind: 'known'; readonly backing: Backing }
  | { readonly kind: 'unknown'; readonly registry: Prefix; readonly sn: Sn }
  | { readonly kind: 'differs' };

export type RegistryEvidence = {
  readonly view: View;
  readonly event: RegistryEvent;
  readonly source: Source;
  /** The registry that the event belongs to. TE-1. */
  readonly registry: Prefix;
  readonly state: RegistryState | undefined;
  readonly credential: CredentialState | undefined;
  /** The latest event of the log that the event belongs to. */
  readonly head: { readonly sn: Sn; readonly said: Said } | undefined;
  readonly issuer: Prefix | undefined;
  readonly backing: () => NamedBacking;
  readonly anchor: () => EventReference | undefined;
  /** The event that the last couple names has one anchor, and that is no seal of an event. */
  readonly namesNoSeal: () => boolean;
  readonly signatures: () => VerifiedSignatures;
};

/** Gathers the evidence; what costs is found when first asked for. */
export function gatherRegistry(
  view: View,
  event: RegistryEvent,
  attachments: Attachments,
  source: Source,
): RegistryEvidence {
  const registry = 'registry' in event ? event.registry : event.prefix;
  const state = view.log.registry(registry);
  const credential = isCredentialEvent(event) ? view.log.credential(event.prefix) : undefined;
  const issuer = event.ilk === 'vcp' ? event.issuer : state?.issuer;
  const backing = once(() => backingOf(view, event, state));
  return {
    view,
    event,
    source,
    registry,
    state,
    credential,
    head: isCredentialEvent(event) ? credential : state,
    issuer,
    backing,
    anchor: once(() => (issuer === undefined ? undefined : anchorOf(view, issuer, event, attachments))),
    namesNoSeal: () => issuer !== undefined && isNamedAmiss(view, issuer, attachments),
    signatures: once(() => {
      const found = backing();
      if (found.kind !== 'known') return noSignatures;
      return verifyIndexed(attachments.witnessSignatures, found.backing.backers, event.raw, view.algorithms);
    }),
  };
}

export function isCredentialEvent(event: RegistryEvent): event is CredentialEvent {
  return event.ilk !== 'vcp' && event.ilk !== 'vrt';
}

const noBacking: NamedBacking = { kind: 'known', backing: { toad: 0, backers: [] } };

function backingOf(view: View, event: RegistryEvent, state: RegistryState | undefined): NamedBacking {
  if (event.ilk === 'vcp') return { kind: 'known', backing: event };
  if (event.ilk === 'vrt')
    return state === undefined ? noBacking : { kind: 'known', backing: rotated(state, event) };
  if (event.registrySeal === undefined || state === undefined) return noBacking;
  const { prefix, sn: text, said } = event.registrySeal;
  const sn = parseSn(text);
  if (!sn.ok || prefix !== state.registry) return { kind: 'differs' };
  if (sn.value > state.sn) return { kind: 'unknown', registry: prefix, sn: sn.value };
  if (view.log.registryEventAt(prefix, sn.value)?.event.said !== said) return { kind: 'differs' };
  return { kind: 'known', backing: backingAt(view, state, sn.value) };
}

function rotated({ backers }: Backing, { toad, cuts, adds }: RegistryRotation): Backing {
  return { toad, backers: witnessesAfter(backers, cuts, adds) };
}

/** The backers right after the registry event of number `sn`; walks the registry from its inception. */
function backingAt(view: View, state: RegistryState, sn: Sn): Backing {
  if (sn === state.sn) return state;
  let backing: Backing = { toad: 0, backers: [] };
  for (let at = 0n; at <= sn; at++) {
    const at128 = parseSn(at.toString(16));
    const event = at128.ok ? view.log.registryEventAt(state.registry, at128.value)?.event : undefined;
    if (event?.ilk === 'vcp') backing = event;
    if (event?.ilk === 'vrt') backing = rotated(backing, event);
  }
  return backing;
}

/** The issuer's event that seals `event`. TE-2. */
function anchorOf(
  view: View,
  issuer: Prefix,
  event: RegistryEvent,
  attachments: Attachments,
): EventReference | undefined {
  const { log, receiver } = view;
  if (receiver.compat === 'keripy-1.1') return loneSeal(view, issuer, event, attachments);
  return sealingEvent(log, issuer, event, [...attachments.sealSources, ...attachments.sealTriples]);
}

/** KERIpy 1.1: the event that the last couple names, and only if the seal is alone in it. */
function loneSeal(
  view: View,
  issuer: Prefix,
  event: RegistryEvent,
  attachments: Attachments,
): EventReference | undefined {
  const sealing = namedEvent(view, issuer, attachments);
  if (sealing?.anchors.length !== 1 || sealPlace(sealing, event) !== 0) return undefined;
  return { prefix: issuer, sn: sealing.sn, said: sealing.said };
}

/** The trunk event of the issuer that the last couple names. */
function namedEvent({ log }: View, issuer: Prefix, { sealSources }: Attachments): KeyEvent | undefined {
  const named = sealSources.at(-1);
  const sealing = named === undefined ? undefined : log.event(named.said)?.event;
  return sealing?.prefix === issuer && sealing.sn === named?.sn && isOnTrunk(log, sealing)
    ? sealing
    : undefined;
}

/** True when the only anchor of the named event is no map of `i`, `s` and `d`. KERIpy 1.1 fails on it. */
function isNamedAmiss(view: View, issuer: Prefix, attachments: Attachments): boolean {
  const [anchor, ...more] = namedEvent(view, issuer, attachments)?.anchors ?? [];
  if (anchor === undefined || more.length > 0) return false;
  return !isMap(anchor) || ['i', 's', 'd'].some((label) => valueOf(anchor, label) === undefined);
}
