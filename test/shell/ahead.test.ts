/** Verification ahead in threads changes no outcome. DESIGN 2.8. */
import { fc, test as property } from '@fast-check/vitest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { openAhead } from '../../shell/crypto/ahead.ts';
import type { Ahead } from '../../shell/crypto/ahead.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import { packOf, verdictsOf } from '../../shell/crypto/pack.ts';
import { openReading } from '../../shell/reading.ts';
import { defaultReadingLimits } from '../../shell/reading-limits.ts';
import { contentOf, hostInMemory, streamOf } from './feeding.ts';

let algorithms: Algorithms;
let ahead: Ahead;
beforeAll(async () => {
  algorithms = await openAlgorithms();
  ahead = await openAhead(algorithms, 1);
});
afterAll(async () => await ahead.close());

test.each([
  'bench/multisig-200',
  'streams/s018-multi-sig-integer-one-bad-of-three-short',
  'streams/s037-witnesses-cuts-adds-0',
  'streams/s048-trans-receipts-rct-0',
  'streams/s061-recovery-rot-over-ixn-0',
])('%s ends the same with threads and without', async (name) => {
  const [alone, helped] = await Promise.all([hostInMemory(), hostInMemory({ workers: 2 })]);
  const [plain, found] = await Promise.all([alone.ingest(streamOf(name)), helped.ingest(streamOf(name))]);
  expect(found).toEqual(plain);
  expect(contentOf(helped)).toEqual(contentOf(alone));
  await Promise.all([alone.close(), helped.close()]);
});

test('a verdict found ahead answers for its very key, message and signature, and for nothing else', async () => {
  let asked = 0;
  const counted = await openAhead(
    { ...algorithms, verify: (check) => ((asked += 1), algorithms.verify(check)) },
    1,
  );
  const [piece] = openReading(algorithms, defaultReadingLimits).feed(
    streamOf('streams/s001-single-sig-basic-D'),
  );
  if (piece?.kind !== 'message' || piece.message.kind !== 'key-event' || piece.message.ilk !== 'icp')
    throw new Error('no inception');
  const ticket = counted.offer(piece);
  counted.flush();
  await ticket?.done;
  const { keyOf } = await import('../../kernel/cesr/identifiers.ts');
  const key = keyOf(piece.message.keys[0] ?? '')?.raw ?? new Uint8Array();
  const signature = piece.attachments.controllerSignatures[0]?.raw ?? new Uint8Array();
  const check = { scheme: 'ed25519', key, message: piece.message.raw, signature } as const;
  expect([counted.algorithms.verify(check), asked]).toEqual([true, 0]);
  const otherKey = key.slice();
  otherKey[0] = (otherKey[0] ?? 0) ^ 1;
  expect([counted.algorithms.verify({ ...check, key: otherKey }), asked]).toEqual([false, 1]);
  const otherMessage = check.message.slice();
  otherMessage[9] = (otherMessage[9] ?? 0) ^ 1;
  expect([counted.algorithms.verify({ ...check, message: otherMessage }), asked]).toEqual([false, 2]);
  expect([counted.algorithms.verify({ ...check, scheme: 'ecdsa-secp256k1' }), asked]).toEqual([false, 3]);
  await counted.close();
});

const checks = fc.array(
  fc.record({
    key: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    signature: fc.uint8Array({ minLength: 64, maxLength: 64 }),
    message: fc.uint8Array({ maxLength: 300 }),
  }),
  { maxLength: 20 },
);

property.prop([checks])('a pack holds every check as it was, in order', (given) => {
  const seen: unknown[] = [];
  const verdicts = verdictsOf(packOf(given), (key, message, signature) => {
    seen.push({ key: key.slice(), signature: signature.slice(), message: message.slice() });
    return seen.length % 3 === 0;
  });
  expect(seen).toEqual(given);
  expect([...verdicts]).toEqual(given.map((_, at) => ((at + 1) % 3 === 0 ? 1 : 0)));
});
