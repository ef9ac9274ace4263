/**
 * Receivers of the same events that await recoveries end with the same trunks and key states, whatever came first, whatever came twice:
 * as long as no controller made two events that nothing can reconcile. dst.md I-36.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogReader } from '../../kernel/state/view.ts';
import { settledState, stateOf } from '../support/history.ts';
import type { Arriving } from '../support/history.ts';
import type { Log } from '../support/identity.ts';
import { world } from '../support/routed.ts';
import { saidsOf, tales, toldOf } from './recoveries.ts';

/** A tale, an order of its messages, and some that come twice. */
const deliveries = tales.chain((tale) => {
  const told = toldOf(tale);
  const places = [...told.arrivals.keys()];
  return fc.record({
    tale: fc.constant(tale),
    order: fc.shuffledSubarray(places, { minLength: places.length }),
    again: fc.array(fc.constantFrom(...places), { maxLength: 6 }),
  });
});

/** The trunk of a log as a receiver has it. */
function trunkOf(reader: LogReader, { prefix, events }: Log): readonly unknown[] {
  const head = reader.keyState(prefix)?.sn ?? -1n;
  return events.map(({ event: { sn } }) => (sn > head ? undefined : reader.acceptedAt(prefix, sn).at(-1)));
}

function received(arrivals: readonly Arriving[]) {
  const there = world({ awaitsRecoveries: true });
  for (const { message, attachments } of arrivals) there.receive(message, attachments);
  for (let turn = 0; turn < 3; turn++) {
    there.wait(600);
    there.sweep();
  }
  return there;
}

test('I-36: any order of an honest history with recoveries ends with the trunks of its controllers', () => {
  fc.assert(
    fc.property(deliveries, ({ tale, order, again }) => {
      const { trunks, arrivals } = toldOf(tale);
      const shuffled = [...order, ...again].flatMap((place) => arrivals[place] ?? []);
      const [straight, there] = [received(arrivals), received(shuffled)];
      for (const trunk of trunks) {
        for (const one of [straight, there]) {
          expect(trunkOf(one.log.reader, trunk)).toEqual(saidsOf(trunk));
          expect(stateOf(one, trunk.prefix)?.said).toBe(trunk.last.event.said);
        }
        expect(settledState(stateOf(there, trunk.prefix))).toEqual(
          settledState(stateOf(straight, trunk.prefix)),
        );
      }
    }),
    { numRuns: 100 },
  );
});
