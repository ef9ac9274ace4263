/** The caps that a receiver has unless its host says otherwise. */
import { expect, test } from 'vitest';
import { defaultEscrowLimits } from '../../kernel/receiver.ts';
import { deliver } from '../support/history.ts';
import { log } from '../support/identity.ts';
import { world } from '../support/routed.ts';

const limits = defaultEscrowLimits;
const ahead = log('a stranger').incept().interact().last;

test('E-5: one named source cannot fill the quarantine for the others', () => {
  expect(limits.sourceCountMax).toBeLessThan(limits.quarantineCountMax);
  expect(limits.sourceSizeBytesMax).toBeLessThan(limits.quarantineSizeBytesMax);
});

test('E-5: callers that do not say who delivers share no cap of one source', () => {
  const there = world({ limits: { ...limits, sourceCountMax: 1 } });
  expect(deliver(there, ahead)).toBe('escrowed ooes ORDER');
  expect(deliver(there, log('another stranger').incept().interact().last)).toBe('escrowed ooes ORDER');
});
