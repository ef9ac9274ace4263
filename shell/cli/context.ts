/** What a command of the command line works with: its streams, its end, and how it ends early. */
import type { CommandContext } from '@stricli/core';
import type { Keyboard } from './identity/prompt.ts';
import type { Output } from './output.ts';

export type Context = CommandContext & {
  readonly output: Output;
  /** Where a person types, if anywhere. It is asked for only when it is needed: looking at it opens it. */
  readonly keyboard: () => Keyboard | undefined;
  /** The variables of the process. A secret is taken out of them when it is used. */
  readonly env: Environment;
  /** Aborted by Ctrl-C, or when nobody reads what is written. */
  readonly signal: AbortSignal;
  /**
   * Hands Ctrl-C back to the system, which ends the process at once. For work that never looks at `signal`, and
   * leaves nothing half done.
   */
  readonly letGo: () => void;
  /** Says how the command ends; the highest of several counts. DESIGN 5. */
  readonly end: (code: ExitCode) => void;
};

/** Variables of a process; they can be taken away. */
export type Environment = { [name: string]: string | undefined };

/** Good; a check found something wrong; input was refused or waits; usage; our fault; input or output. */
export type ExitCode = 0 | 1 | 2 | 64 | 70 | 74;
