/** Containment: which rotations whoever holds present keys gets accepted. */
import { expect, test } from 'vitest';
import { containment } from '../../invariants/containment.ts';
import type { Held } from '../../invariants/judge.ts';
import { eventSeal, log } from '../support/identity.ts';
import type { Log, SignedEvent } from '../support/identity.ts';
import { memberOf, trial, truth } from './trial.ts';

const begun = log('aid').incept();
const honest = begun.interact();
const rotated = honest.rotate();
const forged = begun.rotate({ anchors: [eventSeal(begun.last.event)] });

/** What is found when a node is given the events, the last of which is forged. */
function found(events: readonly SignedEvent[], made: Log, keys: Partial<Held>): readonly string[] {
  const there = trial(containment);
  for (const { event, attachments } of events) there.give([event, attachments]);
  const known = [...made.events, forged.last].map(({ event }) => event);
  there.panel.rest(
    truth({
      members: [memberOf(there)],
      aids: () => [begun.last.event.prefix],
      made: () => known.map(({ said }) => said),
      event: (said) => known.find((event) => event.said === said),
      isForged: (said) => said === forged.last.event.said,
      everHeld: () => ({ stale: false, current: false, next: false, ...keys }),
    }),
  );
  expect(there.judged()).toBe(1);
  return there.found();
}

test('a rotation with keys that the honest one revealed is taken over an interaction where it comes first', () => {
  const events = [...honest.events, forged.last];
  for (const keys of [{ current: true }, { stale: true }]) expect(found(events, rotated, keys)).toEqual([]);
});

test('where the honest rotation does not exist, nobody can have such keys', () => {
  const events = [...honest.events, forged.last];
  expect(found(events, honest, { current: true })[0]).toMatch(/is a rot that was forged with present keys/);
  expect(found(events, honest, { stale: true })[0]).toMatch(/stale keys and accepted over an event/);
});
