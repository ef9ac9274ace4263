/** The judges of fuzzing find what they are to find. */
import { expect, test } from 'vitest';
import type { Prefix, Said } from '../../kernel/cesr/qualified.ts';
import type { LogReader } from '../../kernel/state/view.ts';
import { log } from '../support/identity.ts';
import { knowing } from '../support/history.ts';
import { checkLogs } from './invariants.ts';

const alice = log('judged').incept().interact().rotate();
const accepted = new Map<Said, Prefix>(alice.events.map(({ event }) => [event.said, event.prefix]));
const { reader } = knowing([alice]).log;
const lost = alice.events[1]?.event.said;

const spoiled: readonly { readonly says: string; readonly reader: LogReader }[] = [
  {
    says: 'no accepted event is lost',
    reader: { ...reader, event: (said) => (said === lost ? undefined : reader.event(said)) },
  },
  {
    says: 'have no gaps',
    reader: { ...reader, eventAtFn: (prefix, fn) => (fn === 1n ? undefined : reader.eventAtFn(prefix, fn)) },
  },
  {
    says: 'names the one before',
    reader: { ...reader, acceptedAt: (prefix, sn) => (sn === 1n ? [] : reader.acceptedAt(prefix, sn)) },
  },
];

test('a sound log passes', () => {
  expect(() => {
    checkLogs(reader, accepted);
  }).not.toThrow();
});

test.each(spoiled)('not so: $says', ({ says, reader: bad }) => {
  expect(() => {
    checkLogs(bad, accepted);
  }).toThrow(says);
});

test('an event more than the first-seen numbers count is found', () => {
  expect(() => {
    checkLogs(reader, new Map([...accepted].slice(1)));
  }).toThrow('count the accepted events');
});
