/**
 * I-08 BigSn: a sequence number is what the event says, at any size.
 *
 * Source: dst.md 4; K-051, K-052. The digits are read from the bytes of the event by themselves.
 */
import type { Message } from '../kernel/event/types.ts';
import type { Judge, Verdict } from './judge.ts';
import { broken } from './verdict.ts';

const snMax = 2n ** 128n - 1n;
const [brace, quote, colon, letterS] = [0x7b, 0x22, 0x3a, 0x73];
/** No field of an event in JSON stands before this place but its version and type. */
const firstPlace = 32;

export const bigSn: Judge = {
  id: 'I-08',
  name: 'BigSn',
  says: 'the sequence number of an event is the one it was written with, and numbers keep their order at any size',
  source: 'dst.md 4; K-051, K-052',
  when: ['step'],
  needs: 'world',
  open: () => ({
    step: ({ command }) => (command.kind === 'receive' ? judgeNumber(command.message) : undefined),
    entry: ({ entry, book }) => {
      if (entry.kind !== 'append-event' || !('prior' in entry.stored.event)) return undefined;
      const { sn, prior } = entry.stored.event;
      const before = book.event(prior)?.event.sn;
      if (before === undefined || sn === before + 1n) return 'holds';
      return broken(`the event after sn ${before.toString(16)} was taken at sn ${sn.toString(16)}`);
    },
  }),
};

function judgeNumber(message: Message): Verdict {
  if (message.kind !== 'key-event' && message.kind !== 'receipt') return undefined;
  const written = writtenNumber(message.raw);
  if (written === undefined) return undefined;
  const read: bigint = message.sn;
  if (read <= snMax && read.toString(16) === written) return 'holds';
  return broken(`${message.said} is written with sn ${written} and was read with sn ${read.toString(16)}`);
}

/** The digits of the first field `s` of a body in JSON; undefined for other bodies. */
function writtenNumber(raw: Uint8Array): string | undefined {
  if (raw[0] !== brace) return undefined;
  for (let at = firstPlace; at + 4 < raw.length; at++) {
    if (raw[at] !== letterS || raw[at - 1] !== quote || raw[at + 1] !== quote || raw[at + 2] !== colon)
      continue;
    if (raw[at + 3] !== quote) return undefined;
    let digits = '';
    for (let end = at + 4; end < raw.length && raw[end] !== quote; end++)
      digits += String.fromCharCode(raw[end] ?? 0);
    return digits;
  }
  return undefined;
}
