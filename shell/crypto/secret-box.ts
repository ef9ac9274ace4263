/**
 * Boxes that one secret key closes and opens: XSalsa20-Poly1305 with a nonce drawn for each box, libsodium's
 * `crypto_secretbox_easy`. The nonce stands before the box.
 */
import { randomFillSync } from 'node:crypto';
import sodium from 'libsodium-wrappers-sumo';
import { concatBytes } from '../../kernel/std/bytes.ts';

export type SecretBoxes = {
  /** A box around `message`, 40 bytes longer; another one each time. The key has 32 bytes. */
  readonly close: (message: Uint8Array, key: Uint8Array) => Uint8Array;
  /** What is in a box; undefined when another key closed it, or it was changed. */
  readonly open: (box: Uint8Array, key: Uint8Array) => Uint8Array | undefined;
};

const nonceSizeBytes = 24;
/** Drawing many at once costs little more than one. */
const noncesDrawn = 128;

/** Opens secret-key boxes. Loads the WebAssembly of libsodium on first use. */
export async function openSecretBoxes(): Promise<SecretBoxes> {
  await sodium.ready;
  const nonceOf = nonces();
  return {
    close: (message, key) => {
      const nonce = nonceOf();
      return concatBytes([nonce, sodium.crypto_secretbox_easy(message, nonce, key)]);
    },
    open: (box, key) => {
      try {
        const nonce = box.subarray(0, nonceSizeBytes);
        return sodium.crypto_secretbox_open_easy(box.subarray(nonceSizeBytes), nonce, key);
      } catch {
        return undefined;
      }
    },
  };
}

function nonces(): () => Uint8Array {
  let drawn = new Uint8Array();
  let at = 0;
  return () => {
    if (at === drawn.length) {
      drawn = randomFillSync(new Uint8Array(nonceSizeBytes * noncesDrawn));
      at = 0;
    }
    at += nonceSizeBytes;
    return drawn.subarray(at - nonceSizeBytes, at);
  };
}
