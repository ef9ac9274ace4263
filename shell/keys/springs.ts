/**
 * What the keys of a sequence spring from: the creator of its algorithm with its parameters and its salt, at the
 * beginning and again at every rotation.
 *
 * Source: keripy.md 8.3. KERIpy: `Creatory`, and the head of `Manager.incept`.
 */
import { decodePrimitive } from '../../kernel/cesr/primitive.ts';
import { assert } from '../../kernel/std/assert.ts';
import type { Entropy } from '../ports.ts';
import { randyCreator, saltyCreator } from './creator.ts';
import type { Creator } from './creator.ts';
import { refused, wrongAlgo } from './key-plan.ts';
import type { KeyInception } from './key-plan.ts';
import type { KeyShelf } from './key-shelf.ts';
import { isTier, parseSalt, salterOf, saltSizeBytes, wrongTier } from './salter.ts';
import { Secret } from './secret.ts';
import { isSeedCode, signersOf } from './signer.ts';
import type { Signer, SignerOf } from './signer.ts';
import { isAlgo } from './situation.ts';
import type { Parameters, Root } from './situation.ts';

/** A creator, what it was made of, and the salt, which whoever asked wipes; keys by chance have none. */
export type Spring = {
  readonly creator: Creator;
  readonly parameters: Parameters;
  readonly salt: Secret | undefined;
};

type Origin = Pick<KeyInception, 'algo' | 'salt' | 'stem' | 'tier' | 'rooted'>;

export type Springs = {
  /** That of a new sequence. Throws `KeelsonError` of code `usage`. */
  readonly begin: (origin: Origin, root: Root, shelf: KeyShelf) => Promise<Spring>;
  /** That of a sequence which is kept under its first key. */
  readonly again: (parameters: Parameters, first: string, shelf: KeyShelf) => Promise<Spring>;
  /** Signers of given seeds. Throws `KeelsonError` of code `usage`, which does not repeat them. */
  readonly signersOf: (seeds: readonly string[], transferable: boolean) => Promise<readonly Signer[]>;
};

type SpringParts = {
  readonly signerOf: SignerOf;
  readonly entropy: Entropy;
};

/** The springs of a keyring. */
export function springsOf({ signerOf, entropy }: SpringParts): Springs {
  const springOf = (parameters: Parameters, salt: Secret | undefined): Spring => {
    if (salt === undefined) return { creator: randyCreator(entropy, signerOf), parameters, salt };
    const { tier, stem } = parameters;
    assert(tier !== '', 'keys of a salt have a tier');
    return { creator: saltyCreator(salterOf(salt, tier, signerOf), stem), parameters, salt };
  };
  return {
    begin: async ({ algo, salt, stem = '', tier, rooted = true }, root, shelf) => {
      const chosen = algo ?? (rooted ? root.algo : undefined);
      if (chosen === undefined || !isAlgo(chosen)) throw wrongAlgo();
      const { pidx } = root;
      if (chosen === 'randy')
        return springOf({ pidx, algo: chosen, stem: '', tier: '', rooted: false }, undefined);
      const level = tier ?? (rooted ? root.tier : 'low');
      if (!isTier(level)) throw wrongTier();
      const drawn = () => new Secret(entropy.bytes(saltSizeBytes));
      const unsaid = () => (rooted ? shelf.rootSalt() : drawn());
      const source = salt === undefined ? await unsaid() : parseSalt(salt);
      return springOf(
        { pidx, algo: chosen, stem, tier: level, rooted: rooted && salt === undefined },
        source,
      );
    },
    again: async (parameters, first, shelf) =>
      springOf(parameters, parameters.algo === 'salty' ? await saltOf(parameters, first, shelf) : undefined),
    signersOf: (seeds, transferable) =>
      signersOf(seeds, (seed) => signerOfText(seed, transferable, signerOf)),
  };
}

function saltOf({ rooted }: Parameters, first: string, shelf: KeyShelf): Promise<Secret> {
  return rooted ? shelf.rootSalt() : shelf.salt(first);
}

function signerOfText(text: string, transferable: boolean, signerOf: SignerOf): Signer {
  const decoded = decodePrimitive(text);
  if (decoded.ok && isSeedCode(decoded.value.code)) {
    const { code, raw } = decoded.value;
    return signerOf(new Secret(raw), { code, transferable });
  }
  throw refused('a seed is a qualified text of code A, J or Q', {});
}
