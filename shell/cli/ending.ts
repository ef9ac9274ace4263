/** How a command ends: one table from errors to sentences and exit codes. DESIGN 5. */
import { asKeelsonError, errorExits } from '../errors.ts';
import type { ExitCode } from './context.ts';

/** The exit code of an error. */
export function exitOfError(thrown: unknown): ExitCode {
  return errorExits[asKeelsonError(thrown).code];
}

/** One sentence, with the code in brackets. */
export function sentenceOf(thrown: unknown): string {
  return `keelson: ${asKeelsonError(thrown).message}`;
}
