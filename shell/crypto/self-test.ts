/**
 * Crafted Ed25519 signatures, with the verdict of libsodium (limits.md A1). A suite that decides any
 * of them otherwise is not used (DESIGN 2.8).
 *
 * `L` is the order of the base point. Small-order points are of order 1, 2, 4 or 8. The messages are
 * chosen such that the equation of the check holds wherever the verdict would depend on more than it.
 */
import type { Scheme } from './scheme.ts';

export type CraftedCase = {
  readonly says: string;
  readonly key: string;
  readonly message: string;
  readonly signature: string;
  readonly accepted: boolean;
};

export const craftedCases: readonly CraftedCase[] = [
  {
    says: 'an honest signature',
    key: 'ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c',
    message: '6b65656c736f6e',
    signature:
      '31626d38472f6419d44c60cc99af4fee384130c79482fa1b80bf5ef2dc32e857' +
      '01f638a2af08994fa39bed9983f7da748a27ec6999a883c6d48115d7e3168500',
    accepted: true,
  },
  {
    says: 'a changed signature',
    key: 'ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c',
    message: '6b65656c736f6e',
    signature:
      '31626d39472f6419d44c60cc99af4fee384130c79482fa1b80bf5ef2dc32e857' +
      '01f638a2af08994fa39bed9983f7da748a27ec6999a883c6d48115d7e3168500',
    accepted: false,
  },
  {
    says: 'S with L added',
    key: 'ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c',
    message: '6b65656c736f6e',
    signature:
      '31626d38472f6419d44c60cc99af4fee384130c79482fa1b80bf5ef2dc32e857' +
      'eec92effc96baba77938e53c62f1b9898a27ec6999a883c6d48115d7e3168510',
    accepted: false,
  },
  {
    says: 'a key of small order',
    key: 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    message: '6b65656c736f6e2033',
    signature:
      '47406a630c0bf6f0505a76fb3405573c3d740b4dd5758201737620a1edcbaeae' +
      '1581e97df4102211000000000000000000000000000000000000000000000000',
    accepted: false,
  },
  {
    says: 'the neutral point as key',
    key: '0100000000000000000000000000000000000000000000000000000000000000',
    message: '6b65656c736f6e2030',
    signature:
      '47406a630c0bf6f0505a76fb3405573c3d740b4dd5758201737620a1edcbaeae' +
      '1581e97df4102211000000000000000000000000000000000000000000000000',
    accepted: false,
  },
  {
    says: 'a non-canonical key of small order',
    key: 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    message: '6b65656c736f6e2030',
    signature:
      '47406a630c0bf6f0505a76fb3405573c3d740b4dd5758201737620a1edcbaeae' +
      '1581e97df4102211000000000000000000000000000000000000000000000000',
    accepted: false,
  },
  {
    says: 'a key of small order and a non-canonical R',
    key: '0100000000000000000000000000000000000000000000000000000000000000',
    message: '6b65656c736f6e2030',
    signature:
      'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f' +
      '0000000000000000000000000000000000000000000000000000000000000000',
    accepted: false,
  },
  {
    says: 'an honest key and an R of small order',
    key: 'ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c',
    message: '6b65656c736f6e2030',
    signature:
      '0100000000000000000000000000000000000000000000000000000000000000' +
      '13df4a9b59acf18690bb0ec851f1ea3f501632051d4475b07d95ed4348fe4d0d',
    accepted: false,
  },
  {
    says: 'an honest key and an R of order 8',
    key: 'ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c',
    message: '6b65656c736f6e',
    signature:
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a' +
      '8c516d5674dc5bb66793f719e51eb92391e86776b6c6b073fd67a0ae6c5eb00b',
    accepted: false,
  },
  {
    says: 'a key of mixed order where only the equation times 8 holds',
    key: '1f4f580e73ac208f06760190e9edc6f5916775dabd9c1cdca393175c2d6d1083',
    message: '6b65656c736f6e2030',
    signature:
      '47406a630c0bf6f0505a76fb3405573c3d740b4dd5758201737620a1edcbaeae' +
      '9af802f767ac407a1e3a44b4722015037341181b385d18d466dd4b002bc64b04',
    accepted: false,
  },
  {
    says: 'a key of mixed order where the equation itself holds',
    key: '1f4f580e73ac208f06760190e9edc6f5916775dabd9c1cdca393175c2d6d1083',
    message: '6b65656c736f6e2037',
    signature:
      '47406a630c0bf6f0505a76fb3405573c3d740b4dd5758201737620a1edcbaeae' +
      '6b559461768ebf6cebfc934e72ca96c817f7947011f0551cc4cb8dc2b56c8d04',
    accepted: true,
  },
];

function bytesOfHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

/** The crafted cases that `scheme` decides otherwise than libsodium; empty when it may be used. */
export function deviations(scheme: Scheme): readonly CraftedCase[] {
  return craftedCases.filter((crafted) => {
    const verdict = scheme.verify(
      bytesOfHex(crafted.key),
      bytesOfHex(crafted.message),
      bytesOfHex(crafted.signature),
    );
    return verdict !== crafted.accepted;
  });
}
