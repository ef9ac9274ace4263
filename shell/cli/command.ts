/** Makes a command: shared flags, examples in its help, one table from errors to exit codes. */
import { buildCommand } from '@stricli/core';
import type { Command, FlagParametersForType } from '@stricli/core';
import type { Context } from './context.ts';
import { sharedFlags } from './flags.ts';
import type { SharedFlags } from './flags.ts';

export type CommandText = {
  readonly brief: string;
  readonly description?: string;
  readonly examples: readonly string[];
};

/** The words of a help page. */
export function docsOf({ brief, description, examples }: CommandText): {
  readonly brief: string;
  readonly fullDescription: string;
} {
  const lines = [description ?? brief, '', 'Examples:', ...examples.map((example) => `  ${example}`)];
  return { brief, fullDescription: lines.join('\n') };
}

type Run<F, A extends readonly string[]> = (
  this: Context,
  flags: F & SharedFlags,
  ...given: A
) => Promise<void>;

/** What is particular to a command. */
export type CommandParts<F, A extends readonly string[]> = {
  readonly text: CommandText;
  readonly flags: FlagParametersForType<F, Context>;
  readonly positional: Positional<A>;
  readonly run: Run<F, A>;
};

type Parameter = { readonly brief: string; readonly placeholder: string };
/** Names of what stands behind the command: a fixed row, or any number of one. */
export type Positional<A extends readonly string[]> =
  | { readonly each: { readonly [K in keyof A]: Parameter } }
  | { readonly many: Parameter };

/** The command of these parts. */
export function command<F, A extends readonly string[]>({
  text,
  flags,
  positional,
  run,
}: CommandParts<F, A>): Command<Context> {
  const parameter = ({ brief, placeholder }: Parameter) => ({ brief, placeholder, parse: String });
  const placed =
    'many' in positional
      ? { kind: 'array' as const, parameter: parameter(positional.many) }
      : { kind: 'tuple' as const, parameters: positional.each.map(parameter) };
  return buildCommand({
    docs: docsOf(text),
    parameters: { flags: { ...flags, ...sharedFlags } as never, positional: placed as never },
    func: run as never,
  });
}
