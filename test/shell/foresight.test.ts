/** What a host foresees of a message is what it then decides, and nothing is kept of the foreseeing. Docs/decisions/0028. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withGroups } from '../../shell/habs/attached.ts';
import { openReading } from '../../shell/reading.ts';
import { defaultReadingLimits } from '../../shell/reading-limits.ts';
import { writeAttachments } from '../../kernel/cesr/attachments-text.ts';
import { contentOf, hostInMemory, streamOf } from './feeding.ts';
import { freshHabery } from './habs/standing.ts';

const streams = readdirSync(join(import.meta.dirname, '..', 'vectors', 'streams'))
  .filter((name) => name.endsWith('.cesr'))
  .map((name) => `streams/${name.replace(/\.cesr$/, '')}`)
  .sort((a, b) => (a < b ? -1 : 1));
/** Every ninth of the recorded streams: all kinds are among them. */
const chosen = streams.filter((_, at) => at % 9 === 0);

test('there are streams of many kinds', () => {
  expect(chosen.length).toBeGreaterThan(10);
});

describe.each(chosen)('%s', (name) => {
  test.each(['local', 'remote'] as const)(
    'is foreseen message by message, from a %s source',
    async (source) => {
      const host = await hostInMemory();
      const reading = openReading(host.algorithms, defaultReadingLimits);
      for (const piece of [...reading.feed(streamOf(name)), ...reading.finish()]) {
        if (piece.kind === 'fault') continue;
        const message = withGroups(
          piece.message.raw,
          writeAttachments(piece.attachments, { pipelined: true }),
        );
        const before = contentOf(host);
        const foreseen = host.foresee(message, { source });
        expect(contentOf(host)).toEqual(before);
        const decided: unknown[] = [];
        await host.ingest(message, { source, onDecision: (report) => decided.push(report) });
        expect([foreseen]).toEqual(decided);
      }
      await host.close();
    },
  );
});

test('bytes that are no message, half of one or two are said to be so', async () => {
  const host = await hostInMemory();
  const bytes = streamOf('streams/s001-single-sig-basic-D');
  expect(host.foresee(bytes.subarray(0, 40))).toMatchObject({ decision: 'rejected', isFraming: true });
  for (const wrong of [bytes, new Uint8Array()])
    expect(() => host.foresee(wrong)).toThrow(expect.objectContaining({ code: 'usage' }));
  await host.close();
  expect(() => host.foresee(bytes)).toThrow(expect.objectContaining({ code: 'host-closed' }));
});

test('an identifier that is owned while the host runs is protected from outside, as one owned from the beginning', async () => {
  const { habery } = await freshHabery();
  const bob = await habery.make('bob');
  const host = await hostInMemory();
  expect(host.foresee(bob.msgOwnEvent(0n)).decision).toBe('accepted');
  host.own(bob.state().prefix);
  expect(host.foresee(bob.msgOwnEvent(0n))).toMatchObject({ decision: 'escrowed', reason: 'misfit-source' });
  expect(host.foresee(bob.msgOwnEvent(0n), { source: 'local' }).decision).toBe('accepted');
  await host.close();
});
