/**
 * Signers of a run: seeds are drawn and kept as real ones are, and what they sign goes into the record of the run.
 *
 * Source: DESIGN 4 (simulated signatures of true size). KERIpy: `Signer`.
 */
import { encodeIndexed, indexedCodeFor } from '../../kernel/cesr/indexed-signature.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Key } from '../../kernel/cesr/qualified.ts';
import { assert } from '../../kernel/std/assert.ts';
import type { SignerOf } from '../../shell/keys/index.ts';
import type { Signer } from '../keys.ts';

/** Signers of seeds whose keys are those of the run; `signed` is told of every signature before it is given away. */
export function runSigners(signer: Signer, signed: (key: Key, message: Uint8Array) => void): SignerOf {
  return (seed, { code, transferable }) => {
    assert(code === 'A', 'seeds of a run are those of Ed25519');
    const pair = signer.pair(seed.use((raw) => `seed ${encodePrimitive('A', { raw })}`));
    const key = transferable ? pair.key : pair.plain;
    const rawOf = (message: Uint8Array): Uint8Array => {
      signed(key, message);
      return pair.sign(message);
    };
    return {
      code,
      key,
      seed,
      sign: (message) => encodePrimitive('0B', { raw: rawOf(message) }),
      signIndexed: (message, places) => {
        const indexed = indexedCodeFor('ed25519', places);
        assert(indexed !== undefined, 'the places of a signature have a code');
        return encodeIndexed({ code: indexed, ...places, raw: rawOf(message) });
      },
    };
  };
}
