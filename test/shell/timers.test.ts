/** What a host does of its own accord: looking at what is due, by the timers it is given. DESIGN 2.2. */
import pino from 'pino';
import { expect, test } from 'vitest';
import type { Micros } from '../../kernel/cesr/qualified.ts';
import { openHost } from '../../shell/open.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { streamOf } from './feeding.ts';
import { handTimers, settled } from './hand-timers.ts';

test('a timer tries again what is due, logs with all facts what still waits, and drops what expired', async () => {
  let now = 1_700_000_000_000_000n;
  const lines: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const timers = handTimers();
  const clock = { now: () => now as Micros, monotonic: () => Number(now) };
  const host = await openHost({ store: openMemoryStore(), clock, timers, logger, tickMilliseconds: 1000 });
  await host.ingest(streamOf('streams/s039-witnesses-short'));
  expect(timers.waiting()).toBe(1);
  now += 31_000_000n;
  timers.fire();
  await settled();
  const entry = JSON.parse(lines.at(-1) ?? '{}') as { readonly [field: string]: unknown };
  expect(entry).toMatchObject({
    type: 'icp',
    sn: '0',
    reason: 'toad-unmet',
    attempts: 2,
    error: { name: 'MissingWitnessSignatureError' },
  });
  expect([typeof entry['prefix'], typeof entry['said']]).toEqual(['string', 'string']);
  now += 3_600_000_000n;
  timers.fire();
  await settled();
  expect(host.escrow.list()).toEqual([]);
  expect(timers.waiting()).toBe(1);
  await host.close();
  expect(timers.waiting()).toBe(0);
});

test('a host with the timers of the machine keeps no process alive', async () => {
  const host = await openHost({ store: openMemoryStore() });
  await host.ingest(streamOf('streams/s001-single-sig-basic-D'));
  const alive = process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
  await host.close();
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toEqual(alive);
});
