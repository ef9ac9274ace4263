/** The outbox as rows: dst.md R5; `storage/outbox.ts`. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Send } from '../../kernel/state/effect.ts';
import { readSend, writeSend } from '../../storage/codec/send.ts';
import { openLedger } from '../../storage/ledger.ts';
import type { Ledger } from '../../storage/ledger.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { rebuildStore } from '../../storage/rebuild.ts';
import { sealRow } from '../../storage/sealed-row.ts';
import type { Store } from '../../storage/store.ts';
import { verifyStore } from '../../storage/verify.ts';
import { copyOf } from './copies.ts';
import { algorithms, contentOf } from './drive.ts';
import { anySend, sendKinds, sendOfKind } from './sends.ts';

const options = { algorithms, keyStateCacheCountMax: 4 };

const named = (said: string): Send => ({ kind: 'exchange-saved', said: said as never, route: '/a' });
const saidsFrom = (ledger: Ledger, number: number, countMax = 100): readonly unknown[] =>
  ledger.sendsFrom(number, countMax).map(({ send }) => ('said' in send ? send.said : send.kind));

function findingsOf(store: Store): readonly unknown[] {
  return verifyStore({ store, scratch: openMemoryStore(), algorithms }).findings;
}

test.each(sendKinds)('a send of kind %s comes back from its row', (kind) => {
  fc.assert(
    fc.property(sendOfKind(kind), (send) => {
      expect(readSend(writeSend(send))).toEqual(send);
    }),
    { numRuns: 50 },
  );
});

test('a text that is no send is told apart', () => {
  for (const text of ['', '[]', '{}', '["shout","a"]', '["receipt"]', '["replay","a"]', 'null'])
    expect(readSend(text)).toHaveProperty('unreadable');
});

test('what is not committed waits for nobody, and discard takes it back', () => {
  const ledger = openLedger(openMemoryStore(), options);
  ledger.send([named('a'), named('b')]);
  expect(saidsFrom(ledger, 0)).toEqual([]);
  ledger.discard();
  ledger.send([named('c')]);
  ledger.commit();
  expect(saidsFrom(ledger, 0)).toEqual(['c']);
});

test('what was handed off is gone after the next commit, and numbers are never given twice', () => {
  const store = openMemoryStore();
  const ledger = openLedger(store, options);
  ledger.send([named('a'), named('b'), named('c')]);
  ledger.commit();
  expect(saidsFrom(ledger, 1, 1)).toEqual(['b']);
  ledger.handedOff(3);
  expect(contentOf(store).outbox).toHaveLength(3);
  ledger.discard();
  ledger.handedOff(2);
  ledger.commit();
  expect(contentOf(store).outbox).toHaveLength(1);
  ledger.handedOff(99);
  ledger.commit();
  expect(contentOf(store).outbox).toEqual([]);
  const again = openLedger(store, options);
  again.send([named('d')]);
  again.commit();
  expect(again.sendsFrom(3, 10).map(({ number }) => number)).toEqual([3]);
  expect(again.head()).toMatchObject({ sends: 4, handedOff: 3 });
});

test('the key of a send is the same each time it is read, and no other send has it', () => {
  fc.assert(
    fc.property(fc.array(anySend, { minLength: 2, maxLength: 8 }), (sends) => {
      const ledger = openLedger(openMemoryStore(), options);
      ledger.send(sends);
      ledger.commit();
      const keys = ledger.sendsFrom(0, 100).map(({ key }) => key);
      expect(new Set(keys).size).toBe(sends.length);
      expect(ledger.sendsFrom(1, 100).map(({ key }) => key)).toEqual(keys.slice(1));
    }),
    { numRuns: 40 },
  );
  const keyOf = (said: string): string => {
    const ledger = openLedger(openMemoryStore(), options);
    ledger.send([named(said)]);
    ledger.commit();
    return ledger.sendsFrom(0, 1)[0]?.key ?? '';
  };
  // Two histories of a store that was set back: the same number, another send.
  expect(keyOf('a')).not.toBe(keyOf('b'));
});

test('a store that never had an outlet looks as it always did', () => {
  const store = openMemoryStore();
  openLedger(store, options).commit();
  expect(Buffer.from(store.get('meta', 'head') ?? []).toString('latin1')).toMatch(/^[0-9a-f]{16}0 0{64} 0$/);
});

test('any cut of sends and hand-offs into commits leaves the same bytes', () => {
  const command = fc.record({ sends: fc.array(anySend, { maxLength: 3 }), commit: fc.boolean() });
  fc.assert(
    fc.property(fc.array(command, { maxLength: 12 }), fc.nat(20), (commands, handedOff) => {
      const stores = [openMemoryStore(), openMemoryStore()];
      for (const [place, store] of stores.entries()) {
        const ledger = openLedger(store, options);
        for (const { sends, commit } of commands) {
          ledger.send(sends);
          if (place === 0 || commit) ledger.commit();
        }
        ledger.commit();
        ledger.handedOff(handedOff);
        ledger.commit();
        expect(findingsOf(store)).toEqual([]);
      }
      const [each, cut] = stores.map(contentOf);
      expect(cut).toEqual(each);
    }),
    { numRuns: 60 },
  );
});

describe('damage of the outbox', () => {
  const store = openMemoryStore();
  const ledger = openLedger(store, options);
  ledger.send(['a', 'b', 'c', 'd', 'e'].map(named));
  ledger.commit();
  ledger.handedOff(2);
  ledger.commit();
  const keys = Array.from(store.range('outbox', {}), ([key]) => key);
  const rowAt = (place: number): { readonly table: 'outbox'; readonly key: string } => ({
    table: 'outbox',
    key: keys[place] ?? '',
  });
  const strange = sealRow('outbox', keys[1] ?? '', '["shout"]');
  const late = { table: 'outbox', key: '00000000000000ff' } as const;

  test.each([
    ['the first row is missing', { ...rowAt(0), value: undefined }, 'the row is missing'],
    ['a row in the middle is missing', { ...rowAt(1), value: undefined }, 'the row is missing'],
    ['the last row is missing', { ...rowAt(2), value: undefined }, 'the row is missing'],
    [
      'a row of another key',
      { ...rowAt(1), value: store.get('outbox', keys[0] ?? '') },
      'the digest over table, key and value does not fit',
    ],
    [
      'a row that holds no send',
      { ...rowAt(1), value: strange },
      'it holds no send: it names no kind of send',
    ],
    [
      'a row too many',
      { ...late, value: sealRow('outbox', late.key, '[]') },
      'the head knows nothing of this row',
    ],
  ])('%s: verify names it, reading stops there, and a rebuild keeps what there is', (_, row, says) => {
    const damaged = copyOf(store);
    damaged.commit([row]);
    expect(findingsOf(damaged)).toEqual([{ table: 'outbox', key: row.key, says }]);
    if (row.key !== late.key) {
      const read = (): unknown => openLedger(damaged, options).sendsFrom(2, 10);
      expect(read).toThrow(`row ${row.key} of table outbox is damaged: ${says}`);
    }
    const before = contentOf(damaged).outbox;
    rebuildStore(damaged, openMemoryStore(), algorithms);
    expect(contentOf(damaged).outbox).toEqual(before);
  });
});
