/** What comes late to one event is read once, and is what the store holds, whatever was committed or discarded. */
import { expect, test } from 'vitest';
import { microsOf } from '../../kernel/cesr/datetime.ts';
import { defaultReceiver } from '../../kernel/receiver.ts';
import { settle } from '../../kernel/settle.ts';
import { openLedger } from '../../storage/ledger.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { log } from '../support/identity.ts';
import { plainReceipt } from '../support/history.ts';
import type { Arriving } from '../support/history.ts';
import { algorithms, plainParty } from '../support/routed.ts';

const alice = log('late attachments').incept();
const { said } = alice.last.event;
const receipts = Array.from({ length: 60 }, (_, at) =>
  plainReceipt(alice.last.event, plainParty(`late ${String(at)}`)),
);

function opened() {
  const store = openMemoryStore();
  const open = () => openLedger(store, { algorithms, keyStateCacheCountMax: 1 });
  const ledger = open();
  const view = { log: ledger.reader, algorithms, receiver: defaultReceiver };
  const receive = ({ message, attachments }: Arriving) => {
    const how = {
      kind: 'receive',
      source: 'remote',
      sourceId: '',
      at: microsOf(1_700_000_000_000_000n),
    } as const;
    settle(view, { ...how, message, attachments }, ledger.apply);
  };
  const receiptors = (reader = ledger.reader) =>
    reader.attachments(said).receiptCouples.map(({ prefix }) => prefix);
  receive({ message: alice.last.event, attachments: alice.last.attachments });
  ledger.commit();
  return { ledger, open, receive, receiptors };
}

test('each late receipt is found once, pending, committed, and after opening anew', () => {
  const { ledger, open, receive, receiptors } = opened();
  receipts.forEach((receipt, at) => {
    receive(receipt);
    receive(receipt);
    if (at % 7 === 0) ledger.commit();
    expect(receiptors()).toHaveLength(at + 1);
  });
  ledger.commit();
  expect(receiptors()).toEqual(receipts.map(({ attachments }) => attachments.receiptCouples[0]?.prefix));
  expect(receiptors(open().reader)).toEqual(receiptors());
});

test('receipts that were discarded are forgotten, and others may take their place in the log', () => {
  const { ledger, receive, receiptors } = opened();
  receipts.slice(0, 40).forEach(receive);
  ledger.commit();
  const committed = receiptors();
  receipts.slice(40, 50).forEach(receive);
  expect(receiptors()).toHaveLength(50);
  ledger.discard();
  expect(receiptors()).toEqual(committed);
  receipts.slice(50).forEach(receive);
  ledger.commit();
  expect(receiptors()).toEqual([
    ...committed,
    ...receipts.slice(50).map(({ attachments }) => attachments.receiptCouples[0]?.prefix),
  ]);
});
