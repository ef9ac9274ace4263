/** A disk that is full until healed: refuse writes, serve reads, resume. dst.md 2.6, R9. */
import { rmSync } from 'node:fs';
import pino from 'pino';
import { expect, test } from 'vitest';
import { withGrowthAlarm } from '../../shell/growth-alarm.ts';
import type { Host } from '../../shell/host.ts';
import { openHost } from '../../shell/open.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import type { Store } from '../../storage/store.ts';
import { verifyStore } from '../../storage/verify.ts';
import { temporaryFolder } from '../storage/backends.ts';
import { algorithms } from '../storage/drive.ts';
import { contentOf, hostInMemory, streamOf } from './feeding.ts';

const single = streamOf('streams/s001-single-sig-basic-D');
const waiting = streamOf('streams/s039-witnesses-short');
const other = streamOf('streams/s012-multi-sig-integer-2keys-0');

type Disk = { free: number };

async function hostOnDisk(
  disk: Disk,
  options: object = {},
): Promise<{ host: Host; store: Store; clean: () => void }> {
  const folder = temporaryFolder();
  const store = openLmdbStore(folder, { freeBytes: () => disk.free, headroomBytesMin: 1e8 });
  const host = await openHost({ store, now: '2024-01-01T00:00:00Z', tickMilliseconds: 0, ...options });
  return { host, store, clean: () => rmSync(folder, { recursive: true, force: true }) };
}

test('while the disk is full writes are refused and reads are served, and after that all goes on', async () => {
  const disk: Disk = { free: 1.5e8 };
  const taken: string[] = [];
  const { host, store, clean } = await hostOnDisk(disk, {
    outlet: (_: unknown, key: string) => void taken.push(key),
  });
  await host.ingest(waiting);
  const before = contentOf(host);
  disk.free = 10_000;
  const reports: unknown[] = [];
  for (const stream of [single, other]) {
    const ingested = host.ingest(stream, { onDecision: (report) => void reports.push(report) });
    await expect(ingested).rejects.toMatchObject({ code: 'disk-full' });
  }
  await expect(host.escrow.remove({ kind: 'pwes' })).rejects.toMatchObject({ code: 'disk-full' });
  expect([reports, contentOf(host)]).toEqual([[], before]);
  disk.free = 1.5e8;
  expect(await host.ingest(single)).toMatchObject({ accepted: 3 });
  expect(await host.ingest(other)).toMatchObject({ rejected: 0 });
  await host.escrow.remove({ kind: 'pwes' });
  const healthy = await hostInMemory();
  for (const stream of [waiting, single, other]) await healthy.ingest(stream);
  await healthy.escrow.remove({ kind: 'pwes' });
  expect(contentOf(host)).toEqual(contentOf(healthy));
  expect(verifyStore({ store, scratch: openMemoryStore(), algorithms }).findings).toEqual([]);
  expect(new Set(taken).size).toBe(taken.length);
  await host.close();
  await healthy.close();
  clean();
});

test('a stream that fails in its middle is taken whole when it is fed again', async () => {
  const disk: Disk = { free: 1.5e8 };
  const { host, clean } = await hostOnDisk(disk, { batch: { countMax: 3 } });
  const stream = streamOf('bench/shuffled-1000');
  let seen = 0;
  const ingested = host.ingest(stream, { onDecision: () => void ((seen += 1) === 100 && (disk.free = 0)) });
  await expect(ingested).rejects.toMatchObject({ code: 'disk-full' });
  disk.free = 1.5e8;
  await host.ingest(stream);
  expect([...host.aids()].map(({ sn }) => sn)).toEqual([999n]);
  expect(host.escrow.list()).toEqual([]);
  await host.close();
  clean();
});

test('a disk that is full when a store is to be made refuses to open with disk-full', async () => {
  await expect(hostOnDisk({ free: 0 })).rejects.toMatchObject({ code: 'disk-full' });
});

test('the logger is warned when a store grew by much, at an absolute size, and at each doubling, not before', () => {
  const lines: { readonly sizeBytes: number }[] = [];
  const logger = pino(
    { level: 'warn' },
    { write: (line: string) => void lines.push(JSON.parse(line) as never) },
  );
  const grownTo = (limits: {
    factorMax: number;
    sizeBytesMin: number;
    sizeBytesMax: number;
  }): readonly number[] => {
    lines.length = 0;
    let sizeBytes = 100;
    const store: Store = {
      ...openMemoryStore(),
      sizeBytes: () => sizeBytes,
      commit: () => void (sizeBytes += 1),
    };
    const watched = withGrowthAlarm(store, logger, limits);
    for (let commit = 0; commit < 6400; commit++) watched.commit([]);
    return lines.map((line) => line.sizeBytes);
  };
  const atOrAfter = (size: number): unknown =>
    expect.toSatisfy((seen: number) => seen >= size && seen < size + 64);
  expect(grownTo({ factorMax: 10, sizeBytesMin: 0, sizeBytesMax: 1e9 })).toEqual(
    [1000, 2000, 4000].map(atOrAfter),
  );
  expect(grownTo({ factorMax: 10, sizeBytesMin: 3000, sizeBytesMax: 1e9 })).toEqual(
    [3000, 6000].map(atOrAfter),
  );
  expect(grownTo({ factorMax: 1000, sizeBytesMin: 0, sizeBytesMax: 5000 })).toEqual([5000].map(atOrAfter));
  expect(grownTo({ factorMax: 1000, sizeBytesMin: 0, sizeBytesMax: 1e9 })).toEqual([]);
});
