/**
 * Secrets that a program keeps for us: the provider form of the protocol. They pass through this process when they are
 * used; a program that keeps them to itself is a signer, `external-signer.ts`.
 *
 * Source: M-097 to M-099, M-103; docs/guides/external-keys.md.
 */
import type { KeyProvider } from '../key-provider.ts';
import { ExternalProgram } from './external-program.ts';
import type { ExternalProgramOptions } from './external-program.ts';
import { formatBytes, parseBytes } from './protocol.ts';

/** A provider that a program is. Calls reject with the codes of a provider, and with those of a program. */
export type ExternalKeys = KeyProvider & {
  /** Ends the program. */
  readonly close: () => Promise<void>;
};

/** Starts a program of the form `provider`. Rejects with `KeelsonError`: `program-not-started` and its kin. */
export async function openExternalKeys(options: ExternalProgramOptions): Promise<ExternalKeys> {
  const program = new ExternalProgram('provider', options);
  const { changes } = await program.open();
  const keys: ExternalKeys = {
    getKey: (id) =>
      program.call({ op: 'get', key: id, isChange: false, read: ({ data }) => parseBytes(data) }),
    storeKey: async (id, key, { replace = false } = { replace: false }) => {
      const fields = { data: formatBytes(key), replace };
      await program.call({ op: 'store', key: id, fields, isChange: true, read: done });
    },
    deleteKey: (id) =>
      program.call({
        op: 'delete',
        key: id,
        isChange: true,
        read: ({ existed }) => (typeof existed === 'boolean' ? existed : undefined),
      }),
    close: () => program.close(),
  };
  if (!changes) return keys;
  return {
    ...keys,
    changeKeys: async (several) => {
      if (several.length === 0) return;
      const asked = several.map(({ id, key }) => ({
        key: id,
        data: key === undefined ? null : formatBytes(key),
      }));
      const [first] = several;
      const fields = { changes: asked };
      await program.call({ op: 'change', key: first?.id ?? '', fields, isChange: true, read: done });
    },
  };
}

function done(): true {
  return true;
}
