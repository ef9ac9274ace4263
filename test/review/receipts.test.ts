/** Receipts and routed messages under attack. */
import { expect, test } from 'vitest';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import type { IndexedSignature } from '../../kernel/cesr/attachments.ts';
import { encodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import { deliver, knowing, receiptBy } from '../support/history.ts';
import { log, signAt } from '../support/identity.ts';
import { message, party, time, verdict, world } from '../support/routed.ts';

test('R-5: a receipt made under a superseded event of the receiptor does not count', () => {
  const subject = log('receipted').incept();
  const validator = log('a validator').incept();
  const lost = validator.interact();
  const there = knowing([subject, lost]);
  expect(deliver(there, validator.rotate().last)).toBe('accepted');
  const { event } = subject.last;
  const [pair] = lost.keys;
  if (pair === undefined) throw new Error('the validator has a key');
  const { prefix, sn, said } = lost.last.event;
  const signature = signAt(pair, event.raw, { index: 0, ondex: 0 });
  const receipt = receiptBy(event, { transferableReceipts: [{ prefix, sn, said, signature }] });
  expect(verdict(there.receive(receipt.message, receipt.attachments))).toBe('rejected RCT-VERIFIED');
});

function junk(seed: number): IndexedSignature {
  const raw = new Uint8Array(64).map((_, place) => (seed >>> (8 * (place % 4))) & 0xff);
  return {
    text: encodeIndexed({ code: 'A', index: 0, ondex: 0, raw }),
    index: 0,
    ondex: 0,
    raw,
    span: { start: 0, end: 0 },
  };
}

const signer = party('signer of replies');
const reply = message('reply', {
  t: 'rpy',
  d: '',
  dt: time(0),
  r: '/end/role/add',
  a: { cid: signer.prefix, role: 'watcher', eid: signer.prefix },
});

test('E-5: copies of a reply with unverified signatures do not let its entry grow without bound', () => {
  const there = world();
  for (let round = 0; round < 200; round++) {
    const signatures = Array.from({ length: 10 }, (_, at) => junk(round * 10 + at + 1));
    const groups = [{ prefix: signer.prefix, signatures }];
    there.receive(reply, { ...noAttachments, latestSignatureGroups: groups });
  }
  const held = there.log.reader.waiting(reply.said);
  const count = held?.attachments.latestSignatureGroups.flatMap(({ signatures }) => signatures).length;
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThanOrEqual(512);
});

test('DESIGN 2.2: an interaction of a signer does not wake what a later establishment event would free', () => {
  const there = world();
  there.learn(signer);
  there.receive(reply, {
    ...noAttachments,
    latestSignatureGroups: [{ prefix: signer.prefix, signatures: [junk(1)] }],
  });
  expect(there.log.reader.waiting(reply.said)?.kind).toBe('rpes');
  const { message: event, attachments } = signer.interact();
  expect(there.receive(event, attachments)).toHaveLength(1);
  const rotated = signer.rotate();
  expect(there.receive(rotated.message, rotated.attachments)).toHaveLength(2);
});
