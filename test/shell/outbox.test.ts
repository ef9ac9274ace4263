/** What leaves the host goes through rows of its decision's transaction: dst.md R3–R5. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Send } from '../../kernel/state/effect.ts';
import type { Host } from '../../shell/host.ts';
import type { HostOptions } from '../../shell/open.ts';
import type { Outlet } from '../../shell/ports.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { StoreError } from '../../storage/store.ts';
import type { Store } from '../../storage/store.ts';
import { verifyStore } from '../../storage/verify.ts';
import { copyOf, lasting } from '../storage/copies.ts';
import { algorithms, contentOf } from '../storage/drive.ts';
import { hostInMemory, streamOf } from './feeding.ts';
import { handTimers, settled } from './hand-timers.ts';

const single = 'streams/s001-single-sig-basic-D';
const query = 'streams/s149-query-logs-0';
const short = 'streams/s039-witnesses-short';
const many = 'bench/aids-500';

type Taken = { readonly send: Send; readonly key: string };

/** An outlet that keeps what it is given; `refuses` says which it refuses. */
function openOutlet(refuses: (taken: Taken) => boolean = () => false): {
  readonly outlet: Outlet;
  readonly taken: Taken[];
  readonly offered: Taken[];
} {
  const taken: Taken[] = [];
  const offered: Taken[] = [];
  return {
    taken,
    offered,
    outlet: async (send, key) => {
      offered.push({ send, key });
      await Promise.resolve();
      if (refuses({ send, key })) throw new Error('the mailbox is closed');
      taken.push({ send, key });
    },
  };
}

const never: Outlet = () => new Promise(() => undefined);

async function hostOn(store: Store, options: Omit<HostOptions, 'store' | 'path'>): Promise<Host> {
  return await hostInMemory({ ...options, store: lasting(store) });
}

/** What a subscriber hears of a stream: the sends in the order of their decisions. */
async function cuesOf(name: string): Promise<readonly Send[]> {
  const host = await hostInMemory();
  const cues: Send[] = [];
  host.subscribe((event) => void (event.kind === 'cue' && cues.push(event.cue)));
  await host.ingest(streamOf(name));
  await host.close();
  return cues;
}

const outboxOf = (store: Store): readonly string[] => contentOf(store).outbox ?? [];

describe('the outbox', () => {
  test.each([single, query, 'streams/s069-duplicity-ixn-fork-0', many])(
    'the outlet gets every send of %s once, in the order of the decisions, and the store keeps none',
    async (name) => {
      const store = openMemoryStore();
      const { outlet, taken } = openOutlet();
      const host = await hostOn(store, { outlet, batch: { countMax: 7 } });
      await host.ingest(streamOf(name));
      const all = await cuesOf(name);
      while (taken.length < all.length) await settled();
      await host.close();
      expect(taken.map(({ send }) => send)).toEqual(all);
      expect(new Set(taken.map(({ key }) => key)).size).toBe(taken.length);
      expect(outboxOf(store)).toEqual([]);
      expect(verifyStore({ store, scratch: openMemoryStore(), algorithms }).findings).toEqual([]);
    },
  );

  test('a host without an outlet keeps no sends, and its store is the same but for the numbers of the outbox', async () => {
    const [without, withOutlet] = [openMemoryStore(), openMemoryStore()];
    const { outlet } = openOutlet();
    for (const [store, options] of [
      [without, {}],
      [withOutlet, { outlet }],
    ] as const) {
      const host = await hostOn(store, options);
      await host.ingest(streamOf(single));
      await settled();
      await host.close();
    }
    expect({ ...contentOf(withOutlet), meta: [] }).toEqual({ ...contentOf(without), meta: [] });
    expect(outboxOf(without)).toEqual([]);
  });

  test('a crash after the commit and before the hand-off: the next host hands off all of it, in order', async () => {
    const store = openMemoryStore();
    const lost = await hostOn(store, { outlet: never });
    await lost.ingest(streamOf(single));
    await settled();
    const crashed = copyOf(store);
    const { outlet, taken } = openOutlet();
    const host = await hostOn(crashed, { outlet });
    await settled();
    expect(taken.map(({ send }) => send)).toEqual(await cuesOf(single));
    await host.close();
    expect(outboxOf(crashed)).toEqual([]);
  });

  test('a crash after the hand-off and before its row went: the send comes again under the same key', async () => {
    const store = openMemoryStore();
    const first = openOutlet();
    const copies: Store[] = [];
    const host = await hostOn(store, {
      outlet: async (send, key) => {
        await first.outlet(send, key);
        copies.push(copyOf(store));
      },
    });
    await host.ingest(streamOf(single));
    await settled();
    await host.close();
    const second = openOutlet();
    const again = await hostOn(copies[1] ?? expect.fail(), { outlet: second.outlet });
    await settled();
    await again.close();
    expect(second.taken).toEqual(first.taken);
  });

  test('what the last host left comes before what this one decides', async () => {
    const store = openMemoryStore();
    const lost = await hostOn(store, { outlet: never });
    await lost.ingest(streamOf(single));
    const { outlet, taken } = openOutlet();
    const host = await hostOn(copyOf(store), { outlet });
    await host.ingest(streamOf(query));
    await settled();
    await host.close();
    const first = await cuesOf(single);
    expect(taken.slice(0, first.length).map(({ send }) => send)).toEqual(first);
    expect(taken.length).toBeGreaterThan(first.length);
  });

  test('a refused send is kept, holds up those behind it, and is handed off again after delays that double', async () => {
    const store = openMemoryStore();
    const timers = handTimers();
    let refusals = 4;
    const { outlet, taken, offered } = openOutlet(() => refusals-- > 0);
    const limits = { retryMicrosMin: 1000, retryMicrosMax: 4000 };
    const host = await hostOn(store, { outlet, timers, outbox: limits });
    await host.ingest(streamOf(single));
    const delays: number[] = [];
    for (let round = 0; round < 4; round++) {
      await settled();
      expect(taken).toEqual([]);
      delays.push(...timers.delays());
      timers.fire();
    }
    await settled();
    expect(delays).toEqual([1000, 2000, 4000, 4000]);
    expect(taken.map(({ send }) => send)).toEqual(await cuesOf(single));
    expect(new Set(offered.slice(0, 5).map(({ key }) => key)).size).toBe(1);
    await host.close();
    expect([outboxOf(store), timers.waiting()]).toEqual([[], 0]);
  });

  test('an outlet that throws at once is one that refuses', async () => {
    const store = openMemoryStore();
    const host = await hostOn(store, {
      timers: handTimers(),
      outlet: () => {
        throw new Error('no');
      },
    });
    await host.ingest(streamOf(single));
    await settled();
    await host.close();
    expect(outboxOf(store)).toHaveLength((await cuesOf(single)).length);
  });
});

describe('nothing leaves that is not durable', () => {
  test('every send that the outlet gets stands in the outbox of the store at that moment', async () => {
    const store = openMemoryStore();
    let count = 0;
    const host = await hostOn(store, {
      batch: { countMax: 5 },
      outlet: (_, key) => {
        count += 1;
        expect(outboxOf(store).some((row) => row.startsWith(`${key.slice(0, 16)} `))).toBe(true);
      },
    });
    await host.ingest(streamOf(many).subarray(0, 40_000));
    await settled();
    await host.close();
    expect(count).toBeGreaterThan(50);
  });

  test('a commit that fails hands off nothing of it, and nothing after it', async () => {
    const store = openMemoryStore();
    let commits = 0;
    const failing: Store = {
      ...store,
      commit: (rows, unchanged) => {
        if (rows.some(({ table }) => table === 'log') && (commits += 1) === 3)
          throw new StoreError('commit-failed', 'the disk is gone');
        store.commit(rows, unchanged);
      },
    };
    const { outlet, taken } = openOutlet();
    const host = await hostOn(failing, { outlet, batch: { countMax: 1 } });
    await expect(host.ingest(streamOf(single))).rejects.toMatchObject({ code: 'host-stopped' });
    await settled();
    const before = taken.length;
    expect(before).toBeLessThanOrEqual(2);
    await host.close();
    expect(taken).toHaveLength(before);
    const next = openOutlet();
    const again = await hostOn(store, { outlet: next.outlet });
    await settled();
    expect([...again.aids()][0]?.sn).toBe(1n);
    await again.close();
    const keys = new Set([...taken, ...next.taken].map(({ key }) => key));
    expect(keys.size).toBe(2);
  });

  test('a damaged row of the outbox stops the host before anything behind it leaves', async () => {
    const store = openMemoryStore();
    const lost = await hostOn(store, { outlet: never });
    await lost.ingest(streamOf(single));
    await settled();
    const damaged = copyOf(store);
    const [key, value] = [...damaged.range('outbox', { countMax: 2 })][1] ?? expect.fail();
    value[20] = (value[20] ?? 0) ^ 1;
    damaged.commit([{ table: 'outbox', key, value }]);
    const { outlet, taken } = openOutlet();
    const host = await hostOn(damaged, { outlet });
    await settled();
    expect(taken).toEqual([]);
    await expect(host.ingest(streamOf(query))).rejects.toMatchObject({ code: 'host-stopped' });
    await host.close();
  });
});

describe('limits and closing', () => {
  test('callers are held back while the outbox is full, and nothing is lost', async () => {
    const store = openMemoryStore();
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const kept = openOutlet();
    const host = await hostOn(store, {
      outbox: { countMax: 10 },
      batch: { countMax: 4 },
      outlet: async (send, key) => {
        await gate;
        await kept.outlet(send, key);
      },
    });
    let isDone = false;
    const run = host.ingest(streamOf(many)).then(() => (isDone = true));
    await settled();
    await settled();
    const waiting = outboxOf(store).length;
    expect(waiting).toBe(10);
    await settled();
    expect([outboxOf(store).length, isDone]).toEqual([waiting, false]);
    open();
    await run;
    const all = await cuesOf(many);
    while (kept.taken.length < all.length) await settled();
    expect(kept.taken.map(({ send }) => send)).toEqual(all);
    await host.close();
  });

  test('while the outbox is full a caller may give up, and the host may be closed', async () => {
    const store = openMemoryStore();
    const refusing = {
      outlet: openOutlet(() => true).outlet,
      outbox: { countMax: 10 },
      timers: handTimers(),
    };
    const host = await hostOn(store, refusing);
    const abort = new AbortController();
    const given = host.ingest(streamOf(many), { signal: abort.signal });
    const held = host.ingest(streamOf(many));
    await settled();
    abort.abort();
    await expect(given).rejects.toMatchObject({ code: 'aborted' });
    const closed = expect(held).rejects.toMatchObject({ code: 'host-closed' });
    await host.close();
    await closed;
    expect(outboxOf(store).length).toBeGreaterThanOrEqual(10);
  });

  test('while the outbox is full the escrow is not tried, and after that it is', async () => {
    const store = openMemoryStore();
    let now = 1_700_000_000_000_000n;
    let refuses = true;
    const timers = handTimers();
    const { openHost } = await import('../../shell/open.ts');
    const host = await openHost({
      store: lasting(store),
      clock: { now: () => now as never, monotonic: () => Number(now) },
      timers,
      tickMilliseconds: 0,
      outbox: { countMax: (await cuesOf(short)).length + (await cuesOf(single)).length },
      outlet: openOutlet(() => refuses).outlet,
    });
    await host.ingest(streamOf(short));
    await host.ingest(streamOf(single));
    await settled();
    now += 3_700_000_000n;
    const isFull = outboxOf(store).length > 0;
    await host.tick();
    expect([isFull, host.escrow.list().length]).toEqual([true, 1]);
    refuses = false;
    timers.fire();
    await settled();
    await host.tick();
    expect(host.escrow.list()).toEqual([]);
    await host.close();
  });

  test('closing waits for the hand-off that is under way, and keeps what was not begun', async () => {
    const store = openMemoryStore();
    let finish = (): void => undefined;
    let begun = 0;
    const host = await hostOn(store, {
      outlet: async () => {
        begun += 1;
        await new Promise<void>((resolve) => (finish = resolve));
      },
    });
    await host.ingest(streamOf(single));
    await settled();
    let isClosed = false;
    const closing = host.close().then(() => (isClosed = true));
    await settled();
    expect([begun, isClosed]).toEqual([1, false]);
    finish();
    await closing;
    expect(begun).toBe(1);
    expect(outboxOf(store)).toHaveLength((await cuesOf(single)).length - 1);
  });

  test('closing does not wait for ever: what an outlet does not settle is kept, and handed off by the next host', async () => {
    const store = openMemoryStore();
    const timers = handTimers();
    const stuck: (() => void)[] = [];
    const begun: string[] = [];
    const host = await hostOn(store, {
      timers,
      outbox: { closeMicrosMax: 5000 },
      outlet: (_, key) => {
        begun.push(key);
        return begun.length === 2 ? new Promise((resolve) => stuck.push(resolve)) : undefined;
      },
    });
    await host.ingest(streamOf(single));
    await settled();
    let isClosed = false;
    const closing = host.close().then(() => (isClosed = true));
    await settled();
    expect([begun.length, isClosed, timers.delays().includes(5000)]).toEqual([2, false, true]);
    timers.fire();
    await closing;
    const all = await cuesOf(single);
    expect(outboxOf(store)).toHaveLength(all.length - 1);
    stuck[0]?.();
    await settled();
    expect([begun.length, outboxOf(store).length]).toEqual([2, all.length - 1]);
    const { outlet, taken } = openOutlet();
    const next = await hostOn(store, { outlet });
    await settled();
    await next.close();
    expect(taken.map(({ send }) => send)).toEqual(all.slice(1));
    expect(taken[0]?.key).toBe(begun[1]);
  });

  test('a process in which nothing else happens lives until its host is closed', {
    timeout: 30_000,
  }, async () => {
    const script = `
      import { openHost } from './shell/open.ts';
      import { openMemoryStore } from './storage/memory.ts';
      import { readFileSync } from 'node:fs';
      const outlet = () => new Promise(() => undefined);
      const host = await openHost({ store: openMemoryStore(), outlet, outbox: { closeMicrosMax: 50_000 } });
      await host.ingest(readFileSync('test/vectors/${single}.cesr'));
      await host.close();
      console.log('closed');`;
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      { cwd },
    );
    expect(stdout).toBe('closed\n');
  });
});
