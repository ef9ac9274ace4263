/** Which of the events that came in a delegator is to approve. keripy.md 8.7. */
import { parsePrefix, parseSaid } from '../../../kernel/cesr/identifiers.ts';
import type { KeyEvent } from '../../../kernel/event/types.ts';
import { KeelsonError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import type { Report } from '../../report.ts';

/** A delegated event, and whether its delegator has sealed it already. */
export type ToApprove = { readonly event: KeyEvent; readonly isSealed: boolean };

/** What the event waits for when nothing but the seal of its delegator is missing. */
const approvals: readonly string[] = ['delegation-unsealed', 'delegation-unapproved'];

/**
 * Delegated events among the reports that name `delegator`, each once. Throws `event-refused` for one that lacks more than
 * the approval: a delegator does not approve what is not good.
 */
export function toApprove(host: Host, delegator: string, reports: readonly Report[]): readonly ToApprove[] {
  const found = new Map<string, ToApprove>();
  for (const report of reports) {
    const event = delegatedEvent(host, report);
    if (event === undefined || delegatorOf(host, event) !== delegator) continue;
    const { decision, reason = '', says } = report;
    if (decision === 'rejected' || (decision === 'escrowed' && !approvals.includes(reason)))
      throw notGood(event, says);
    const sealer = parsePrefix(delegator);
    const isSealed = sealer.ok && host.history.sealingDigest(sealer.value, event.said).length > 0;
    found.set(event.said, { event, isSealed });
  }
  return [...found.values()];
}

/** The delegated event of a report, accepted or waiting; undefined for what is none. */
function delegatedEvent(host: Host, { ilk, said }: Report): KeyEvent | undefined {
  if ((ilk !== 'dip' && ilk !== 'drt') || said === undefined) return undefined;
  const parsed = parseSaid(said);
  const stored = parsed.ok ? host.reader.event(parsed.value) : undefined;
  if (stored !== undefined) return stored.event;
  const [waiting] = host.escrow.list({ said });
  return waiting?.message.kind === 'key-event' ? waiting.message : undefined;
}

function delegatorOf(host: Host, event: KeyEvent): string | undefined {
  if (event.ilk === 'dip' && 'delegator' in event) return event.delegator;
  return host.keyState(event.prefix)?.delegator;
}

function notGood({ said, prefix }: KeyEvent, says: string): KeelsonError {
  return new KeelsonError('event-refused', {
    says: `the event ${said} of ${prefix} is not approved, because more than the approval is missing: ${says}; nothing was sealed`,
    facts: { prefix, said },
  });
}
