/** Messages are paired with what came of them. */
import { expect, test } from 'vitest';
import { messagesOf } from '../../../sim/page/messages.ts';
import { linesOf } from './lines.ts';

const named = { sender: 'c0', receiver: 'w0' };

test('a delivery belongs to the copy of the same words that is due then', () => {
  const lines = linesOf(
    { kind: 'send', node: 'c0', what: 'w0', detail: 'ixn a0 1', outcome: '70', at: 0 },
    { kind: 'send', node: 'c0', what: 'w0', detail: 'ixn a0 1', outcome: '40', at: 10 },
    { kind: 'send', node: 'c0', what: 'w0', detail: 'ixn a0 2', outcome: '40', at: 10 },
    { kind: 'arrive', node: 'w0', what: 'c0', detail: 'ixn a0 1', at: 40 },
    { kind: 'arrive', node: 'w0', what: 'c0', detail: 'ixn a0 1', at: 70 },
  );
  expect(messagesOf(lines)).toEqual([
    { from: 1, to: 3, fate: 'arrived', ...named },
    { from: 0, to: 4, fate: 'arrived', ...named },
    { from: 2, to: 2, fate: 'under-way', ...named },
  ]);
});

test('a machine that was paused takes what is due longest', () => {
  const lines = linesOf(
    { kind: 'send', node: 'c0', what: 'w0', outcome: '30', at: 0 },
    { kind: 'send', node: 'c0', what: 'w0', outcome: '20', at: 0 },
    { kind: 'arrive', node: 'w0', what: 'c0', at: 90 },
  );
  expect(messagesOf(lines)[0]).toEqual({ from: 1, to: 2, fate: 'arrived', ...named });
});

test('a second copy is told from the first', () => {
  const lines = linesOf(
    { kind: 'send', node: 'c0', what: 'w0', outcome: '20 30', at: 0 },
    { kind: 'arrive', node: 'w0', what: 'c0', at: 20 },
    { kind: 'arrive', node: 'w0', what: 'c0', at: 30 },
  );
  expect(messagesOf(lines).map(({ fate }) => fate)).toEqual(['arrived', 'copy']);
});

test('a message that the network lost begins and ends at its sender', () => {
  const lines = linesOf({ kind: 'lost', node: 'c0', what: 'w0' });
  expect(messagesOf(lines)).toEqual([{ from: 0, to: 0, fate: 'lost', ...named }]);
});

test('a message that found nobody ends where nobody was', () => {
  const lines = linesOf(
    { kind: 'send', node: 'c0', what: 'w0', outcome: '20', at: 0 },
    { kind: 'lost', node: 'w0', what: 'c0', outcome: 'down', at: 20 },
  );
  expect(messagesOf(lines)).toEqual([{ from: 0, to: 1, fate: 'lost', ...named }]);
});

test('what was never sent begins where it arrives', () => {
  const lines = linesOf({ kind: 'arrive', node: 'w0', what: 'c0' });
  expect(messagesOf(lines)).toEqual([{ from: 0, to: 0, fate: 'arrived', ...named }]);
});

test('what a node gives to itself is no message', () => {
  expect(messagesOf(linesOf({ kind: 'arrive', node: 'c0', what: 'c0' }))).toEqual([]);
});
