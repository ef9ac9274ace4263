/** Opens the identifiers that a command works with: keys, log and names; and closes all of it whatever happens. */
import { openHabery } from '../../habs/index.ts';
import type { Hab, Habery } from '../../habs/index.ts';
import type { Host } from '../../host.ts';
import { openKeyring } from '../../keys/index.ts';
import type { Keyring } from '../../keys/index.ts';
import type { Context } from '../context.ts';
import { withHost } from '../open-store.ts';
import { withKeys } from './open-keys.ts';
import type { IdentityFlags } from './open-keys.ts';
import { readSettings } from './settings.ts';

/** What is open while a command runs. */
export type Identities = { readonly habery: Habery; readonly host: Host; readonly keyring: Keyring };

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
    const keyring = await openKeyring({ provider });
    const { temp = false } = (await readSettings(keyring)) ?? {};
    return await withHost({ path: flags.store }, async (host) => {
      const habery = await openHabery({ host, keys: keyring, temp });
      return await use({ habery, host, keyring });
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
