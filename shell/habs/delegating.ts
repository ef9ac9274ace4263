/**
 * Delegation from both sides: what a delegator anchors, and what a delegate shows of it.
 *
 * Source: keripy.md 8.7, 3.8; K-201…K-206. KERIpy: `kli delegate confirm`, `Sealer`.
 */
import { parsePrefix } from '../../kernel/cesr/identifiers.ts';
import type { EventReference } from '../../kernel/cesr/attachments.ts';
import { snOf } from '../../kernel/cesr/number.ts';
import { sealingEvent } from '../../kernel/evidence/delegation.ts';
import type { StoredEvent } from '../../kernel/state/stored.ts';
import { KeelsonError } from '../errors.ts';
import type { Host } from '../host.ts';
import { oneMessageOf } from '../one-message.ts';
import { controllerGroup, sealSourceGroup, withGroups, witnessGroup } from './attached.ts';
import type { HabDesk } from './hab-desk.ts';
import type { PlainMap } from './plain.ts';
import { keyEventOf } from './speaker.ts';

/** An event by its place: what a seal says. */
export type EventName = { readonly prefix: string; readonly sn: bigint; readonly said: string };

/**
 * The seal that approves a delegated event. Throws `KeelsonError` of code `usage` for an event that names another
 * delegator or none.
 */
export function approvalSeal(desk: HabDesk, delegator: string, event: Uint8Array | EventName): PlainMap {
  const { prefix, sn, said } = event instanceof Uint8Array ? delegatedEvent(desk, delegator, event) : event;
  return { i: prefix, s: sn.toString(16), d: said };
}

function delegatedEvent({ host, making }: HabDesk, delegator: string, bytes: Uint8Array): EventName {
  const event = keyEventOf(oneMessageOf(bytes, making.algorithms).message);
  const named = 'delegator' in event ? event.delegator : host.keyState(event.prefix)?.delegator;
  const isDelegated = event.ilk === 'dip' || event.ilk === 'drt';
  if (isDelegated && (named === delegator || (named === undefined && event.ilk === 'drt'))) return event;
  const says = `the event ${event.said} is not one that ${delegator} delegates; approve inceptions and rotations that name it`;
  throw new KeelsonError('usage', {
    says,
    keripy: 'ValueError',
    facts: { said: event.said, delegator: named },
  });
}

/** The accepted event of a log at a number. Throws `KeelsonError` of code `not-in-the-past`. */
export function eventAt({ reader }: Host, prefix: string, sn: bigint): StoredEvent {
  const parsed = parsePrefix(prefix);
  const said = parsed.ok ? reader.acceptedAt(parsed.value, snOf(sn)).at(-1) : undefined;
  const stored = said === undefined ? undefined : reader.event(said);
  if (stored !== undefined) return stored;
  throw new KeelsonError('not-in-the-past', {
    says: `the log of ${prefix} has no event at sn ${sn.toString(16)}`,
    keripy: 'MissingEntryError',
    facts: { prefix, sn },
  });
}

/** Where the delegator sealed an event; undefined when that is not known here. */
export function sealOf(
  { reader }: Host,
  { event, delegation, standing }: StoredEvent,
): EventReference | undefined {
  const delegator = standing?.delegator;
  if (delegation !== undefined || delegator === undefined) return delegation;
  return sealingEvent(reader, delegator, event, []);
}

/** An accepted event with the signatures of controller and witnesses, and where its delegator sealed it. */
export function signedEvent(
  host: Host,
  stored: StoredEvent,
  { receipts }: { readonly receipts: boolean },
): Uint8Array {
  const { event } = stored;
  const { controllerSignatures, witnessSignatures } = host.reader.attachments(event.said);
  const seal = sealOf(host, stored);
  const witnesses = receipts ? witnessSignatures.map(({ text }) => text) : [];
  const groups = [
    controllerGroup(controllerSignatures.map(({ text }) => text)),
    witnesses.length === 0 ? '' : witnessGroup(witnesses),
    seal === undefined ? '' : sealSourceGroup(seal),
  ];
  return withGroups(event.raw, groups.join(''));
}

/** A delegated event whose seal is not known here. */
export function notApproved(delegator: string, { event: { prefix, sn, said } }: StoredEvent): KeelsonError {
  return new KeelsonError('not-approved', {
    says:
      `no seal of the event of ${prefix} at sn ${sn.toString(16)} is known in the log of its delegator ${delegator}; ` +
      'have it approved, and ingest the log of the delegator',
    keripy: 'MissingDelegationError',
    facts: { delegator, prefix, sn, said },
  });
}
