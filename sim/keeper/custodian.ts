/**
 * What a custodian finds in a key store who reads its disk and has what opens it: asked by judges, never by hosts.
 *
 * Source: docs/decisions/0027, 0028. A seed counts as kept when it opens, and its public key is the one it is kept for.
 */
import type { Prefix } from '../../kernel/cesr/qualified.ts';
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
  const isSeedOf = (key: string, seed: Uint8Array): boolean =>
    signerOf(new Secret(seed), { code: 'A', transferable: key.startsWith('D') }).key === key;
  const keys = whileStill(
    () => [disk.version()],
    (): readonly string[] => {
      const opened = lock();
      const found = keyRowsIn(disk.copy())
        .kept()
        .flatMap(([rowKey, value]) => readKeptRow(opened, rowKey, value) ?? [])
        .flatMap(({ id, key }) => (id.startsWith(seedMark) ? [{ of: id.slice(seedMark.length), key }] : []))
        .filter(({ of, key }) => isSeedOf(of, key));
      opened.wipe();
      return found.map(({ of }) => of);
    },
  );
  return { prefixes, keys };
}
