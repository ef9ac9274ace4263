/** Keys that were made and are not kept yet, as those see them who make the event of them. */
import type { IndexPlaces } from '../../kernel/cesr/indexed-signature.ts';
import { assert } from '../../kernel/std/assert.ts';
import type { EstablishedKeys, KeyDraft } from './hab-keys.ts';
import { keysAt, placesOf } from './signatures.ts';

/** Who signs with one key of a draft: a seed that is at hand, or whoever has the key. */
export type DraftSigner = {
  readonly key: string;
  readonly signIndexed: (message: Uint8Array, places: IndexPlaces) => string | Promise<string>;
};

/** Who signs in a draft, and which place of the list that was committed to each of them has. */
export type DraftSigners = {
  readonly signers: readonly DraftSigner[];
  /** Places in the prior list of next keys; the own place when left out. */
  readonly ondices?: readonly number[] | undefined;
};

/** A draft; it signs as long as the seeds of its signers are not wiped. */
export function draftOf(established: EstablishedKeys, { signers, ondices }: DraftSigners): KeyDraft {
  const byKey = new Map(signers.map((signer) => [signer.key, signer]));
  const all = established.keys.map((_, place) => place);
  return {
    ...established,
    sign: async (message, signing = {}) => {
      const { indices = all } = signing;
      const keys = keysAt(established.keys, indices);
      const committed = indices.map((index) => (ondices === undefined ? index : ondices[index]));
      const places = placesOf(keys.length, { by: { keys }, indices, ondices: signing.ondices ?? committed });
      const signed = keys.map(async (key, at) => {
        const signer = byKey.get(key);
        const place = places[at];
        assert(
          signer !== undefined && place !== undefined,
          'each key of a draft has its signer and its place',
        );
        return signer.signIndexed(message, place);
      });
      return Promise.all(signed);
    },
  };
}
