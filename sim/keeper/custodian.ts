/**
 * What a custodian finds in a key store who reads its disk and has what opens it: asked by judges, never by hosts.
 *
 * Source: docs/decisions/0027, 0028. A seed counts as kept when it opens, and its public key is the one it is kept for.
 */
import type { Key, Prefix } from '../../kernel/cesr/qualified.ts';
import type { Custody } from '../../invariants/judge.ts';
import { readKeptRow } from '../../shell/keys/kept-row.ts';
import type { RowLock } from '../../shell/keys/row-lock.ts';
import { Secret } from '../../shell/keys/index.ts';
import type { Disk } from '../disk/disk.ts';
import type { Signer } from '../keys.ts';
import { whileStill } from '../still.ts';
import { keyRowsIn } from './key-rows.ts';
import { runSigners } from './run-signers.ts';

export type CustodianParts = {
  readonly disk: Disk;
  readonly lock: () => RowLock;
  readonly signer: Signer;
  readonly prefixes: () => readonly Prefix[];
};

/** Ids of seeds begin so; the public key follows. */
const seedMark = 'seed.';

/** Looks into the key store on the disk. */
export function custodian({ disk, lock, signer, prefixes }: CustodianParts): Custody {
  const signerOf = runSigners(signer, () => undefined);
  const keyOf = (seed: Uint8Array, transferable: boolean): Key =>
    signerOf(new Secret(seed), { code: 'A', transferable }).key;
  const keys = whileStill(
    () => [disk.version()],
    (): readonly Key[] => {
      const opened = lock();
      const kept = keyRowsIn(disk.copy())
        .kept()
        .flatMap(([rowKey, value]) => readKeptRow(opened, rowKey, value) ?? []);
      opened.wipe();
      return kept.flatMap(({ id, key: seed }) => {
        if (!id.startsWith(seedMark)) return [];
        const named = id.slice(seedMark.length);
        const key = keyOf(seed, named.startsWith('D'));
        return key === named ? [key] : [];
      });
    },
  );
  return { prefixes, keys };
}
