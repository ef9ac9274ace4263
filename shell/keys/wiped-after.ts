/** Runs what makes keys, and wipes what it made them of and what it made when it has ended, well or not. */
import type { Creator, KeysWanted } from './creator.ts';
import type { Secret } from './secret.ts';
import type { Signer } from './signer.ts';

/** Hands signers on that are to be wiped at the end. */
export type Keep = (signers: readonly Signer[]) => readonly Signer[];

/** Runs `act`, then wipes the salt and every seed that was made or taken in it. */
export async function withWiped<T>(
  salt: Secret | undefined,
  creator: Creator,
  act: (create: (wanted: KeysWanted) => Promise<readonly Signer[]>, keep: Keep) => Promise<T>,
): Promise<T> {
  const made: Signer[] = [];
  const keep: Keep = (signers) => {
    made.push(...signers);
    return signers;
  };
  try {
    return await act(async (wanted) => keep(await creator(wanted)), keep);
  } finally {
    wipeAll(made);
    salt?.wipe();
  }
}

/** Wipes the seeds of signers. */
export function wipeAll(signers: readonly Signer[]): void {
  for (const { seed } of signers) seed.wipe();
}
