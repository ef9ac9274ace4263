/** What judges are told of a node at rest is what its store holds, and not what an index says of it. */
import { expect, test } from 'vitest';
import type { Said } from '../../kernel/cesr/qualified.ts';
import { defaultEscrowLimits } from '../../kernel/receiver.ts';
import type { Host } from '../../shell/host.ts';
import { openDisk } from '../../sim/disk/open-disk.ts';
import { expandSeed } from '../../sim/expand/index.ts';
import { openProbe } from '../../sim/probe.ts';
import { ordinalKey } from '../../storage/key.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { decodeRecord, encodeRecord } from '../../storage/record.ts';
import type { Store } from '../../storage/store.ts';
import { algorithms } from '../storage/drive.ts';
import { hostInMemory, streamOf } from '../shell/feeding.ts';

/** What the probe says of the first two events, before and after their store is changed. */
async function told(change: (store: Store) => void): Promise<readonly (readonly boolean[])[]> {
  const store = openMemoryStore();
  const host = await hostInMemory({ store });
  await host.ingest(streamOf('streams/s001-single-sig-basic-D'));
  const saids = saidsOf(host).slice(0, 2);
  const [plan] = expandSeed('probe', 'small').nodes;
  const probe = openProbe({
    plan: plan ?? expect.fail(),
    disk: openDisk({ now: () => 0, draw: () => 0, overlap: false }),
    algorithms,
    own: () => [],
    limits: defaultEscrowLimits,
    host: () => host,
    lastStepAt: () => expect.fail(),
    custody: undefined,
  });
  const before = saids.map(probe.holds);
  change(store);
  const after = saids.map(probe.holds);
  await host.close();
  return [before, after];
}

function saidsOf(host: Host): readonly Said[] {
  return [...host.log()].flatMap(({ entry }) =>
    entry.kind === 'append-event' ? [entry.stored.event.said] : [],
  );
}

const key = ordinalKey(1);

test.each([
  ['is gone', () => undefined],
  ['lost a bit', (row: Buffer) => Buffer.from(row.fill(row.readUInt8(100) ^ 1, 100, 101))],
  [
    'was written anew with other bytes',
    (row: Buffer) => {
      const record = decodeRecord(row, 1);
      const raw = Buffer.from(
        Buffer.from(record.raw).toString('latin1').replace('"t":"', '"t":"x'),
        'latin1',
      );
      return encodeRecord({ ...record, raw }, 1, record.priorHash);
    },
  ],
  [
    'holds another event',
    (row: Buffer, store: Store) => {
      const first = decodeRecord(store.get('log', ordinalKey(0)) ?? expect.fail(), 0);
      return encodeRecord(first, 1, decodeRecord(row, 1).priorHash);
    },
  ],
])('an event whose row %s is not held, though its index names it', async (_, spoil) => {
  const [before, after] = await told((store) => {
    const row = Buffer.from(store.get('log', key) ?? expect.fail());
    store.commit([{ table: 'log', key, value: spoil(row, store) }]);
  });
  expect([before, after]).toEqual([
    [true, true],
    [true, false],
  ]);
});
