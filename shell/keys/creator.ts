/**
 * Makers of keys: by chance, or out of a salt.
 *
 * Source: keripy.md 8.2, 8.3. KERIpy: `RandyCreator`, `SaltyCreator`.
 */
import { seedSizeBytes } from '../crypto/signing.ts';
import type { Entropy } from '../ports.ts';
import { keyPath } from './key-path.ts';
import type { Salter } from './salter.ts';
import { Secret } from './secret.ts';
import type { SeedCode, Signer, SignerOf } from './signer.ts';

/** How keys are made. KERIpy: `Algos`. */
export type Algo = 'salty' | 'randy';

/** Which keys to make: one for each code. */
export type KeysWanted = {
  readonly codes: readonly SeedCode[];
  readonly pidx: number;
  readonly ridx: number;
  /** Number of the first of them. */
  readonly kidx: number;
  readonly transferable: boolean;
  readonly temp: boolean;
};

/** Makes signers, in the order of the codes. */
export type Creator = (wanted: KeysWanted) => Promise<readonly Signer[]>;

/** Keys by chance: nothing brings them back when they are lost. */
export function randyCreator(entropy: Entropy, signerOf: SignerOf): Creator {
  return ({ codes, transferable }) =>
    Promise.resolve(
      codes.map((code) => signerOf(new Secret(entropy.bytes(seedSizeBytes)), { code, transferable })),
    );
}

/** Keys out of a salt by their places: the same salt makes the same keys again. */
export function saltyCreator(salter: Salter, stem: string): Creator {
  return async ({ codes, pidx, ridx, kidx, transferable, temp }) => {
    const signers: Signer[] = [];
    for (const [place, code] of codes.entries()) {
      const path = keyPath({ stem, pidx, ridx, kidx: kidx + place });
      signers.push(await salter.signer({ path, code, transferable, temp }));
    }
    return signers;
  };
}
