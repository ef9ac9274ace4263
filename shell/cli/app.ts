/** The tree of commands. Each is one file of `commands/`, loaded when it is called. */
import { buildApplication, buildRouteMap, text_en } from '@stricli/core';
import type { Application } from '@stricli/core';
import { conformanceCommand } from './commands/conformance.ts';
import { ingestCommand } from './commands/ingest.ts';
import type { Context } from './context.ts';
import { exitOfError, sentenceOf } from './ending.ts';

const routes = buildRouteMap({
  routes: {
    ingest: ingestCommand,
    conformance: conformanceCommand,
  },
  docs: { brief: 'KERI key event logs in, validated key state out of a durable store' },
});

export const app: Application<Context> = buildApplication(routes, {
  name: 'keelson',
  scanner: { caseStyle: 'allow-kebab-for-camel' },
  documentation: { disableAnsiColor: true, caseStyle: 'convert-camel-to-kebab' },
  determineExitCode: exitOfError,
  localization: { loadText: () => ({ ...text_en, exceptionWhileRunningCommand: (error: unknown) => sentenceOf(error) }) },
});
