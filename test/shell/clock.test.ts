import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { Micros } from '../../kernel/cesr/qualified.ts';
import { steadyClock } from '../../shell/clock.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import type { Host } from '../../shell/host.ts';
import { openHost } from '../../shell/open.ts';
import type { HostOptions } from '../../shell/open.ts';
import type { Clock } from '../../shell/ports.ts';
import { lastTimeOf } from '../../storage/last-time.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import type { Store } from '../../storage/store.ts';
import { lasting } from '../storage/copies.ts';
import { hostInMemory, streamOf } from './feeding.ts';

describe('the clock of a host', () => {
  test('goes on with monotonic time, whatever becomes of the wall clock (I-32)', () => {
    let wall = 1_704_067_200_000_000n;
    let monotonic = 5000;
    const clock = steadyClock({ now: () => wall as Micros, monotonic: () => monotonic }, undefined);
    expect(clock.now()).toBe(1_704_067_200_000_000n);
    monotonic += 250;
    wall += 86_400_000_000n;
    expect(clock.now()).toBe(1_704_067_200_000_250n);
    wall -= 2n * 86_400_000_000n;
    monotonic += 250;
    expect(clock.now()).toBe(1_704_067_200_000_500n);
    expect(clock.monotonic()).toBe(5500);
  });
});

describe('a wall clock that goes back while the host is closed (decisions/0021)', () => {
  const hour = 3_600_000_000n;
  const start = 1_704_067_200_000_000n;

  /** A machine whose wall clock shows `wall` when the host opens; `pass` lets time pass. */
  function clockAt(wall: bigint): { readonly clock: Clock; readonly pass: (micros: bigint) => void } {
    let passed = 0n;
    return {
      clock: { now: () => (wall + passed) as Micros, monotonic: () => Number(passed) },
      pass: (micros) => (passed += micros),
    };
  }

  async function hostOn(store: Store, clock: Clock, options: Partial<HostOptions> = {}): Promise<Host> {
    return await openHost({ ...options, store: lasting(store), clock, tickMilliseconds: 0 });
  }

  test('lets nothing wait longer than its time', async () => {
    const store = openMemoryStore();
    const first = clockAt(start);
    const before = await hostOn(store, first.clock);
    await before.ingest(streamOf('streams/s039-witnesses-short'));
    await before.close();
    const second = clockAt(start - 24n * hour);
    const host = await hostOn(store, second.clock);
    second.pass(hour);
    await host.tick();
    expect(host.escrow.list()).toHaveLength(1);
    second.pass(1n);
    await host.tick();
    expect(host.escrow.list()).toEqual([]);
    await host.close();
  });

  test('does not make anything younger than the last record shows, and the logger is warned', async () => {
    const store = openMemoryStore();
    const first = clockAt(start);
    const before = await hostOn(store, first.clock);
    await before.ingest(streamOf('streams/s039-witnesses-short'));
    first.pass(hour - 5n);
    await before.ingest(streamOf('streams/s001-single-sig-basic-D'));
    await before.close();
    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    const second = clockAt(start - 24n * hour);
    const host = await hostOn(store, second.clock, { logger });
    second.pass(5n);
    await host.tick();
    expect(host.escrow.list()).toHaveLength(1);
    second.pass(1n);
    await host.tick();
    expect(host.escrow.list()).toEqual([]);
    expect(lines).toEqual([expect.stringMatching(/the wall clock stands before the last time in the store/)]);
    await host.close();
  });

  test('counts at once where nothing waits: a clock that ran ahead can be set right', async () => {
    const store = openMemoryStore();
    const before = await hostOn(store, clockAt(start + 1000n * hour).clock);
    await before.ingest(streamOf('streams/s001-single-sig-basic-D'));
    await before.close();
    const host = await hostOn(store, clockAt(start).clock);
    await host.ingest(streamOf('streams/s039-witnesses-short'));
    expect(host.escrow.list()[0]?.since).toBe(start);
    await host.close();
  });

  test('is no way for first-seen times of a peer to set the clock ahead for long', async () => {
    const far = await hostInMemory({ now: '2099-01-01T00:00:00Z' });
    await far.ingest(streamOf('streams/s001-single-sig-basic-D'));
    const parts: Uint8Array[] = [];
    for await (const part of far.export([...far.aids()][0]?.prefix ?? expect.fail())) parts.push(part);
    await far.close();
    const store = openMemoryStore();
    const clone = await hostOn(store, clockAt(start).clock, { cloned: true });
    await clone.ingest(streamOf('streams/s039-witnesses-short'));
    await clone.ingest(Buffer.concat(parts));
    expect([...clone.log()].at(-1)?.entry).toMatchObject({ stored: { at: 4_070_908_800_000_000n } });
    await clone.close();
    expect(lastTimeOf(store, await openAlgorithms())).toBe(start + hour + 1n);
  });
});
