/** Channels of a host: everything comes in order, at the reader's pace, or an error says from where to go on. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecisionItem } from '../../../shell/channels/decisions.ts';
import { KeelsonError } from '../../../shell/errors.ts';
import type { Host } from '../../../shell/host.ts';
import { openMemoryStore } from '../../../storage/memory.ts';
import { StoreError } from '../../../storage/store.ts';
import type { Store } from '../../../storage/store.ts';
import { lasting } from '../../storage/copies.ts';
import { handTimers, settled } from '../hand-timers.ts';
import { hostInMemory, streamOf } from '../feeding.ts';
import { allOf, heardBy, some } from './reading.ts';

const single = 'streams/s001-single-sig-basic-D';
const short = 'streams/s039-witnesses-short';
const many = 'bench/aids-500';
const mixed = [single, short, 'streams/s069-duplicity-ixn-fork-0', 'streams/s149-query-logs-0'];

/** The entries of the log that a channel of decisions told, each once: as entries, or as decisions that made some. */
function ordinalsOf(items: readonly DecisionItem[]): readonly number[] {
  return items.flatMap((item) => {
    if (item.kind === 'live') return [];
    if (item.kind === 'entry') return [item.ordinal];
    const { writes } = item.outcome.step;
    const count = writes.filter(({ kind }) => kind.startsWith('append-')).length;
    return Array.from({ length: count }, (_, place) => item.next - count + place);
  });
}

const ordinalsTo = (end: number): readonly number[] => Array.from({ length: end }, (_, at) => at);

async function feedAll(host: Host, names: readonly string[]): Promise<void> {
  for (const name of names) await host.ingest(streamOf(name));
}

const code = (error: unknown): string | undefined => (error instanceof KeelsonError ? error.code : undefined);

describe('decisions and cues', () => {
  test('two readers of their own and a listener hear the same, whatever their pace', async () => {
    const host = await hostInMemory();
    const heard = heardBy(host);
    const options = { countMax: 10_000 };
    const quick = allOf(host.channels.decisions(options));
    const late = host.channels.decisions(options);
    const cues = allOf(host.channels.cues(options));
    await feedAll(host, mixed);
    await host.close();
    const decisions = heard.flatMap((event) => (event.kind === 'decision' ? [event.decision] : []));
    const told = heard.flatMap((event) => (event.kind === 'cue' ? [event.cue] : []));
    for (const { items, error } of [await quick, await allOf(late)]) {
      expect(error).toBeUndefined();
      expect(items.map((item) => (item.kind === 'decision' ? item.decision : item.kind))).toEqual(decisions);
    }
    expect((await cues).items.map(({ cue }) => cue)).toEqual(told);
    expect([decisions.length, told.length].every((count) => count > 10)).toBe(true);
  });

  test('takers of one channel share its items: each goes to one of them, in order', async () => {
    const host = await hostInMemory();
    const channel = host.channels.decisions({ countMax: 10_000 });
    const order: number[] = [];
    let place = 0;
    const takers = [0, 1, 2].map(async () => {
      for (let { done } = await channel.next(); done !== true; { done } = await channel.next()) {
        order.push(place);
        place += 1;
      }
    });
    await feedAll(host, mixed);
    await host.close();
    await Promise.all(takers);
    expect(order).toEqual(ordinalsTo(order.length));
    expect(order.length).toBeGreaterThan(10);
  });

  test('nothing is heard that is not durable', async () => {
    const store = openMemoryStore();
    const failing: Store = {
      ...store,
      commit: (rows, unchanged) => {
        if (rows.some(({ table, key }) => table === 'log' && key.endsWith('2')))
          throw new StoreError('commit-failed', 'the disk is gone');
        store.commit(rows, unchanged);
      },
    };
    const host = await hostInMemory({ store: lasting(failing), batch: { countMax: 1 } });
    const [decisions, entries] = [allOf(host.channels.decisions()), allOf(host.channels.entries())];
    await expect(host.ingest(streamOf(single))).rejects.toMatchObject({ code: 'host-stopped' });
    for (const { items, error } of [await decisions, await entries]) {
      expect(items).toHaveLength(2);
      expect(code(error)).toBe('host-stopped');
    }
    expect(() => host.channels.decisions()).toThrow('host-stopped');
    await host.close();
  });
});

describe('overflow', () => {
  test.each([1, 3, 7])(
    'a channel of %i that ends gives what it holds, then the ordinal to go on from; the next one misses no entry',
    async (countMax) => {
      const host = await hostInMemory();
      const channel = host.channels.decisions({ countMax });
      await feedAll(host, mixed);
      const first = await allOf(channel);
      expect(first.items).toHaveLength(countMax);
      expect(first.error).toMatchObject({ code: 'channel-overflow', facts: { countMax } });
      const from = first.error instanceof KeelsonError ? first.error.facts['from'] : undefined;
      expect(from).toBe(first.items.at(-1)?.next);
      await expect(channel.next()).rejects.toMatchObject({ code: 'channel-overflow' });
      const rest = host.channels.decisions({ from: Number(from) });
      const end = host.history.entryCount();
      const items = await some(rest, end - Number(from) + 1);
      expect(items.at(-1)).toEqual({ kind: 'live', next: end });
      expect([...ordinalsOf(first.items), ...ordinalsOf(items)]).toEqual(ordinalsTo(end));
      await host.close();
    },
  );

  test('a channel of cues that ends says so', async () => {
    const host = await hostInMemory();
    const channel = host.channels.cues({ countMax: 2 });
    await feedAll(host, [single]);
    const { items, error } = await allOf(channel);
    expect([items.length, code(error)]).toEqual([2, 'channel-overflow']);
    await host.close();
  });

  test('callers are held back while a channel that waits is full; its reader misses nothing', async () => {
    const host = await hostInMemory({ batch: { countMax: 4 } });
    const heard = heardBy(host);
    const channel = host.channels.decisions({ countMax: 10, overflow: 'wait' });
    let isDone = false;
    const run = host.ingest(streamOf(many)).then(() => (isDone = true));
    await settled();
    await settled();
    expect([heard.filter(({ kind }) => kind === 'decision').length, isDone]).toEqual([10, false]);
    const told = (): readonly string[] =>
      heard.flatMap((event) => (event.kind === 'decision' ? [String(event.decision.subject.said)] : []));
    const items: string[] = [];
    while (items.length < 100) {
      for (const item of await some(channel, 1))
        items.push(item.kind === 'decision' ? String(item.decision.subject.said) : item.kind);
      await settled();
      expect(told().length - items.length).toBeLessThanOrEqual(10);
    }
    expect(items).toEqual(told().slice(0, items.length));
    await channel.return();
    await run;
    await host.close();
  }, 30_000);

  test('a full channel that waits holds nobody back once its reader left, and does not keep a host open', async () => {
    const host = await hostInMemory();
    for (const leaves of [true, false]) {
      const channel = host.channels.decisions({ countMax: 1, overflow: 'wait' });
      const run = host.ingest(streamOf(many));
      await settled();
      if (leaves) {
        await channel.return();
        expect((await run).accepted).toBeGreaterThan(100);
      } else {
        const closed = expect(run).rejects.toMatchObject({ code: 'host-closed' });
        await host.close();
        await closed;
        expect((await allOf(channel)).error).toBeUndefined();
      }
    }
  });

  test('a bound that is no count, and a place that is not in the log, are wrong usage', async () => {
    const host = await hostInMemory();
    for (const countMax of [0, -1, 1.5, Number.NaN])
      expect(() => host.channels.decisions({ countMax })).toThrow('[usage]');
    for (const from of [-1, 0.5, 1]) {
      expect(() => host.channels.entries(from)).toThrow('[usage]');
      expect(() => host.channels.decisions({ from })).toThrow('[usage]');
    }
    expect(() => host.channels.outgoing()).toThrow('[usage]');
    await host.close();
    expect(() => host.channels.entries()).toThrow('host-closed');
  });
});

describe('from a place in the past', () => {
  test('what comes while the past is told is told once, by entry or by decision', async () => {
    const pauses = fc.array(fc.nat(3), { minLength: 1, maxLength: 12 });
    const bounds = fc.record({ start: fc.nat(3), countMax: fc.integer({ min: 1, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(pauses, bounds, async (turns, { start, countMax }) => {
        const host = await hostInMemory({ batch: { countMax: 2 } });
        await host.ingest(streamOf(single));
        const channel = host.channels.decisions({ from: start, countMax, overflow: 'wait' });
        const items: DecisionItem[] = [];
        const read = (async () => {
          for await (const item of channel) {
            items.push(item);
            for (let turn = turns[items.length % turns.length] ?? 0; turn > 0; turn--)
              await new Promise((resolve) => setImmediate(resolve));
          }
        })();
        await feedAll(host, mixed);
        const end = host.history.entryCount();
        while (!items.some(({ kind }) => kind === 'live')) await settled();
        await host.close();
        await read;
        expect(ordinalsOf(items)).toEqual(ordinalsTo(end).slice(start));
        expect(items.filter(({ kind }) => kind === 'live')).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });

  test('a channel that was in the past when its host closed says where it was', async () => {
    const host = await hostInMemory();
    await host.ingest(streamOf(single));
    const channels = [host.channels.decisions({ from: 0 }), host.channels.entries()];
    for (const channel of channels) for (let taken = 0; taken < 2; taken++) await channel.next();
    await host.close();
    for (const channel of channels)
      await expect(channel.next()).rejects.toMatchObject({ code: 'host-closed', facts: { from: 2 } });
  });

  test('entries follow the log over openings of the host', async () => {
    const store = openMemoryStore();
    const told: number[] = [];
    let from = 0;
    for (const name of mixed) {
      const host = await hostInMemory({ store: lasting(store) });
      const channel = host.channels.entries(from);
      const read = (async () => {
        for await (const { ordinal, next } of channel) {
          told.push(ordinal);
          from = next;
          if (next === host.history.entryCount()) break;
        }
      })();
      await host.ingest(streamOf(name));
      await settled();
      if (from === host.history.entryCount()) await channel.return();
      await read;
      await host.close();
    }
    expect(told).toEqual(ordinalsTo(told.length));
    expect(told.length).toBeGreaterThan(8);
  });
});

describe('outgoing', () => {
  async function sending(store: Store, timers = handTimers()): Promise<Host> {
    return await hostInMemory({ store: lasting(store), outlet: 'channel', timers });
  }

  async function cuesOf(name: string): Promise<readonly unknown[]> {
    const host = await hostInMemory();
    const heard = heardBy(host);
    await host.ingest(streamOf(name));
    await host.close();
    return heard.flatMap((event) => (event.kind === 'cue' ? [event.cue] : []));
  }

  test('every send comes once, in order, and leaves the store', async () => {
    const store = openMemoryStore();
    const host = await sending(store);
    const sent: unknown[] = [];
    const read = (async () => {
      for await (const { send } of host.channels.outgoing()) sent.push(send);
    })();
    await host.ingest(streamOf(single));
    await settled();
    await host.close();
    await read;
    expect(sent).toEqual(await cuesOf(single));
    const again = await sending(store);
    const next = again.channels.outgoing();
    const rest = allOf(next);
    await settled();
    await again.close();
    expect(await rest).toEqual({ items: [], error: undefined });
  });

  test('a send whose reader left with it comes again under the same key, to the reader who waits or to the next', async () => {
    const timers = handTimers();
    const host = await sending(openMemoryStore(), timers);
    await host.ingest(streamOf(single));
    const keys: string[] = [];
    const [first, second] = [host.channels.outgoing(), host.channels.outgoing()];
    keys.push(...(await some(first, 1)).map(({ key }) => key));
    const waits = second.next();
    await first.return();
    const { value } = await waits;
    keys.push(value?.key ?? '');
    await second.return();
    const third = host.channels.outgoing();
    const last = third.next();
    await settled();
    timers.fire();
    keys.push((await last).value?.key ?? '');
    expect(new Set(keys).size).toBe(1);
    expect(await first.next()).toEqual({ value: undefined, done: true });
    await third.next();
    await third.return();
    await host.close();
  });

  test('a crash while a send is with its reader: it comes again; a host nobody reads closes at once', async () => {
    const store = openMemoryStore();
    const host = await sending(store);
    await host.ingest(streamOf(single));
    const [item] = await some(host.channels.outgoing(), 1);
    const unread = await sending(store);
    await settled();
    await unread.close();
    const next = await sending(store);
    const [again] = await some(next.channels.outgoing(), 1);
    expect(again).toEqual(item);
  });

  test('several readers share the sends, and none is lost or doubled', async () => {
    const host = await sending(openMemoryStore());
    const sent: string[] = [];
    const readers = [0, 1, 2].map(async () => {
      for await (const { key } of host.channels.outgoing()) {
        await settled();
        sent.push(key);
      }
    });
    await feedAll(host, mixed);
    const all = (await Promise.all(mixed.map(cuesOf))).flat().length;
    while (sent.length < all) await settled();
    await host.close();
    await Promise.all(readers);
    expect(sent).toEqual([...sent].sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(sent).size).toBe(sent.length);
  });

  test('when the host stops, readers get the error after what they hold', async () => {
    const store = openMemoryStore();
    let fails = false;
    const host = await sending({
      ...store,
      commit: (rows, unchanged) => {
        if (fails) throw new StoreError('commit-failed', 'the disk is gone');
        store.commit(rows, unchanged);
      },
    });
    const reader = host.channels.outgoing();
    const first = reader.next();
    await host.ingest(streamOf(single));
    await first;
    fails = true;
    await expect(host.ingest(streamOf(many))).rejects.toMatchObject({ code: 'host-stopped' });
    await expect(reader.next()).rejects.toMatchObject({ code: 'host-stopped' });
    await host.close();
  });
});
