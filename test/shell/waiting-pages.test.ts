/** Looking at the escrow takes one page of it at a time, and finds everything. DESIGN 2.2. */
import { expect, test } from 'vitest';
import { microsOf } from '../../kernel/cesr/datetime.ts';
import { defaultReceiver } from '../../kernel/receiver.ts';
import { settle } from '../../kernel/settle.ts';
import { explainSaid } from '../../shell/explain.ts';
import { waitingEntries } from '../../shell/waiting-pages.ts';
import type { WaitingQuery } from '../../storage/history.ts';
import { openLedger } from '../../storage/ledger.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { log } from '../support/identity.ts';
import type { Log } from '../support/identity.ts';
import { algorithms } from '../support/routed.ts';

const countMax = 600;
const early = Array.from({ length: countMax }).reduce<Log>((made) => made.interact(), log('paged').incept());

/** A ledger in which all events of the log but its inception wait. */
function waitingLedger() {
  const ledger = openLedger(openMemoryStore(), { algorithms, keyStateCacheCountMax: 1 });
  const view = { log: ledger.reader, algorithms, receiver: defaultReceiver };
  for (const { event: message, attachments } of early.events.slice(1)) {
    const arrived = { kind: 'receive', message, attachments, source: 'remote', sourceId: '' } as const;
    settle(view, { ...arrived, at: microsOf(1_704_067_200_000_000n) }, ledger.apply);
  }
  ledger.commit();
  return ledger;
}

test('every waiting message is read once, in order of arrival, and no page is as large as the escrow', () => {
  const { history } = waitingLedger();
  const asked: number[] = [];
  const waiting = (query: WaitingQuery) => {
    asked.push(query.countMax);
    return history.waiting(query);
  };
  const found = Array.from(waitingEntries({ waiting }), ({ said }) => said);
  expect(found).toEqual(early.events.slice(1).map(({ event }) => event.said));
  expect(asked.length).toBeGreaterThan(2);
  expect(Math.max(...asked)).toBeLessThan(countMax);
});

test('what waits behind the first page is explained too', () => {
  const ledger = waitingLedger();
  const judge = () => undefined;
  expect(explainSaid({ ledger, judge }, early.last.event.said)).toMatchObject([
    { kind: 'waiting', rule: 'unknown-log', waiting: { said: early.last.event.said, kind: 'ooes' } },
  ]);
});
