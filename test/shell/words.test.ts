/** What is missing, in words. DESIGN 2.1. */
import { expect, test } from 'vitest';
import type { Missing } from '../../kernel/state/decision.ts';
import { wordsOfMissing } from '../../shell/words.ts';
import { call, vector } from './calling.ts';

const signatures = {
  kind: 'signatures',
  of: 'signing',
  threshold: '2 keys',
  have: [0],
  lack: [1, 2],
} as const;

test.each<readonly [Missing, string]>([
  [signatures, 'signatures of the keys of the event at 1, 2 (threshold: 2 keys; there are those at 0)'],
  [
    { ...signatures, of: 'prior-next', have: [] },
    'signatures of the keys committed to before at 1, 2 (threshold: 2 keys; there are none)',
  ],
  [
    { ...signatures, lack: [] },
    'what cannot come: no more of the keys of the event can sign (threshold: 2 keys; there are those at 0)',
  ],
  [{ kind: 'receipts', count: 1, lack: [0, 2] }, 'one more receipt of the witnesses at 0, 2'],
  [{ kind: 'receipts', count: 2, lack: [] }, '2 more receipts of the witnesses'],
])('%j', (missing, words) => expect(wordsOfMissing(missing)).toBe(words));

test('a threshold of zero, which no signatures meet, does not wait for signatures at no place', async () => {
  const { code, out } = await call(
    'explain',
    vector('s026-invalid-threshold-kt-zero'),
    '--store',
    '/no/such',
  );
  expect(code).toBe(2);
  expect(out).toMatch(
    /it waits for what cannot come: no more of the keys of the event can sign \(threshold: 0 keys;/,
  );
  expect(out).not.toContain('none');
});
