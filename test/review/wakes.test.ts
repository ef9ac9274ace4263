/** What one command may cost by what it wakes. */
import { expect, test } from 'vitest';
import { settle } from '../../kernel/settle.ts';
import { deliver, knowing } from '../support/history.ts';
import { eventSeal, log } from '../support/identity.ts';
import { world } from '../support/routed.ts';

test('DESIGN 2.2: an event that seals one thing many times asks once who waits for it', () => {
  const alice = log('a sealer').incept();
  const seal = eventSeal(log('a sealed one').incept().last.event);
  const { event, attachments } = alice.interact({ anchors: Array.from({ length: 100 }, () => seal) }).last;
  const there = knowing([alice]);
  const asked: string[] = [];
  const waitingFor = (key: string): readonly string[] => {
    asked.push(key);
    return there.log.reader.waitingFor(key);
  };
  const view = { ...there.view, log: { ...there.log.reader, waitingFor } };
  const at = there.log.reader.keyState(alice.prefix)?.at;
  if (at === undefined) throw new Error('the sealer is known');
  settle(
    view,
    { kind: 'receive', message: event, attachments, source: 'remote', sourceId: '', at },
    there.log.apply,
  );
  expect(asked.filter((key) => key.startsWith('seal '))).toHaveLength(1);
});

test('DESIGN 2.2: a rotation that waits is judged anew when a later one settles that it cannot supersede', () => {
  const alice = log('a controller').incept();
  const there = world({ isOwn: (prefix) => prefix === alice.prefix });
  const local = { source: 'local' } as const;
  deliver(there, alice.last, local);
  expect(deliver(there, alice.rotate().last)).toBe('escrowed mfes LOCALITY');
  const honest = alice.interact();
  deliver(there, honest.last, local);
  expect(there.log.waiting()).toMatchObject([{ kind: 'mfes' }]);
  deliver(there, honest.rotate().last, local);
  expect(there.log.waiting()).toMatchObject([{ kind: 'ldes' }]);
  expect(there.sweep()).toEqual([]);
});
