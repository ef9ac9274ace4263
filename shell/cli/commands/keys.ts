/** `keelson keys list|rekey|export-public`: the keys of own identifiers, as far as they are public. */
import { buildRouteMap } from '@stricli/core';
import type { Hab } from '../../habs/index.ts';
import type { KnownSequence } from '../../keys/index.ts';
import { command } from '../command.ts';
import { aliasParameter } from '../identity/alias.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { withIdentities, withIdentity } from '../identity/open-identities.ts';
import type { Identities } from '../identity/open-identities.ts';
import { tableLines } from '../table.ts';
import { rekeyCommand } from './keys-rekey.ts';

const listCommand = command<KeyFlags, readonly []>({
  text: {
    brief: 'List how the keys of own identifiers stand',
    description:
      'Lists for every own identifier how its keys are made, which set is current, and how many keys there are.',
    examples: ['keelson keys list', 'keelson keys list --json'],
  },
  flags: keyFlags,
  positional: { each: [] },
  async run(flags) {
    await withIdentities(this, flags, async (identities) => {
      const rows: Row[] = [];
      for (const hab of identities.habery.habs()) rows.push(await rowOf(hab, identities));
      if (flags.json === true) for (const row of rows) this.output.json(row);
      else for (const line of tableLines<Row>(columns, rows)) this.output.line(line);
    });
  },
});

const exportPublicCommand = command<KeyFlags, readonly [string]>({
  text: {
    brief: 'Write the public keys of an identifier',
    description:
      'Writes the current public keys, the thresholds, and the digests that the log commits to. Next keys stay unknown until they are used.',
    examples: ['keelson keys export-public alice', 'keelson keys export-public alice --json > alice.json'],
  },
  flags: keyFlags,
  positional: { each: [aliasParameter] },
  async run(flags, alias) {
    await withIdentity(this, { flags, alias }, (hab) => {
      const { sn, keys, nextKeyDigests } = hab.state();
      if (flags.json === true)
        this.output.json({ alias: hab.name, i: hab.prefix, s: sn.toString(16), keys, next: nextKeyDigests });
      else for (const key of keys) this.output.line(key);
      return Promise.resolve();
    });
  },
});

type Row = {
  readonly alias: string;
  readonly i: string;
  readonly algo: string;
  readonly tier: string;
  /** Number of the set that is current: 0 at inception. */
  readonly set: number;
  readonly keys: number;
  readonly next: number;
};

async function rowOf({ name, prefix }: Hab, { keyring }: Identities): Promise<Row> {
  const known: KnownSequence | undefined = await keyring.known(prefix);
  const now = known?.situation.now;
  return {
    alias: name,
    i: prefix,
    algo: known?.parameters.algo ?? 'group',
    tier: known?.parameters.tier ?? '',
    set: now?.ridx ?? 0,
    keys: now?.keys.length ?? 0,
    next: known?.situation.next.keys.length ?? 0,
  };
}

const columns = [
  { title: 'alias', of: ({ alias }: Row) => alias },
  { title: 'prefix', of: ({ i }: Row) => i },
  { title: 'made', of: ({ algo, tier }: Row) => (tier === '' ? algo : `${algo} ${tier}`) },
  { title: 'set', of: ({ set }: Row) => String(set) },
  { title: 'keys', of: ({ keys }: Row) => String(keys) },
  { title: 'next', of: ({ next }: Row) => String(next) },
];

export const keysRoutes = buildRouteMap({
  routes: { list: listCommand, rekey: rekeyCommand, 'export-public': exportPublicCommand },
  docs: { brief: 'List keys, change their passcode, or write the public ones' },
});
