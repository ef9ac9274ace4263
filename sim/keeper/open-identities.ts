/**
 * Opens the identities of a machine: its key store on the simulated disk, the keyring over it, and what they keep.
 *
 * Source: docs/decisions/0027, 0028. The passcode is not stretched: the lock it gives is known to the run.
 */
import type { Key } from '../../kernel/cesr/qualified.ts';
import { openGroups, openHabery } from '../../shell/habs/index.ts';
import type { Groups, Habery } from '../../shell/habs/index.ts';
import type { Host } from '../../shell/host.ts';
import { nextDigestBy } from '../../shell/keys/next-digest.ts';
import { keyringWith } from '../../shell/keys/open-keyring.ts';
import { sealedKeysOf } from '../../shell/keys/sealed-keys.ts';
import { SealedRows } from '../../shell/keys/sealed-rows.ts';
import type { Entropy } from '../../shell/ports.ts';
import type { Chance } from '../random.ts';
import { keyRowsIn } from './key-rows.ts';
import type { KeeperParts } from './keeper-parts.ts';
import { runSigners } from './run-signers.ts';

const passcode = 'a passcode that is not stretched';

export type Opening = {
  readonly host: Host;
  /** Tells this opening from others. */
  readonly opening: number;
  /** Told of every signature. */
  readonly signed: (key: Key, message: Uint8Array) => void;
};

/** Identities, and the groups that some of them are members of; undefined in runs without groups. */
export type Identities = { readonly habery: Habery; readonly groups: Groups | undefined };

/** Opens them, and founds the key store the first time. */
export async function openIdentities(
  { disk, lock, chance, clock, signer, algorithms, hasGroups }: KeeperParts,
  { host, opening, signed }: Opening,
): Promise<Identities> {
  const entropy = entropyOf(chance, opening);
  const rows = new SealedRows(keyRowsIn(disk.open()), () => Promise.resolve(lock()), entropy);
  await rows.open(passcode, { tier: 'low', temp: true });
  const means = { signerOf: runSigners(signer, signed), nextDigest: nextDigestBy(algorithms.digest) };
  const provider = sealedKeysOf(rows);
  const keys = await keyringWith(means, { provider, algo: 'randy', clock, entropy });
  const habery = await openHabery({ host, keys });
  return { habery, groups: hasGroups ? await openGroups({ host, keys }) : undefined };
}

/** Bytes by chance; `opening` tells those of one opening from those of the next. */
function entropyOf(chance: Chance, opening: number): Entropy {
  let drawn = 0;
  const byte = (): number => chance.draw(256, opening, drawn++);
  return { bytes: (sizeBytes) => Uint8Array.from({ length: sizeBytes }, byte) };
}
