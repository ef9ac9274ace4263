/** Judges find nothing wrong with what the kernel does: dst.md 4. */
import { expect, test } from 'vitest';
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import { judgeLog } from '../../invariants/judge-log.ts';
import { algorithms } from '../support/routed.ts';
import { streamCases, withStream } from '../support/stream-host.ts';

const judgedIn = new Map<string, number>();

test.each(streamCases())('nothing is wrong with the log after $name', async ({ file }) => {
  await withStream(file, (host, own) => {
    const given = { algorithms, own: () => own as readonly Prefix[] };
    const entries = [...host.log(0)].map(({ ordinal, entry }) => ({
      ordinal,
      entry:
        entry.kind === 'append-event'
          ? { ...entry, state: host.keyStateAt(entry.stored.event.prefix, { ordinal }) }
          : entry,
    }));
    const { findings, judged } = judgeLog(
      { entries: () => entries, count: entries.length, keyState: (prefix) => host.keyState(prefix) },
      given,
    );
    expect(findings).toEqual([]);
    for (const [name, count] of judged) judgedIn.set(name, (judgedIn.get(name) ?? 0) + count);
  });
});

test('every judge of logs but that of nullified records had something to judge there', () => {
  const idle = [...judgedIn].filter(([, count]) => count === 0).map(([name]) => name);
  expect(idle).toEqual(['BadaTombstone']);
});
