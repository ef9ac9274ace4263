/** The logger of a host whose owner brought none. */
import pino from 'pino';
import type { Logger } from 'pino';

/** A logger that says nothing. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
