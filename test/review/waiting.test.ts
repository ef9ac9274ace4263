/** What waits under attack: it is not lost, does not grow without bound, and costs little. */
import { expect, test } from 'vitest';
import type { IndexedSignature } from '../../kernel/cesr/attachments.ts';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import { encodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import type { Sn } from '../../kernel/cesr/qualified.ts';
import { attaching, deliver, knowing, plainReceipt } from '../support/history.ts';
import { log } from '../support/identity.ts';
import { plainParty, world } from '../support/routed.ts';

const snOf = (sn: number): Sn => BigInt(sn) as Sn;

/** A signature that verifies for nothing; `seed` makes it another one. */
function junk(seed: number, index = 0): IndexedSignature {
  const raw = new Uint8Array(64).map((_, place) => (seed >>> (8 * (place % 4))) & 0xff);
  return {
    text: encodeIndexed({ code: 'A', index, ondex: index, raw }),
    index,
    ondex: index,
    raw,
    span: { start: 0, end: 0 },
  };
}

const alice = log('alice under attack').incept();
const ahead = alice.interact().interact();
const [, first] = ahead.events;
if (first === undefined) throw new Error('alice has three events');

test('keripy.md 5.1: an event delivered again after its time was over waits its full time again', () => {
  const there = knowing([alice]);
  expect(deliver(there, ahead.last)).toBe('escrowed ooes ORDER');
  there.wait(1300);
  expect(deliver(there, ahead.last)).toBe('escrowed ooes ORDER');
  there.wait(60);
  there.sweep();
  expect(deliver(there, first)).toBe('accepted');
  expect(there.log.reader.keyState(alice.prefix)?.sn).toBe(2n);
});

test('E-5: copies with unverified signatures do not let an entry grow without bound, and a good copy still counts', () => {
  const there = knowing([alice]);
  for (let round = 0; round < 12; round++) {
    const copies = Array.from({ length: 200 }, (_, at) => junk(round * 200 + at + 1));
    deliver(there, attaching(ahead.last, { controllerSignatures: copies }));
  }
  const held = there.log.reader.waiting(ahead.last.event.said);
  expect(held?.attachments.controllerSignatures.length).toBeLessThanOrEqual(512);
  deliver(there, ahead.last);
  expect(deliver(there, first)).toBe('accepted');
  expect(there.log.reader.keyState(alice.prefix)?.sn).toBe(2n);
});

test('E-5: pointers to seals that came with copies of a waiting event do not let it grow without bound', () => {
  const group = log('a group under attack').incept({ keyCount: 2 });
  const next = group.interact({ signers: [0] });
  const there = knowing([group]);
  const { prefix, said } = group.last.event;
  for (let round = 0; round < 20; round++) {
    const sealSources = Array.from({ length: 50 }, (_, at) => ({ prefix, sn: snOf(round * 50 + at), said }));
    deliver(there, { ...next.last, attachments: { ...next.last.attachments, sealSources } });
  }
  const held = there.log.reader.waiting(next.last.event.said);
  expect(held?.attachments.sealSources.length).toBeLessThanOrEqual(16);
});

test('K-128: receipts of strangers do not let a waiting event grow without bound', () => {
  const witnessed = log('witnessed under attack').incept({ witnesses: [plainParty('w')], receipting: [] });
  const there = world();
  expect(deliver(there, witnessed.last)).toBe('escrowed pwes TOAD');
  const { event } = witnessed.last;
  for (let at = 0; at < 300; at++) {
    const { message, attachments } = plainReceipt(event, plainParty(`stranger ${String(at)}`));
    there.receive(message, attachments);
  }
  const held = there.log.reader.waiting(event.said);
  expect(held?.attachments.receiptCouples.length).toBeLessThanOrEqual(256);
  const { message, attachments } = plainReceipt(event, plainParty('w'));
  there.receive(message, attachments);
  expect(there.log.reader.keyState(witnessed.prefix)?.sn).toBe(0n);
});

test('DESIGN 2.2: receipts of an accepted event do not wake unverified events that name it as their prior', () => {
  const there = knowing([alice]);
  for (let at = 0; at < 50; at++) {
    const far = alice.interact({ anchors: [{ entries: [['n', String(at)]] }] }).last.event;
    const forged = { ...far, sn: snOf(5) };
    there.receive(forged, { ...noAttachments, controllerSignatures: [junk(at + 1)] });
  }
  const { message, attachments } = plainReceipt(alice.last.event, plainParty('somebody'));
  expect(there.receive(message, attachments)).toHaveLength(1);
});

test('K-006: one number of a log keeps a bounded count of versions that lost', () => {
  const known = alice.interact();
  const there = knowing([known]);
  for (let at = 0; at < 80; at++) {
    deliver(there, alice.interact({ anchors: [{ entries: [['n', String(at)]] }] }).last);
  }
  const records = there.log.reader.duplicity(alice.prefix, known.last.event.sn);
  expect(records.length).toBeGreaterThanOrEqual(2);
  expect(records.length).toBeLessThanOrEqual(64);
});
