/** Opens the identifiers that a command works with: keys, log and names; and closes all of it whatever happens. */
import { openHabery } from '../../habs/index.ts';
import type { Hab, Habery } from '../../habs/index.ts';
import type { Host } from '../../host.ts';
import type { HabKeys } from '../../keys/index.ts';
import { KeelsonError } from '../../errors.ts';
import type { Context } from '../context.ts';
import { withHost } from '../open-store.ts';
import { keysFolderOf } from './flags.ts';
import { withKeyring } from './open-keyring.ts';
import { withKeys } from './open-keys.ts';
import type { IdentityFlags } from './open-keys.ts';
import { readSettings } from './settings.ts';

/** What is open while a command runs. */
export type Identities = { readonly habery: Habery; readonly host: Host; readonly keyring: HabKeys };

/**
 * Runs `use` on the identifiers of a store. Rejects with `cannot-read` when there are no keys, with `wrong-passcode`, and
 * with `store-failed` when another process changed keys or log meanwhile: then the command can be given again.
 */
export async function withIdentities<T>(
  context: Context,
  flags: IdentityFlags,
  use: (identities: Identities) => Promise<T>,
): Promise<T> {
  return await withKeys(context, flags, async (provider) => {
    return await withKeyring(provider, async (keyring) => {
      if (keyring === undefined) throw notFounded(flags);
      const { temp = false } = (await readSettings(keyring)) ?? {};
      return await withHost({ path: flags.store }, async (host) => {
        const habery = await openHabery({ host, keys: keyring, temp });
        return await use({ habery, host, keyring });
      });
    });
  });
}

/** As `withIdentities`, for commands of one identifier. Rejects with `unknown-hab` too. */
export async function withIdentity<T>(
  context: Context,
  { flags, alias }: { readonly flags: IdentityFlags; readonly alias: string },
  use: (hab: Hab, identities: Identities) => Promise<T>,
): Promise<T> {
  return await withIdentities(context, flags, async (identities) =>
    use(identities.habery.hab(alias), identities),
  );
}

/** Founding takes two steps, between which a process may have died. */
function notFounded(flags: IdentityFlags): KeelsonError {
  return new KeelsonError('cannot-read', {
    says: `the keys in ${keysFolderOf(flags)} were not founded to the end; give \`keelson init\` again as it was given`,
  });
}

/** Says of a name that is taken whose it is: the command may be given again after it was cut off. */
export async function makeNew<T>({ habery }: Identities, alias: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof KeelsonError) || error.code !== 'hab-exists') throw error;
    // A group may have the name, too.
    const { prefix } = habery.habs().find(({ name }) => name === alias) ?? {};
    if (prefix === undefined) throw error;
    throw new KeelsonError('hab-exists', {
      says: `${alias} is there already, as ${prefix}; go on with it, or take another name`,
      facts: { alias, prefix },
      cause: error,
    });
  }
}
