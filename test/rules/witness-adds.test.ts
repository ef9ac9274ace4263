/** Witnesses that a rotation adds. K-071. */
import { expect, test } from 'vitest';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import { algorithms, keyPair, message, plainParty, signatures, verdict, world } from '../support/routed.ts';
import type { Fields, KeyPair } from '../support/routed.ts';

const [now, next, later] = [keyPair('now'), keyPair('next'), keyPair('later')];
const digestOf = ({ text }: KeyPair) =>
  encodePrimitive('E', { raw: algorithms.digest('blake3-256', new TextEncoder().encode(text)) });

/** What becomes of a rotation that adds `added` to a log with these traits. */
function rotationAdding(added: string, traits: readonly string[]): string {
  const there = world();
  const keys = (pair: KeyPair, then: KeyPair): Fields => ({
    kt: '1',
    k: [pair.text],
    nt: '1',
    n: [digestOf(then)],
  });
  const icp = message(
    'key-event',
    { t: 'icp', d: '', i: '', s: '0', ...keys(now, next), bt: '0', b: [], c: [...traits], a: [] },
    { saids: ['d', 'i'] },
  );
  there.receive(
    icp,
    { ...noAttachments, controllerSignatures: signatures([now], icp.raw) },
    { source: 'remote' },
  );
  const fields = {
    t: 'rot',
    d: '',
    i: icp.prefix,
    s: '1',
    p: icp.said,
    ...keys(next, later),
    bt: '1',
    br: [],
    ba: [added],
    a: [],
  };
  const rot = message('key-event', fields);
  return verdict(
    there.receive(
      rot,
      { ...noAttachments, controllerSignatures: signatures([next], rot.raw) },
      { source: 'remote' },
    ),
  );
}

test('a witness added is a public key that never rotates', () => {
  expect(rotationAdding(later.text, [])).toBe('rejected WIT-ADDS-PLAIN');
  expect(rotationAdding(plainParty('a witness').prefix, [])).toMatch(/^escrowed/);
});

test('with trait RB the backers are registrars, and may be any identifier', () => {
  expect(rotationAdding(later.text, ['RB'])).toMatch(/^escrowed/);
});
