/**
 * Makers of keys: by chance, or out of a salt.
 *
 * Source: keripy.md 8.2, 8.3. KERIpy: `RandyCreator`, `SaltyCreator`.
 */
import { seedSizeBytes } from '../crypto/signing.ts';
import { KeelsonError } from '../errors.ts';
import type { Entropy } from '../ports.ts';
import { keyPath } from './key-path.ts';
import type { Salter } from './salter.ts';
import { Secret } from './secret.ts';
import { signersOf } from './signer.ts';
import type { SeedCode, Signer, SignerOf, SignerOptions } from './signer.ts';

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
    signersOf(codes, (code) => drawn(entropy, signerOf, { code, transferable }));
}

/** A seed that the scheme has no key for is as rare as one in 2^32: many in a row are no chance. */
const drawsMax = 8;

function drawn(entropy: Entropy, signerOf: SignerOf, options: SignerOptions): Signer {
  for (let draws = 1; ; draws++) {
    try {
      return signerOf(new Secret(entropy.bytes(seedSizeBytes)), options);
    } catch (error) {
      if (draws === drawsMax || !(error instanceof KeelsonError)) throw error;
    }
  }
}

/** Keys out of a salt by their places: the same salt makes the same keys again. */
export function saltyCreator(salter: Salter, stem: string): Creator {
  return ({ codes, pidx, ridx, kidx, transferable, temp }) =>
    signersOf(codes, (code, place) => {
      const path = keyPath({ stem, pidx, ridx, kidx: kidx + place });
      return salter.signer({ path, code, transferable, temp });
    });
}
