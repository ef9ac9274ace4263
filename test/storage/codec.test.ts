/** What is written to rows is what is read from them; keys keep the order of what they stand for. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fraction, Threshold, Weight } from '../../kernel/event/threshold.ts';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import type { Waiting } from '../../kernel/state/escrow.ts';
import { readThreshold, writeThreshold } from '../../storage/codec/threshold.ts';
import { waitingCodec } from '../../storage/codec/waiting.ts';
import { keyPart, numberKey, ordinalKey, ordinalOf, timeKey } from '../../storage/key.ts';
import { openRow, sealRow } from '../../storage/sealed-row.ts';
import { keySizeMax, StoreDamaged } from '../../storage/store.ts';
import { openWaitFilter } from '../../storage/wait-filter.ts';
import { algorithms, deliveriesOf, streamBytes, streamNames } from './drive.ts';

const fraction: fc.Arbitrary<Fraction> = fc.record({
  numerator: fc.bigInt({ min: 0n, max: 1n << 70n }),
  denominator: fc.bigInt({ min: 1n, max: 1n << 70n }),
});
const weight: fc.Arbitrary<Weight> = fc.oneof(
  fc.record({ kind: fc.constant('single' as const), weight: fraction }),
  fc.record({
    kind: fc.constant('nested' as const),
    weight: fraction,
    inner: fc.array(fraction, { minLength: 1 }),
  }),
);
const threshold: fc.Arbitrary<Threshold> = fc.oneof(
  fc.record({ kind: fc.constant('number' as const), count: fc.bigInt({ min: 0n, max: 1n << 130n }) }),
  fc.record({ kind: fc.constant('weights' as const), clauses: fc.array(fc.array(weight)) }),
);

test('thresholds of every form come back from JSON', () => {
  fc.assert(
    fc.property(threshold, (value) => {
      expect(readThreshold(JSON.parse(JSON.stringify(writeThreshold(value))) as never)).toEqual(value);
    }),
  );
});

test('waiting messages come back whole, whatever text surrounds them', () => {
  const { message } = deliveriesOf(streamBytes(streamNames[0] ?? ''))[0] ?? expect.fail();
  const codec = waitingCodec(algorithms);
  const text = fc.string({ unit: 'binary' });
  const micros = fc.bigInt({ min: 0n, max: 1n << 62n });
  const surroundings = fc.record({
    id: text,
    sourceId: text,
    reason: text,
    waitsFor: fc.array(text),
    since: micros,
    due: micros,
    expires: micros,
    sn: fc.option(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), { nil: undefined }),
    attempts: fc.nat(),
    sizeBytes: fc.nat(),
    quarantined: fc.boolean(),
  });
  const rest = {
    kind: 'ooes',
    prefix: 'EA',
    said: 'ES',
    message,
    attachments: noAttachments,
    source: 'remote',
  };
  fc.assert(
    fc.property(surroundings, (values) => {
      const waiting = { ...rest, ...values } as unknown as Waiting;
      expect(codec.read(Buffer.from(codec.write(waiting)))).toEqual(waiting);
    }),
  );
});

test('numbers in keys order as numbers do', () => {
  const sorted = (keys: readonly string[]): boolean =>
    keys.every((key, at) => at === 0 || (keys[at - 1] ?? '') < key);
  fc.assert(
    fc.property(fc.uniqueArray(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n })), (numbers) => {
      const ascending = [...numbers].sort((a, b) => (a < b ? -1 : 1));
      expect(sorted(ascending.map(numberKey))).toBe(true);
      expect(sorted(ascending.filter((number) => number < 1n << 64n).map(timeKey))).toBe(true);
    }),
  );
  fc.assert(fc.property(fc.maxSafeNat(), (ordinal) => ordinalOf(ordinalKey(ordinal)) === ordinal));
});

test('any text makes a key part that is short, printable, without a dot, and its own', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.string({ unit: 'binary' }),
      (one, other) => {
        expect(keyPart(one)).toMatch(/^[\x20-\x7e]+$/);
        expect(keyPart(one)).not.toContain('.');
        expect(keyPart(one).length * 4).toBeLessThan(keySizeMax);
        expect(keyPart(one) === keyPart(other)).toBe(one === other);
      },
    ),
  );
});

test('a sealed row opens only at its table and key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 1 }), (text, key) => {
      const row = sealRow('kels', key, text);
      expect(openRow('kels', key, row).toString('utf8')).toBe(text);
      expect(sealRow('kels', key, new Uint8Array(Buffer.from(text)))).toEqual(row);
      expect(() => openRow('fels', key, row)).toThrow(StoreDamaged);
      expect(() => openRow('kels', `${key}x`, row)).toThrow(StoreDamaged);
    }),
  );
});

test('a wait filter never says no to a key that is there', () => {
  const change = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'event EA 1', 'said EB'),
    kind: fc.constantFrom('add', 'remove', 'forget'),
  });
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const held: string[] = [];
      const filter = openWaitFilter(() => held);
      for (const { key, kind } of changes) {
        const place = held.indexOf(key);
        if (kind === 'forget') filter.forget();
        else if (kind === 'add') {
          held.push(key);
          filter.add(key);
        } else if (place >= 0) {
          held.splice(place, 1);
          filter.remove(key);
        }
        expect(held.every((one) => filter.mayHold(one))).toBe(true);
        if (held.length === 0) expect(filter.mayHold('a')).toBe(false);
      }
    }),
  );
});
