/** The host: streams in, reports out, one writer with group commit. DESIGN 1, 3. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { keyStateRecord } from '../../shell/key-state-record.ts';
import type { HostEvent } from '../../shell/subscriptions.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { StoreError } from '../../storage/store.ts';
import { contentOf, hostInMemory, reportsOf, streamOf } from './feeding.ts';

const single = 'streams/s001-single-sig-basic-D';
const shuffled = 'bench/shuffled-1000';
const witnessed = 'streams/s042-witness-receipts-before-event-0';
const tampered = 'streams/s087-tampered-body-bit-0';

async function* slicesOf(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('ingestion', () => {
  test('every message gets one report, in stream order, with its place', async () => {
    const host = await hostInMemory();
    const reports = await reportsOf(host, streamOf(single));
    expect(reports.map(({ decision }) => decision)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(reports.map(({ sn }) => sn)).toEqual([0n, 1n, 2n]);
    const offsets = reports.map(({ offset }) => offset);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    await host.close();
  });

  test('the same stream again is known, and changes nothing', async () => {
    const host = await hostInMemory();
    await host.ingest(streamOf(single));
    const before = contentOf(host);
    expect(await host.ingest(streamOf(single))).toMatchObject({ accepted: 0, duplicate: 3, rejected: 0 });
    expect(contentOf(host)).toEqual(before);
    await host.close();
  });

  property.prop(
    [
      fc.integer({ min: 1, max: 700 }),
      fc.constantFrom(1, 2, 7, 1000),
      fc.constantFrom(single, witnessed, tampered),
    ],
    { numRuns: 30 },
  )(
    'outcomes depend neither on chunks nor on how many commands share a transaction',
    async (size, countMax, name) => {
      const [whole, cut] = await Promise.all([hostInMemory(), hostInMemory({ batch: { countMax } })]);
      await whole.ingest(streamOf(name));
      await cut.ingest(slicesOf(streamOf(name), size));
      expect(contentOf(cut)).toEqual(contentOf(whole));
      await Promise.all([whole.close(), cut.close()]);
    },
  );

  test('bad bytes are one rejected message with a coded reason, and the good ones around it are taken', async () => {
    const host = await hostInMemory();
    const good = streamOf(single);
    const junk = new TextEncoder().encode('!!junk!!');
    const reports = await reportsOf(host, new Uint8Array(Buffer.concat([junk, good, junk])));
    expect(reports.map(({ decision }) => decision)).toEqual([
      'rejected',
      'accepted',
      'accepted',
      'accepted',
      'rejected',
    ]);
    expect(reports[0]).toMatchObject({ reason: 'cold-start', error: 'ColdStartError', isFraming: true });
    await host.close();
  });

  test.each([
    { awaitsRecoveries: false, end: 2n },
    { awaitsRecoveries: true, end: 3n },
  ])(
    'what follows a recovery and comes before it: with awaitsRecoveries $awaitsRecoveries the log ends at $end',
    async ({ awaitsRecoveries, end }) => {
      const bytes = streamOf('streams/s061-recovery-rot-over-ixn-0');
      const inOrder = await hostInMemory();
      const starts = (await reportsOf(inOrder, bytes)).map(({ offset }) => offset);
      const [icp, one, old, recovery, next] = starts.map((at, place) =>
        bytes.subarray(at, starts[place + 1]),
      );
      const host = await hostInMemory({ awaitsRecoveries });
      for (const part of [icp, one, old]) await host.ingest(part ?? expect.fail());
      const [refused] = await reportsOf(host, next ?? expect.fail());
      expect(refused).toMatchObject({ decision: 'rejected', sn: 3n, reason: 'prior-differs' });
      expect(host.escrow.list().map(({ kind }) => kind)).toEqual(awaitsRecoveries ? ['strays'] : []);
      await host.ingest(recovery ?? expect.fail());
      expect([...host.aids()].map(({ sn }) => sn)).toEqual([end]);
      expect(host.escrow.list()).toEqual([]);
      if (awaitsRecoveries) expect([...host.aids()]).toEqual([...inOrder.aids()]);
      await Promise.all([host.close(), inOrder.close()]);
    },
  );

  test('events out of order wait and are all accepted in the end', async () => {
    const host = await hostInMemory();
    const summary = await host.ingest(streamOf(shuffled));
    expect(summary.accepted + summary.escrowed).toBe(1000);
    expect(host.escrow.list()).toEqual([]);
    const [aid] = [...host.aids()];
    expect(aid?.sn).toBe(999n);
    await host.close();
  });

  test('many callers at once each get their own reports, in their own order', async () => {
    const host = await hostInMemory({ batch: { countMax: 3 } });
    const names = [
      's001-single-sig-basic-D',
      's012-multi-sig-integer-2keys-0',
      's061-recovery-rot-over-ixn-0',
      's051-delegation-in-order-0',
    ];
    const all = await Promise.all(names.map((name) => reportsOf(host, streamOf(`streams/${name}`))));
    for (const reports of all) {
      expect(
        reports.every(
          ({ decision }) => decision === 'accepted' || decision === 'duplicate' || decision === 'escrowed',
        ),
      ).toBe(true);
      const offsets = reports.map(({ offset }) => offset);
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    }
    await host.close();
  });

  test('an aborted ingestion rejects with code aborted, and what was decided stays', async () => {
    const host = await hostInMemory({ batch: { countMax: 10 } });
    const abort = new AbortController();
    let seen = 0;
    const run = host.ingest(slicesOf(streamOf('bench/aids-500'), 4096), {
      signal: abort.signal,
      onDecision: () => {
        seen += 1;
        if (seen === 20) abort.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
    const events = [...host.log()].length;
    expect(events).toBeGreaterThanOrEqual(20);
    expect(events).toBeLessThan(2500);
    await host.close();
  });

  test('stopOn ends exactly there when a transaction holds one command', async () => {
    const host = await hostInMemory({ batch: { countMax: 1 } });
    const summary = await host.ingest(streamOf('bench/aids-500'), { stopOn: ({ sn }) => sn === 3n });
    expect(summary).toMatchObject({ accepted: 4 });
    expect([...host.log()].length).toBe(4);
    await host.close();
  });
});

describe('durability', () => {
  test('no report leaves before its commit has returned', async () => {
    const store = openMemoryStore();
    let committed = 0;
    const watched = {
      ...store,
      commit: (...args: Parameters<typeof store.commit>) => (store.commit(...args), void (committed += 1)),
    };
    const host = await hostInMemory({ store: watched, batch: { countMax: 1 } });
    const before: number[] = [];
    committed = 0;
    await host.ingest(streamOf(single), { onDecision: () => void before.push(committed) });
    expect(before).toEqual([1, 2, 3]);
    await host.close();
  });

  test('a failed commit stops the host: nothing of it is reported, and nothing further is taken', async () => {
    const store = openMemoryStore();
    let commits = 0;
    let isArmed = false;
    const failing = {
      ...store,
      commit: (...args: Parameters<typeof store.commit>) => {
        commits += 1;
        if (commits === 3 && isArmed) throw new StoreError('commit-failed', 'the disk is full');
        store.commit(...args);
      },
    };
    const host = await hostInMemory({ store: failing, batch: { countMax: 1 } });
    const reports: unknown[] = [];
    [commits, isArmed] = [0, true];
    await expect(
      host.ingest(streamOf(single), { onDecision: (report) => void reports.push(report) }),
    ).rejects.toMatchObject({ code: 'host-stopped' });
    expect(reports).toHaveLength(2);
    expect(() => host.keyState('x')).not.toThrow(TypeError);
    await expect(host.ingest(streamOf(single))).rejects.toMatchObject({ code: 'host-stopped' });
    await host.close();
  });

  test('a closed host refuses every question', async () => {
    const host = await hostInMemory();
    await host.close();
    await host.close();
    expect(() => [...host.aids()]).toThrow(expect.objectContaining({ code: 'host-closed' }));
    await expect(host.ingest(streamOf(single))).rejects.toMatchObject({ code: 'host-closed' });
  });
});

describe('questions', () => {
  test('the key state at any number, first-seen number and ordinal is that of the time', async () => {
    const host = await hostInMemory();
    const reports = await reportsOf(host, streamOf(single));
    const prefix = reports[0]?.prefix ?? '';
    const now = host.keyState(prefix);
    expect(host.keyStateAt(prefix, { sn: 2n })).toEqual(now);
    expect(host.keyStateAt(prefix, { fn: 2n })).toEqual(now);
    expect(host.keyStateAt(prefix, { ordinal: 2 })).toEqual(now);
    expect(host.keyStateAt(prefix, { sn: 1n })).toMatchObject({ sn: 1n, said: reports[1]?.said });
    expect(host.keyStateAt(prefix, { sn: 3n })).toBeUndefined();
    expect(() => host.keyStateAt('ENoSuch', { sn: 0n })).toThrow(
      expect.objectContaining({ code: 'unknown-prefix', keripy: 'MissingEntryError' }),
    );
    await host.close();
  });

  test('the key state record has the fields of KERIpy in its order', async () => {
    const host = await hostInMemory();
    const [report] = await reportsOf(host, streamOf(single));
    const state = host.keyState(report?.prefix ?? '');
    if (state === undefined) throw new Error('no key state');
    expect(Object.keys(keyStateRecord(state)).join(' ')).toBe('vn i s p d f dt et kt k nt n bt b c ee di');
    await host.close();
  });

  test.each([
    's001-single-sig-basic-D',
    's037-witnesses-cuts-adds-0',
    's048-trans-receipts-rct-0',
    's051-delegation-in-order-0',
    's062-recovery-twice',
  ])('the export of %s makes the same key states in another host', async (name) => {
    const [first, second] = await Promise.all([hostInMemory(), hostInMemory()]);
    await first.ingest(streamOf(`streams/${name}`));
    for (const { prefix } of first.aids())
      await second.ingest(first.export(prefix, { receipts: true, delegators: true }));
    for (const { prefix } of first.aids()) {
      expect(second.keyState(prefix)).toEqual(first.keyState(prefix));
      expect(
        [...second.kel(prefix, { all: true })].map(({ stored, attachments }) => [
          stored.event.said,
          attachments.witnessSignatures.length,
        ]),
      ).toEqual(
        [...first.kel(prefix, { all: true })].map(({ stored, attachments }) => [
          stored.event.said,
          attachments.witnessSignatures.length,
        ]),
      );
    }
    await Promise.all([first.close(), second.close()]);
  });

  test('a message that waits explains what it waits for', async () => {
    const host = await hostInMemory();
    const reports = await reportsOf(host, streamOf('streams/s039-witnesses-short'));
    const waiting = reports.find(({ decision }) => decision === 'escrowed');
    expect(waiting).toMatchObject({ escrow: 'pwes', error: 'MissingWitnessSignatureError' });
    const [explanation] = host.explain(waiting?.said ?? '');
    expect(explanation).toMatchObject({ kind: 'waiting', missing: [{ kind: 'receipts' }] });
    await host.close();
  });
});

describe('escrow and subscriptions', () => {
  test('removal is kept in the log and asks for a filter', async () => {
    const host = await hostInMemory();
    await host.ingest(streamOf('streams/s039-witnesses-short'));
    const [waiting] = host.escrow.list({ kind: 'pwes' });
    await expect(host.escrow.remove({})).rejects.toMatchObject({ code: 'usage' });
    await host.escrow.remove({ said: waiting?.said ?? '' });
    expect(host.escrow.list()).toEqual([]);
    expect([...host.log()].map(({ entry }) => entry.kind)).toEqual(['append-audit']);
    await host.close();
  });

  test('what waited too long is gone after a tick', async () => {
    let now = 1_700_000_000_000_000n;
    const clock = { now: () => now as never, monotonic: () => Number(now) };
    const store = openMemoryStore();
    const { openHost } = await import('../../shell/open.ts');
    const host = await openHost({ store, clock, tickMilliseconds: 0 });
    await host.ingest(streamOf('streams/s039-witnesses-short'));
    expect(host.escrow.list()).toHaveLength(1);
    now += 3_599_000_000n;
    await host.tick();
    expect(host.escrow.list()).toHaveLength(1);
    now += 2_000_000n;
    await host.tick();
    expect(host.escrow.list()).toEqual([]);
    await host.close();
  });

  test('a listener hears decisions and cues from now on, and with from the log before', async () => {
    const host = await hostInMemory();
    await host.ingest(streamOf(single));
    const heard: HostEvent[] = [];
    const end = host.subscribe((event) => void heard.push(event), { from: 1 });
    expect(heard.map(({ kind }) => kind)).toEqual(['entry', 'entry']);
    await host.ingest(streamOf('streams/s012-multi-sig-integer-2keys-0'));
    expect(heard.filter(({ kind }) => kind === 'decision').length).toBeGreaterThan(0);
    expect(heard.some((event) => event.kind === 'cue' && event.cue.kind === 'receipt')).toBe(true);
    end();
    const before = heard.length;
    await host.ingest(streamOf(single));
    expect(heard).toHaveLength(before);
    await host.close();
  });

  test('a query for logs is answered with the bytes of the log', async () => {
    const host = await hostInMemory();
    const answers: Promise<Buffer>[] = [];
    host.subscribe((event) => {
      const answer = event.kind === 'cue' ? host.answer(event.cue) : undefined;
      if (answer !== undefined) answers.push(gathered(answer));
    });
    await host.ingest(streamOf('streams/s149-query-logs-0'));
    expect(answers).toHaveLength(1);
    const other = await hostInMemory();
    expect((await other.ingest(await (answers[0] ?? Promise.reject(new Error('no answer'))))).rejected).toBe(
      0,
    );
    expect([...other.aids()].length).toBeGreaterThan(0);
    await Promise.all([host.close(), other.close()]);
  });
});

async function gathered(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}
