/** How a command ends: one table from errors to sentences and exit codes. DESIGN 5. */
import { ArgumentScannerError, formatMessageForArgumentScannerError } from '@stricli/core';
import { KeelsonError, asKeelsonError, errorExits } from '../errors.ts';
import type { Context, ExitCode } from './context.ts';

/** The exit code of an error. */
export function exitOfError(thrown: unknown): ExitCode {
  return errorExits[asKeelsonError(thrown).code];
}

/** One sentence about a wrong call, with the code in brackets. */
export function usageSentence(says: string): string {
  return `keelson: ${says.replace(/ \[usage\]$/, '')}; see \`keelson --help\` [usage]`;
}

/** Where a secret may stand by mistake, what was given is not repeated. */
const secretsAside: Parameters<typeof formatMessageForArgumentScannerError>[1] = {
  ArgumentParseError: ({ externalFlagNameOrPlaceholder: name, input, exception }) => {
    const why = exception instanceof Error ? exception.message : String(exception);
    return name.endsWith('-fd') ? `--${name}: ${why}` : `Failed to parse "${input}" for ${name}: ${why}`;
  },
  UnexpectedPositionalError: ({ expectedCount }) =>
    `there are more words than the ${expectedCount} that this command takes behind its name`,
};

/** What is wrong with the arguments of a command. */
export function wordsOfWrongArgument(thrown: unknown): string {
  if (thrown instanceof ArgumentScannerError)
    return formatMessageForArgumentScannerError(thrown, secretsAside);
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** That there is no such command, and which are near. */
export function wordsOfUnknown(input: string, corrections: readonly string[]): string {
  const near = corrections.length === 0 ? '' : `, did you mean ${corrections.join(' or ')}`;
  return `there is no command ${input}${near}`;
}

/** Throws when the command was interrupted; quietly goes on when only its reader went away. DESIGN 5. */
export function assertWhole({ signal, output }: Pick<Context, 'signal' | 'output'>, says: string): void {
  if (signal.aborted && !output.isClosed) throw new KeelsonError('aborted', { says: `interrupted: ${says}` });
}

/** One sentence, with the code in brackets. */
export function sentenceOf(thrown: unknown): string {
  return `keelson: ${asKeelsonError(thrown).message}`;
}

/** Says an error on standard error and lets the command go on; it ends as that error does. */
export function tellError({ output, end }: Pick<Context, 'output' | 'end'>, error: KeelsonError): void {
  output.note(sentenceOf(error));
  end(exitOfError(error));
}
