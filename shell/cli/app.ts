/** The tree of commands, each one file of `commands/`. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildApplication, buildRouteMap, text_en } from '@stricli/core';
import type { Application } from '@stricli/core';
import { aidsCommand } from './commands/aids.ts';
import { annotateCommand } from './commands/annotate.ts';
import { benchCommand } from './commands/bench.ts';
import { conformanceCommand } from './commands/conformance.ts';
import { duplicityCommand } from './commands/duplicity.ts';
import { escrowRoutes } from './commands/escrow.ts';
import { explainCommand } from './commands/explain.ts';
import { exportCommand } from './commands/export.ts';
import { ingestCommand } from './commands/ingest.ts';
import { kelCommand } from './commands/kel.ts';
import { simRoutes } from './commands/sim.ts';
import { stateCommand } from './commands/state.ts';
import { storeRoutes } from './commands/store.ts';
import { tourCommand } from './commands/tour.ts';
import type { Context } from './context.ts';
import { exitOfError, sentenceOf, usageSentence, wordsOfUnknown, wordsOfWrongArgument } from './ending.ts';

const routes = buildRouteMap({
  routes: {
    ingest: ingestCommand,
    state: stateCommand,
    aids: aidsCommand,
    kel: kelCommand,
    export: exportCommand,
    escrow: escrowRoutes,
    explain: explainCommand,
    annotate: annotateCommand,
    duplicity: duplicityCommand,
    store: storeRoutes,
    sim: simRoutes,
    bench: benchCommand,
    conformance: conformanceCommand,
    tour: tourCommand,
  },
  docs: { brief: 'KERI key event logs in, validated key state out of a durable store' },
});

/** Words that name no command yet: one of theirs has to follow. */
export const groups: ReadonlySet<string> = new Set(
  routes.getAllEntries().flatMap(({ name, target }) => ('getAllEntries' in target ? [name.original] : [])),
);

export const app: Application<Context> = buildApplication(routes, {
  name: 'keelson',
  versionInfo: { currentVersion: versionOfPackage() },
  scanner: { caseStyle: 'allow-kebab-for-camel' },
  documentation: { disableAnsiColor: true, caseStyle: 'convert-camel-to-kebab' },
  determineExitCode: exitOfError,
  localization: {
    loadText: () => ({
      ...text_en,
      exceptionWhileRunningCommand: (error: unknown) => sentenceOf(error),
      exceptionWhileParsingArguments: (error: unknown) => usageSentence(wordsOfWrongArgument(error)),
      noCommandRegisteredForInput: ({ input, corrections }) =>
        usageSentence(wordsOfUnknown(input, corrections)),
    }),
  },
});

/** What the package says of itself, beside the sources or above the built files. */
function versionOfPackage(): string {
  const file = ['../../package.json', '../../../package.json']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((path) => existsSync(path));
  const { version } = JSON.parse(file === undefined ? '{}' : readFileSync(file, 'utf8')) as {
    readonly version?: string;
  };
  return version ?? 'unknown';
}
