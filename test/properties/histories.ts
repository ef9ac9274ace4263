/** Arbitrary histories of identifiers without forks: witnessed, delegated, receipted. For fast-check. */
import fc from 'fast-check';
import type { Arriving } from '../support/history.ts';
import { plainReceipt, transferableReceipt } from '../support/history.ts';
import { eventSeal, log } from '../support/identity.ts';
import type { Log } from '../support/identity.ts';
import { plainParty } from '../support/routed.ts';

/** One history: its logs, and everything to deliver. */
export type History = { readonly logs: readonly Log[]; readonly arrivals: readonly Arriving[] };

const move = fc.constantFrom('rotate', 'interact', 'rotate with a change of witnesses');
export type Move = 'rotate' | 'interact' | 'rotate with a change of witnesses';

export type Sketch = {
  readonly keyCount: number;
  readonly witnessCount: number;
  readonly isDelegated: boolean;
  readonly moves: readonly Move[];
  readonly delegateMoves: readonly Move[];
};

export const sketches: fc.Arbitrary<Sketch> = fc.record({
  keyCount: fc.integer({ min: 1, max: 3 }),
  witnessCount: fc.integer({ min: 0, max: 3 }),
  isDelegated: fc.boolean(),
  moves: fc.array(move, { maxLength: 4 }),
  delegateMoves: fc.array(move, { maxLength: 3 }),
});

const pool = Array.from({ length: 5 }, (_, at) => plainParty(`pool ${String(at)}`));

function moved(made: Log, step: Move): Log {
  if (step === 'interact') return made.interact();
  if (step === 'rotate') return made.rotate();
  const fresh = pool.find(({ prefix }) => !made.witnesses.some((witness) => witness.prefix === prefix));
  return made.rotate({ cuts: made.witnesses.slice(0, 1), adds: fresh === undefined ? [] : [fresh] });
}

/** The history of a sketch: always the same one. */
export function historyOf({ keyCount, witnessCount, isDelegated, moves, delegateMoves }: Sketch): History {
  const witnesses = pool.slice(0, witnessCount);
  const judge = log('property judge').incept().rotate();
  let boss = moves.reduce(moved, log('property boss').incept({ keyCount, witnesses }));
  let leaf: Log | undefined;
  if (isDelegated) {
    leaf = log('property leaf').incept({ delegator: boss.prefix, witnesses });
    boss = sealing(boss, leaf);
    for (const step of delegateMoves) {
      leaf = moved(leaf, step);
      if (step !== 'interact') boss = sealing(boss, leaf);
    }
  }
  const logs = [boss, judge, ...(leaf === undefined ? [] : [leaf])];
  const events = logs.flatMap((one) =>
    one.events.map(({ event, attachments }) => ({ message: event, attachments })),
  );
  const receipted = [boss.last.event, boss.events[0]?.event ?? boss.last.event];
  const receipts = receipted.flatMap((event) => [
    plainReceipt(event, plainParty('property watcher')),
    transferableReceipt(event, judge),
  ]);
  return { logs, arrivals: [...events, ...receipts] };
}

function sealing(boss: Log, leaf: Log): Log {
  return boss.interact({ anchors: [eventSeal(leaf.last.event)] });
}
