/** Opens the keyring that a command works with: over seeds in the key store, or over the program that holds the keys. */
import { hasKeyring, openExternalSigner, openKeyring, openSecureKeyring } from '../../keys/index.ts';
import type { HabKeys, KeyProvider } from '../../keys/index.ts';
import { readSigner } from './signer-program.ts';
import type { SignerProgram } from './signer-program.ts';

/** Runs `use` on the keyring; `undefined` when none was founded. Rejects as opening it does. */
export async function withKeyring<T>(
  provider: KeyProvider,
  use: (keys: HabKeys | undefined) => Promise<T>,
): Promise<T> {
  const program = await readSigner(provider);
  if (program !== undefined) return await withSigner(program, provider, use);
  return await use((await hasKeyring(provider)) ? await openKeyring({ provider }) : undefined);
}

/** Starts the program, and runs `use` on the keyring over it, which is founded when there is none. The program ends after. */
export async function withSigner<T>(
  program: SignerProgram,
  records: KeyProvider,
  use: (keys: HabKeys) => Promise<T>,
): Promise<T> {
  const signer = await openExternalSigner(program);
  try {
    return await use(await openSecureKeyring({ signer, records }));
  } finally {
    await signer.close();
  }
}
