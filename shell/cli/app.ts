/** The tree of commands, each one file of `commands/`. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildApplication, buildRouteMap, text_en } from '@stricli/core';
import type { Application } from '@stricli/core';
import { aidsCommand } from './commands/aids.ts';
import { aliasRoutes } from './commands/alias.ts';
import { anchorCommand } from './commands/anchor.ts';
import { annotateCommand } from './commands/annotate.ts';
import { benchCommand } from './commands/bench.ts';
import { challengeRoutes } from './commands/challenge.ts';
import { conformanceCommand } from './commands/conformance.ts';
import { delegateRoutes } from './commands/delegate.ts';
import { duplicityCommand } from './commands/duplicity.ts';
import { escrowRoutes } from './commands/escrow.ts';
import { explainCommand } from './commands/explain.ts';
import { exportCommand } from './commands/export.ts';
import { groupRoutes } from './commands/group.ts';
import { importCommand } from './commands/import.ts';
import { inceptCommand } from './commands/incept.ts';
import { ingestCommand } from './commands/ingest.ts';
import { initCommand } from './commands/init.ts';
import { interactCommand } from './commands/interact.ts';
import { kelCommand } from './commands/kel.ts';
import { keysRoutes } from './commands/keys.ts';
import { recoverCommand } from './commands/recover.ts';
import { rotateCommand } from './commands/rotate.ts';
import { signCommand } from './commands/sign.ts';
import { simRoutes } from './commands/sim.ts';
import { stateCommand } from './commands/state.ts';
import { storeRoutes } from './commands/store.ts';
import { tourCommand } from './commands/tour.ts';
import { verifyCommand } from './commands/verify.ts';
import { witnessRoutes } from './commands/witness.ts';
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
    init: initCommand,
    incept: inceptCommand,
    rotate: rotateCommand,
    interact: interactCommand,
    anchor: anchorCommand,
    recover: recoverCommand,
    delegate: delegateRoutes,
    witness: witnessRoutes,
    group: groupRoutes,
    sign: signCommand,
    verify: verifyCommand,
    challenge: challengeRoutes,
    alias: aliasRoutes,
    keys: keysRoutes,
    import: importCommand,
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
