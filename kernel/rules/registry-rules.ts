/**
 * When a registry event is taken: the rows, in order of precedence.
 *
 * Source: keripy.md 5.5 (table, TE-1…TE-4a). The specification of key events is silent on registries.
 */
import type { RegistryEvidence } from '../evidence/registry-evidence.ts';
import { sealFor } from '../evidence/delegation.ts';
import type { Prefix } from '../cesr/qualified.ts';
import type { RegistryEvent, RegistryRotation } from '../event/types.ts';
import { snOf } from '../cesr/number.ts';
import type { Finding, Rule } from './row.ts';
import { when } from './row.ts';

type RegistryRule = Rule<RegistryEvidence>;

/** Where the event may stand at all. */
const placeRules: readonly RegistryRule[] = [
  {
    id: 'REG-KNOWN',
    says: 'the registry is known, unless this event begins it',
    source: 'keripy.md 5.5 TE-3',
    reason: 'registry-unknown',
    fails: ({ event, state, registry }) =>
      event.ilk !== 'vcp' && state === undefined ? missingRegistry(registry, 0n) : undefined,
  },
  {
    id: 'REG-OWN',
    says: 'events of own registries come by the protected path, unless anybody is taken at their word',
    source: 'keripy.md 5.5 TE-4; K-211',
    reason: 'registry-misfit',
    fails: ({ view: { receiver }, issuer, source }) =>
      when(!receiver.promiscuous && source === 'remote' && issuer !== undefined && receiver.isOwn(issuer)),
  },
  {
    id: 'REG-FIRST-SEEN',
    says: 'no other event was accepted at its number',
    source: 'keripy.md 5.5 TE-3',
    reason: 'registry-event-differs',
    fails: ({ event, head }) => when(head !== undefined && event.sn <= head.sn),
  },
  {
    id: 'REG-ISSUER',
    says: 'an event that names the issuer names that of the registry',
    source: 'keripy.md 1.2 (ii)',
    reason: 'registry-issuer-differs',
    fails: ({ event, issuer }) =>
      'issuer' in event && event.issuer !== undefined && event.issuer !== issuer
        ? { field: 'ii' }
        : undefined,
  },
  {
    id: 'REG-CLOSED',
    says: 'a registry without backers takes no vrt, bis or brv',
    source: 'keripy.md 5.5 (NB)',
    reason: 'registry-closed-to-backers',
    fails: ({ event, state }) =>
      when(isForBackers(event) && state !== undefined && isBackerless(state.traits)),
  },
  {
    id: 'REG-NEEDS-BACKERS',
    says: 'a registry with backers takes no iss or rev',
    source: 'keripy.md 5.5 (NB)',
    reason: 'registry-needs-backers',
    fails: ({ event, state }) =>
      when(
        (event.ilk === 'iss' || event.ilk === 'rev') && state !== undefined && !isBackerless(state.traits),
      ),
  },
  {
    id: 'REG-ONE-HOME',
    says: 'a credential stays in the registry that issued it',
    source: 'keripy.md 5.5 TE-1',
    reason: 'credential-elsewhere',
    fails: ({ credential, registry }) =>
      credential !== undefined && credential.registry !== registry
        ? { field: 'ri', facts: `issued in ${credential.registry}` }
        : undefined,
  },
  {
    id: 'REG-REVOKED-ONCE',
    says: 'a credential is revoked once',
    source: 'keripy.md 5.5 TE-3 (KERIpy 1.1 takes further revocations)',
    reason: 'already-revoked',
    fails: ({ view, event, credential }) =>
      when(
        view.receiver.compat === 'specification' &&
          isRevocation(event.ilk) &&
          credential !== undefined &&
          isRevocation(credential.ilk),
      ),
  },
];

/** What must have come before. */
const orderRules: readonly RegistryRule[] = [
  {
    id: 'REG-ORDER',
    says: 'the event follows the latest one of its log',
    source: 'keripy.md 5.5 (sn), TE-3',
    reason: 'ahead-of-registry',
    fails: ({ event, head }) =>
      event.sn > (head === undefined ? 0n : head.sn + 1n)
        ? missingRegistry(event.prefix, event.sn - 1n)
        : undefined,
  },
  {
    id: 'REG-PRIOR',
    says: 'the prior event named is the latest one of its log',
    source: 'keripy.md 5.5 (p)',
    reason: 'registry-prior-differs',
    fails: ({ event, head }) =>
      'prior' in event && event.prior !== undefined && event.prior !== head?.said
        ? { field: 'p' }
        : undefined,
  },
  {
    id: 'REG-BACKERS',
    says: 'the backers that a rotation cuts are in force, those it adds are not, and none is named twice',
    source: 'keripy.md 5.5 (backer cut/add)',
    reason: 'backers-unfit',
    fails: ({ event, state }) =>
      event.ilk === 'vrt' ? unfitBackers(event, state?.backers ?? []) : undefined,
  },
  {
    id: 'REG-TOAD',
    says: 'after a rotation the threshold is 0 without backers, else from 1 to their number',
    source: 'keripy.md 5.5 (toad)',
    reason: 'backer-threshold-unfit',
    fails: ({ event, backing }) => {
      const found = backing();
      if (event.ilk !== 'vrt' || found.kind !== 'known') return undefined;
      const { toad, backers } = found.backing;
      const fits = backers.length === 0 ? toad === 0 : toad >= 1 && toad <= backers.length;
      return fits ? undefined : { field: 'bt' };
    },
  },
  {
    id: 'REG-SEAL',
    says: 'the registry event that an event for backers names is the one accepted',
    source: 'keripy.md 5.5 (ra.s)',
    reason: 'registry-seal-differs',
    fails: ({ backing }) => (backing().kind === 'differs' ? { field: 'ra' } : undefined),
  },
  {
    id: 'REG-SEAL-KNOWN',
    says: 'the registry event that an event for backers names is known',
    source: 'keripy.md 5.5 (ra.s)',
    reason: 'registry-seal-unknown',
    fails: ({ backing }) => {
      const found = backing();
      return found.kind === 'unknown'
        ? { ...missingRegistry(found.registry, found.sn), field: 'ra' }
        : undefined;
    },
  },
];

/** Who must have vouched for it. */
const vouchRules: readonly RegistryRule[] = [
  {
    id: 'REG-SEAL-FORM',
    says: 'to KERIpy 1.1, an event is not named as sealing this one whose only anchor is no seal of an event',
    source: 'keripy.md 5.5 TE-2 (KERIpy 1.1 alone)',
    reason: 'registry-seal-malformed',
    fails: ({ view, namesNoSeal }) => when(view.receiver.compat === 'keripy-1.1' && namesNoSeal()),
  },
  {
    id: 'REG-ANCHOR',
    says: 'the log of the issuer has a seal of the event',
    source: 'keripy.md 5.5 TE-2, B-14',
    reason: 'registry-unanchored',
    fails: ({ event, issuer, anchor }) => {
      if (issuer === undefined || anchor() !== undefined) return undefined;
      const { prefix, sn, said } = event;
      return {
        missing: [{ kind: 'seal', sealer: issuer, prefix, sn, said }],
        facts: `seal i ${prefix}, s ${sealFor(event).sn}, d ${said} in the log of ${issuer}`,
      };
    },
  },
  {
    id: 'REG-BACKED',
    says: 'as many different backers signed as the threshold asks for, unless it is an own event by the protected path',
    source: 'keripy.md 5.5 TE-4a',
    reason: 'backers-short',
    fails: (c) => (isOwnAndLocal(c) ? undefined : shortOfBackers(c)),
  },
];

/** All rows; the first that fails decides. */
export const registryRules: readonly RegistryRule[] = [...placeRules, ...orderRules, ...vouchRules];

function isForBackers({ ilk }: RegistryEvent): boolean {
  return ilk === 'vrt' || ilk === 'bis' || ilk === 'brv';
}

function isRevocation(ilk: RegistryEvent['ilk']): boolean {
  return ilk === 'rev' || ilk === 'brv';
}

function isBackerless(traits: readonly string[]): boolean {
  return traits.includes('NB');
}

function missingRegistry(prefix: Prefix, sn: bigint): Finding {
  return { missing: [{ kind: 'registry', prefix, sn: snOf(sn) }] };
}

function unfitBackers({ cuts, adds }: RegistryRotation, inForce: readonly Prefix[]): Finding | undefined {
  if (hasTwice(cuts) || cuts.some((cut) => !inForce.includes(cut))) return { field: 'br' };
  return hasTwice(adds) || adds.some((add) => inForce.includes(add)) ? { field: 'ba' } : undefined;
}

function hasTwice(prefixes: readonly Prefix[]): boolean {
  return new Set(prefixes).size < prefixes.length;
}

function isOwnAndLocal({ view, issuer, source }: RegistryEvidence): boolean {
  return source === 'local' && issuer !== undefined && view.receiver.isOwn(issuer);
}

function shortOfBackers({ backing, signatures }: RegistryEvidence): Finding | undefined {
  const found = backing();
  if (found.kind !== 'known') return undefined;
  const { toad, backers } = found.backing;
  const { indices } = signatures();
  if (indices.size >= toad) return undefined;
  const lack = backers.map((_, place) => place).filter((place) => !indices.has(place));
  return { missing: [{ kind: 'receipts', count: toad - indices.size, lack }] };
}
