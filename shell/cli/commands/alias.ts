/** `keelson alias list`: the names of the identifiers whose keys are kept here. */
import { buildRouteMap } from '@stricli/core';
import type { Hab } from '../../habs/index.ts';
import type { Host } from '../../host.ts';
import { command } from '../command.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { withIdentities } from '../identity/open-identities.ts';
import { tableLines } from '../table.ts';

const listCommand = command<KeyFlags, readonly []>({
  text: {
    brief: 'List the names of own identifiers',
    description:
      'Lists own identifiers by their names: the number of the last event, and whether one waits for others.',
    examples: ['keelson alias list', 'keelson alias list --store ./alice --json'],
  },
  flags: keyFlags,
  positional: { each: [] },
  async run(flags) {
    await withIdentities(this, flags, ({ habery, host }) => {
      const rows = habery.habs().map((hab) => rowOf(hab, host));
      if (flags.json === true) for (const row of rows) this.output.json(row);
      else for (const line of tableLines<Row>(columns, rows)) this.output.line(line);
      return Promise.resolve();
    });
  },
});

type Row = {
  readonly alias: string;
  readonly i: string;
  readonly s: string | null;
  readonly d: string | null;
  readonly waits?: { readonly s: string; readonly d: string };
};

/** An identifier as others read it; `s` and `d` are null while its inception waits. */
function rowOf(hab: Hab, host: Host): Row {
  const state = host.keyState(hab.prefix);
  const waiting = hab.waiting();
  return {
    alias: hab.name,
    i: hab.prefix,
    s: state?.sn.toString(16) ?? null,
    d: state?.said ?? null,
    ...(waiting === undefined ? {} : { waits: { s: waiting.sn.toString(16), d: waiting.said } }),
  };
}

const columns = [
  { title: 'alias', of: ({ alias }: Row) => alias },
  { title: 'prefix', of: ({ i }: Row) => i },
  { title: 'sn', of: ({ s }: Row) => s ?? '-' },
  { title: 'waits', of: ({ waits }: Row) => (waits === undefined ? '-' : `sn ${waits.s} ${waits.d}`) },
];

export const aliasRoutes = buildRouteMap({
  routes: { list: listCommand },
  docs: { brief: 'Names of own identifiers' },
});
