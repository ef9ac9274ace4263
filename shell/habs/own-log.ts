/**
 * The way of an own event into the log of the host: what the host would decide, what it decided, and whether the log has it.
 *
 * Source: docs/decisions/0028; keripy.md 8.5 (B-33 and KERIpy #819: keys that moved for an event that was refused).
 */
import { parsePrefix } from '../../kernel/cesr/identifiers.ts';
import { snOf } from '../../kernel/cesr/number.ts';
import { KeelsonError } from '../errors.ts';
import type { Host } from '../host.ts';
import type { Report } from '../report.ts';
import type { PendingEvent } from './hab-record.ts';

/** What others have to bring before an own event is accepted. */
const othersBring: readonly string[] = ['toad-unmet', 'delegation-unsealed', 'delegation-unapproved'];
/** What co-signers have to bring. */
const signersBring: readonly string[] = [
  'signing-threshold-unmet',
  'prior-next-threshold-unmet',
  'reply-threshold-unmet',
  'exchange-threshold-unmet',
];

/** Who else signs: nobody, or the others of a group. */
export type Signing = 'alone' | 'together';

/** Throws `KeelsonError` of code `event-refused` unless the event is accepted, or waits for what others bring. */
export function assertGoes(report: Report, signing: Signing): void {
  const { decision, reason = '' } = report;
  if (decision === 'accepted' || decision === 'duplicate') return;
  const brought = signing === 'together' ? [...othersBring, ...signersBring] : othersBring;
  if (decision === 'escrowed' && brought.includes(reason)) return;
  throw refusedEvent(report);
}

/** What a log that ends too early says of an event that comes later. */
const logBehind: readonly string[] = ['unknown-log', 'ahead-of-log'];

/** As `assertGoes`, of an event that was signed before: a log that lacks what came before it throws `rolled-back`. */
export function assertFollows(report: Report, prefix: string): void {
  const { decision, reason = '', sn = 0n } = report;
  if (decision !== 'escrowed' || !logBehind.includes(reason)) {
    assertGoes(report, 'alone');
    return;
  }
  throw new KeelsonError('rolled-back', {
    says:
      `the log of ${prefix} ends before the event at sn ${sn.toString(16)} that was signed here: it is an older copy; ` +
      'bring what it lacks, from a newer copy or from whoever has the log, then try again',
    keripy: 'OutOfOrderError',
    facts: { prefix, sn },
  });
}

/** The error of an event that the host does not take. */
export function refusedEvent({
  ilk = 'event',
  sn,
  says,
  reason,
  error,
  rule,
  field,
  missing,
}: Report): KeelsonError {
  const at = sn === undefined ? '' : ` at sn ${sn.toString(16)}`;
  return new KeelsonError('event-refused', {
    says: `the ${ilk}${at} is not taken: ${says}; nothing was changed, ask for another one`,
    ...(error === undefined ? {} : { keripy: error }),
    facts: { reason, rule, field, missing },
  });
}

/** Gives an own message to the host by the protected path; resolves when what came of it is durable. */
export async function handIn(host: Host, message: Uint8Array): Promise<Report> {
  const reports: Report[] = [];
  await host.ingest(message, { source: 'local', onDecision: (report) => reports.push(report) });
  const [report] = reports;
  if (report !== undefined) return report;
  throw new KeelsonError('our-fault', { says: 'a message came to no decision; please report this' });
}

/** Whether the log of the host has the event, on the trunk or superseded. */
export function isInLog(
  host: Host,
  prefix: string,
  { sn, said }: Pick<PendingEvent, 'sn' | 'said'>,
): boolean {
  const parsed = parsePrefix(prefix);
  return parsed.ok && host.reader.acceptedAt(parsed.value, snOf(sn)).some((accepted) => accepted === said);
}
