/** The record of failed retries, at debug: all facts of what still waits. DESIGN 2.2. */
import type { Logger } from 'pino';
import type { Outcome } from '../kernel/settle.ts';
import type { Waiting } from '../kernel/state/escrow.ts';
import { keripyClassOf } from './report.ts';

/** Logs each retry that did not free its message. */
export function logRetries(logger: Logger, outcomes: readonly Outcome[]): void {
  if (!logger.isLevelEnabled('debug')) return;
  for (const { command, step } of outcomes) {
    if (command.kind !== 'retry') continue;
    const { decision } = step;
    if (decision.outcome !== 'escrowed' && decision.outcome !== 'rejected') continue;
    const { subject, why } = decision;
    logger.debug(
      {
        type: subject.ilk,
        prefix: subject.prefix,
        sn: subject.sn?.toString(16),
        said: subject.said,
        outcome: decision.outcome,
        reason: why.reason,
        rule: why.rule,
        attempts: attemptsOf(step.writes),
        error: { name: keripyClassOf(why.reason), message: why.says },
      },
      'a retry from the escrow failed',
    );
  }
}

function attemptsOf(writes: Outcome['step']['writes']): number | undefined {
  const held = writes.find((write) => write.kind === 'put-waiting' || write.kind === 'remove-waiting');
  const waiting: Waiting | undefined = held !== undefined && 'waiting' in held ? held.waiting : undefined;
  return waiting?.attempts;
}
