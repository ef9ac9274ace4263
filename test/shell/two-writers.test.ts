/** Two hosts on one store: reading goes on, the second writer is refused and told why. dst.md 2.5, decisions/0019. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withHost } from '../../shell/cli/open-store.ts';
import { openHost } from '../../shell/open.ts';
import { temporaryFolder } from '../storage/backends.ts';
import { streamOf } from './feeding.ts';

const first = streamOf('streams/s001-single-sig-basic-D');
const second = streamOf('streams/s051-delegation-in-order-0');
const third = streamOf('streams/s013-multi-sig-weighted-ok-0');

let root = '';
beforeAll(() => {
  root = temporaryFolder();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The options of a store with one log in it. */
async function storeNamed(name: string) {
  const options = { path: join(root, name), checks: 'head', tickMilliseconds: 0 } as const;
  const host = await openHost(options);
  await host.ingest(first);
  await host.close();
  return options;
}

test('a host that was opened before reads what another one wrote since', async () => {
  const options = await storeNamed('read');
  const reader = await openHost(options);
  const writer = await openHost(options);
  expect((await writer.ingest(second)).accepted).toBe(7);
  const logs = [...reader.aids()].map(({ prefix }) => [...reader.kel(prefix)].length);
  expect(logs.sort((a, b) => a - b)).toEqual([3, 3, 4]);
  for (const { said } of reader.aids()) expect(reader.explain(said)).toHaveLength(1);
  await writer.close();
  await reader.close();
});

test('a command whose store another process writes to says so, and loses nothing of the other', async () => {
  const options = await storeNamed('write');
  const call = withHost(options, async (host) => {
    const other = await openHost(options);
    await other.ingest(second);
    await other.close();
    await host.ingest(third);
  });
  await expect(call).rejects.toMatchObject({
    code: 'store-failed',
    message: expect.stringMatching(
      /^another process writes to the store; when it has ended, do this again: .* \[store-failed\]$/,
    ) as string,
  });
  const again = await openHost({ ...options, checks: 'always' });
  expect([...again.aids()]).toHaveLength(3);
  await again.close();
});
