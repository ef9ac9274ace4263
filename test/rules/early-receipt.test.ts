/** Receipts that come before the recovery they are of. K-128, K-228. */
import { expect, test } from 'vitest';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import {
  algorithms,
  keyPair,
  message,
  plainly,
  plainParty,
  signatures,
  verdict,
  world,
} from '../support/routed.ts';
import type { Fields, KeyEventMessage, KeyPair } from '../support/routed.ts';

const [now, next, later] = [keyPair('now'), keyPair('next'), keyPair('later')];
const receiptor = plainParty('a receiptor');
const digestOf = ({ text }: KeyPair) =>
  encodePrimitive('E', { raw: algorithms.digest('blake3-256', new TextEncoder().encode(text)) });
const keys = (pair: KeyPair, then: KeyPair): Fields => ({
  kt: '1',
  k: [pair.text],
  nt: '1',
  n: [digestOf(then)],
});
const by = (pair: KeyPair, event: KeyEventMessage) => ({
  ...noAttachments,
  controllerSignatures: signatures([pair], event.raw),
});

test('a receipt of a recovery rotation waits through the interaction that the rotation supersedes', () => {
  const icp = message(
    'key-event',
    { t: 'icp', d: '', i: '', s: '0', ...keys(now, next), bt: '0', b: [], c: [], a: [] },
    { saids: ['d', 'i'] },
  );
  const ixn = message('key-event', { t: 'ixn', d: '', i: icp.prefix, s: '1', p: icp.said, a: [] });
  const rot = message('key-event', {
    t: 'rot',
    d: '',
    i: icp.prefix,
    s: '1',
    p: icp.said,
    ...keys(next, later),
    bt: '0',
    br: [],
    ba: [],
    a: [],
  });
  const rct = message('receipt', { t: 'rct', d: rot.said, i: rot.prefix, s: '1' }, { saids: [] });
  const there = world();
  expect(verdict(there.receive(icp, by(now, icp)))).toBe('accepted');
  expect(verdict(there.receive(rct, plainly(receiptor, rot)))).toBe('escrowed ures RCT-KNOWN');
  expect(verdict(there.receive(ixn, by(now, ixn)))).toBe('accepted');
  expect(verdict(there.receive(rot, by(next, rot)))).toBe('accepted');
  expect(there.view.log.attachments(rot.said).receiptCouples.map(({ prefix }) => prefix)).toEqual([
    receiptor.prefix,
  ]);
});
