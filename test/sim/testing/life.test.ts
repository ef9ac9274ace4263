/** Hosts live through histories with mishaps, and hosts that break their word are found out. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandSeed, parsePlan } from '../../../sim/index.ts';
import {
  assertPromises,
  chunksOf,
  deliveries,
  faithful,
  historyOf,
  judgeHost,
  lifeCommands,
  liveThrough,
  mishaps,
  openLife,
  openModel,
  plainMachine,
  plans,
  PromiseBroken,
  simulatedMachine,
} from '../../../sim/testing/index.ts';
import type { Machine, Mishap, Mishaps } from '../../../sim/testing/index.ts';
import { openAlgorithms, openHost } from '../../../shell/index.ts';
import { openMemoryStore } from '../../../storage/memory.ts';

const history = await historyOf(expandSeed('3', 'small'));
const chunks = chunksOf(history, faithful);

/** Every mishap there is, each some chunks after the one before. */
const allMishaps: Mishaps = (
  [
    { kind: 'stop' },
    { kind: 'crash', power: false },
    { kind: 'crash', power: true },
    ...(['pages', 'sync', 'meta', 'after'] as const).flatMap((part) => [
      { kind: 'crash-in-commit', part, power: false } as const,
      { kind: 'crash-in-commit', part, power: true } as const,
    ]),
    { kind: 'commit-error' },
    { kind: 'read-error' },
    { kind: 'disk-full' },
  ] satisfies readonly Mishap[]
).map((mishap, at) => [9 * at + 4, mishap]);

/** A machine whose every opening finds an empty disk. */
const forgetful: Machine = plainMachine(() => openHost({ store: openMemoryStore(), tickMilliseconds: 0 }));

describe('a history', () => {
  test('is the same for the same plan, each message once', async () => {
    const again = await historyOf(expandSeed('3', 'small'));
    expect(again.messages).toEqual(history.messages);
    const texts = history.messages.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('has signatures that a host of the machine takes', async () => {
    const host = await openHost({ store: openMemoryStore() });
    const summary = await host.ingest(chunks);
    expect(summary.accepted).toBeGreaterThan(5);
    expect([...host.aids()].length).toBeGreaterThan(0);
    await assertPromises(host);
    await host.close();
  });
});

describe('plans', () => {
  test('shrink by entries, and are plans whatever is left out', () => {
    const { counterexample } = fc.check(
      fc.property(plans(), (plan) => {
        expect(parsePlan(JSON.stringify(plan))).toEqual(plan);
        return plan.entries.filter(({ do: doing }) => doing === 'incept').length < 1;
      }),
    );
    expect(counterexample?.[0].entries.map(({ do: doing }) => doing)).toEqual(['incept']);
  });
});

describe('a host on a simulated machine', () => {
  test('keeps its word through every mishap', async () => {
    const report = await liveThrough(simulatedMachine(), {
      chunks: [...chunks, ...chunks],
      mishaps: allMishaps,
    });
    expect(report.findings).toEqual([]);
    expect(report.openings).toBeGreaterThan(allMishaps.length - 2);
    expect([...report.acknowledged.values()].flat().length).toBeGreaterThan(3);
  });

  test('keeps its word through random histories, deliveries and mishaps', async () => {
    await fc.assert(
      fc.asyncProperty(plans(), deliveries(), mishaps(), async (plan, delivery, befalling) => {
        const chunked = chunksOf(await historyOf(plan), delivery);
        const { findings } = await liveThrough(simulatedMachine(), { chunks: chunked, mishaps: befalling });
        expect(findings).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  test('keeps its word under commands in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(lifeCommands(history), { maxCommands: 30 }), async (commands) => {
        const life = await openLife(simulatedMachine());
        await fc.asyncModelRun(() => ({ model: openModel(), real: life }), commands);
        expect((await life.end()).findings).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

test('an event that became durable without a word may come before those that were told of', async () => {
  const afterCommits: Mishaps = Array.from({ length: 12 }, (_, at) => [
    2 * at,
    { kind: 'crash-in-commit', part: 'after', power: true },
  ]);
  const report = await liveThrough(simulatedMachine(), { chunks, mishaps: afterCommits });
  expect(report.findings).toEqual([]);
  expect(report.openings).toBeGreaterThan(5);
});

describe('a host that breaks its word', () => {
  test('is found out when it forgets what it told to have accepted', async () => {
    const { findings } = await liveThrough(forgetful, {
      chunks,
      mishaps: [[chunks.length - 1, { kind: 'stop' }]],
    });
    expect(findings.map(({ invariant }) => invariant)).toContain('AckImpliesDurable');
  });

  test('is found out by commands, in as few as it takes', async () => {
    const result = await fc.check(
      fc.asyncProperty(fc.commands(lifeCommands(history), { maxCommands: 40 }), async (commands) => {
        const life = await openLife(forgetful);
        await fc.asyncModelRun(() => ({ model: openModel(), real: life }), commands);
      }),
    );
    expect(result.failed).toBe(true);
    const [said = ''] = [String(result.counterexample?.[0])];
    expect(said.split(',').length).toBeLessThanOrEqual(4);
  });

  test('is found out by the judges when it accepts what nobody signed', async () => {
    const algorithms = await openAlgorithms();
    const credulous = { ...algorithms, verify: () => true };
    const host = await openHost({ store: openMemoryStore(), algorithms: credulous });
    const forged = chunks.map((chunk) => forgedFrom(chunk));
    await host.ingest(forged);
    const { findings } = await judgeHost(host, algorithms);
    expect(findings.map(({ invariant }) => invariant)).toContain('SigThreshold');
    await expect(assertPromises(host)).rejects.toThrow(PromiseBroken);
    await host.close();
  });

  test('an empty log is no proof of anything', async () => {
    const host = await openHost({ store: openMemoryStore() });
    await expect(assertPromises(host)).rejects.toThrow('no judge had anything to judge');
    await host.close();
  });

  test('a fault of the program is no mishap: it is thrown on', async () => {
    const store = openMemoryStore();
    const machine = plainMachine(() =>
      openHost({ store: { ...store, commit: () => assertNever() }, tickMilliseconds: 0 }),
    );
    await expect(liveThrough(machine, { chunks, mishaps: [] })).rejects.toThrow('never');
  });
});

function assertNever(): never {
  throw new TypeError('this is never so');
}

/** The message with the last sign of its last signature changed. */
function forgedFrom(chunk: Uint8Array): Uint8Array {
  const forged = chunk.slice();
  forged[forged.length - 1] = forged.at(-1) === 65 ? 66 : 65;
  return forged;
}
