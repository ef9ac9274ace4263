/** High-water marks as rows: dst.md R8; `storage/high-water.ts`. */
import { describe, expect, test } from 'vitest';
import type { Prefix, Said, Sn } from '../../kernel/cesr/qualified.ts';
import type { Send } from '../../kernel/state/effect.ts';
import { flawsOfHighWater } from '../../storage/high-water.ts';
import { openLedger } from '../../storage/ledger.ts';
import type { Ledger } from '../../storage/ledger.ts';
import { openMemoryStore } from '../../storage/memory.ts';
import { openRow, sealRow } from '../../storage/sealed-row.ts';
import type { Store } from '../../storage/store.ts';
import { copyOf } from './copies.ts';
import { algorithms, contentOf, deliverInBatches, deliveriesOf, streamBytes } from './drive.ts';

const options = { algorithms, keyStateCacheCountMax: 4 };

const deliveries = deliveriesOf(streamBytes('s001-single-sig-basic-D.cesr'));

/** A store with one log of three events. */
function filled(): { readonly store: Store; readonly ledger: Ledger; readonly prefix: Prefix } {
  const store = openMemoryStore();
  const ledger = openLedger(store, options);
  deliverInBatches(ledger, deliveries, 10);
  return { store, ledger, prefix: ledger.history.prefixes(undefined, 1)[0] ?? expect.fail() };
}

function witnessed({ reader }: Ledger, prefix: Prefix, sn: bigint): Send {
  const said = reader.acceptedAt(prefix, sn as Sn)[0] ?? expect.fail();
  return { kind: 'witness', prefix, sn: sn as Sn, said };
}

const marked = (store: Store): readonly unknown[] =>
  Array.from(store.range('high-water', {}), ([key, value]): unknown =>
    JSON.parse(openRow('high-water', key, value).toString('utf8')),
  );

const flaws = (store: Store): readonly string[] =>
  Array.from(
    flawsOfHighWater(store, openLedger(store, options).head()),
    ({ table, says }) => `${table}: ${says}`,
  );

test('a mark rises and never falls, and other sends leave it', () => {
  const { store, ledger, prefix } = filled();
  const [first, second] = [witnessed(ledger, prefix, 0n), witnessed(ledger, prefix, 1n)];
  for (const sends of [[second], [first], [{ ...second, kind: 'receipt', sn: 2n } as Send]]) {
    ledger.mark(sends);
    ledger.commit();
    expect(marked(store)).toEqual([[prefix, '1', 'said' in second ? second.said : '']]);
  }
  expect(ledger.head().marks).toBe(1);
  expect(flaws(store)).toEqual([]);
});

test('marks of one commit are those of a commit each, and discard takes them back', () => {
  const contents = [true, false].map((isEach) => {
    const { store, ledger, prefix } = filled();
    ledger.mark([witnessed(ledger, prefix, 2n)]);
    ledger.discard();
    for (const sn of [0n, 1n]) {
      ledger.mark([witnessed(ledger, prefix, sn)]);
      if (isEach) ledger.commit();
    }
    ledger.commit();
    return contentOf(store);
  });
  expect(contents[0]).toEqual(contents[1]);
  expect(contents[0]?.['high-water']).toHaveLength(1);
});

describe('marks that do not fit the log', () => {
  const { store, ledger, prefix } = filled();
  ledger.mark([witnessed(ledger, prefix, 1n)]);
  ledger.commit();
  const [key, value] = [...store.range('high-water', {})][0] ?? expect.fail();
  const said = witnessed(ledger, prefix, 2n);
  const seal = (text: unknown): Uint8Array => sealRow('high-water', key, JSON.stringify(text));
  const wrongSaid: Said | undefined = 'said' in said ? said.said : undefined;

  test.each([
    ['an event that is not there', seal([prefix, '9', wrongSaid]), 'is not in the log'],
    ['an event of another number', seal([prefix, '1', wrongSaid]), 'is not in the log'],
    ['another AID', seal([wrongSaid, '1', wrongSaid]), 'is not in the log'],
    ['nonsense', seal(7), 'it holds no mark'],
    ['a changed row', value.map((byte, at) => (at === 30 ? byte ^ 1 : byte)), 'digest'],
    ['no row', undefined, 'it counts 1 high-water marks, there are 0'],
  ])('%s is found', (_, changed, says) => {
    const damaged = copyOf(store);
    damaged.commit([{ table: 'high-water', key, value: changed }]);
    expect(flaws(damaged)).toEqual([expect.stringContaining(says)]);
  });
});
