/** Makes a command: shared flags, examples in its help, one table from errors to exit codes. */
import { buildCommand } from '@stricli/core';
import type { Command, FlagParametersForType } from '@stricli/core';
import type { Context } from './context.ts';
import { sharedFlags } from './flags.ts';
import type { SharedFlags } from './flags.ts';
import { flagsOf } from './identity/parameter.ts';
import type { GivenFlags, Schema } from './identity/parameter.ts';

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

type Run<F, A extends Given, S extends Schema> = (
  this: Context,
  flags: F & GivenFlags<S> & SharedFlags,
  ...given: A
) => Promise<void>;

/** What stands behind the command; undefined for what may be left out and was. */
type Given = readonly (string | undefined)[];

/** Commands whose flags are all flags alone. */
type NoParameters = Readonly<Record<never, never>>;

/** What is particular to a command. */
export type CommandParts<F, A extends Given, S extends Schema = NoParameters> = {
  readonly text: CommandText;
  readonly flags: FlagParametersForType<F, Context>;
  /** Parameters that are flags as well as fields of a file; their flags are not in `F`. */
  readonly parameters?: S;
  readonly positional: Positional<A>;
  readonly run: Run<F, A, S>;
};

type Parameter = { readonly brief: string; readonly placeholder: string; readonly optional?: true };
/** Names of what stands behind the command: a fixed row, or any number of one. */
export type Positional<A extends Given> =
  | { readonly each: { readonly [K in keyof A]: Parameter } }
  | { readonly many: Parameter };

/** The command of these parts. */
export function command<F, A extends Given, S extends Schema = NoParameters>({
  text,
  flags,
  parameters,
  positional,
  run,
}: CommandParts<F, A, S>): Command<Context> {
  const parameter = ({ brief, placeholder, optional }: Parameter) => ({
    brief,
    placeholder,
    parse: String,
    ...(optional === undefined ? {} : { optional }),
  });
  const placed =
    'many' in positional
      ? { kind: 'array' as const, parameter: parameter(positional.many) }
      : { kind: 'tuple' as const, parameters: positional.each.map(parameter) };
  return buildCommand({
    docs: docsOf(text),
    parameters: {
      flags: { ...flagsOf(parameters ?? {}), ...flags, ...sharedFlags } as never,
      positional: placed as never,
    },
    func: run as never,
  });
}
