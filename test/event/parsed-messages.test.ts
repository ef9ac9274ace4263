/** What is remembered of parsing is what parsing gives, and of equal bodies alone. */
import { expect, test } from 'vitest';
import { snOf } from '../../kernel/cesr/number.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { buildInteraction } from '../../kernel/event/build-key-event.ts';
import type { FramedBody } from '../../kernel/event/body.ts';
import { parseMessage } from '../../kernel/event/parse.ts';
import { rememberMessages } from '../../kernel/event/parsed-messages.ts';
import { algorithms, one, self, value } from '../support/message-plans.ts';

/** Algorithms that count digests, of which every parse of an event takes one. */
function counted(): { readonly algorithms: Algorithms; readonly count: () => number } {
  let count = 0;
  const digest: Algorithms['digest'] = (algorithm, bytes) => {
    count += 1;
    return algorithms.digest(algorithm, bytes);
  };
  return { algorithms: { ...algorithms, digest }, count: () => count };
}

function framed(sn: bigint): FramedBody {
  const { raw } = value(buildInteraction({ prefix: self, sn: snOf(sn), prior: self, anchors: [] }, one));
  return { raw, protocol: 'KERI', version: [1, 0], serialization: 'JSON' };
}

const copied = (body: FramedBody): FramedBody => ({ ...body, raw: body.raw.slice() });

test('equal bodies are parsed once where that was asked for, and give the same message', () => {
  const { algorithms: own, count } = counted();
  rememberMessages(own, 8);
  const body = framed(1n);
  const first = value(parseMessage(body, 0, own));
  const before = count();
  expect(value(parseMessage(copied(body), 7, own))).toBe(first);
  expect(count()).toBe(before);
  expect(first).toEqual(value(parseMessage(body, 0, algorithms)));
});

test('nothing is remembered where nobody asked for it', () => {
  const { algorithms: own, count } = counted();
  parseMessage(framed(1n), 0, own);
  const before = count();
  parseMessage(framed(1n), 0, own);
  expect(count()).toBeGreaterThan(before);
});

test('bytes that differ in one place, or that are framed as something else, are parsed', () => {
  const { algorithms: own } = counted();
  rememberMessages(own, 8);
  const body = framed(1n);
  value(parseMessage(body, 0, own));
  const other = copied(body);
  const last = other.raw.length - 3;
  other.raw[last] = (other.raw[last] ?? 0) ^ 1;
  expect(parseMessage(other, 0, own).ok).toBe(false);
  expect(parseMessage({ ...body, version: [2, 0] }, 0, own).ok).toBe(false);
  expect(parseMessage({ ...body, serialization: 'CBOR' }, 0, own).ok).toBe(false);
  expect(parseMessage({ ...body, protocol: 'ACDC' }, 0, own).ok).toBe(false);
});

test('a fault is never remembered: it says where it stands', () => {
  const { algorithms: own } = counted();
  rememberMessages(own, 8);
  const body = copied(framed(1n));
  body.raw.fill(0x20, 100, 104);
  const [near, far] = [parseMessage(body, 0, own), parseMessage(body, 1000, own)];
  expect(near.ok || far.ok).toBe(false);
  expect(far).not.toEqual(near);
});

test('when more were parsed than are to be remembered, all are forgotten and parsed again', () => {
  const { algorithms: own, count } = counted();
  rememberMessages(own, 2);
  for (const sn of [1n, 2n, 3n]) parseMessage(framed(sn), 0, own);
  const bodies = [framed(1n), framed(3n)] as const;
  const before = count();
  parseMessage(bodies[1], 0, own);
  expect(count()).toBe(before);
  parseMessage(bodies[0], 0, own);
  expect(count()).toBeGreaterThan(before);
});
