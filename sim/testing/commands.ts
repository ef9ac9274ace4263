/**
 * Commands for model-based tests with fast-check: feed, strike, tick, judge, in any order, on one life.
 *
 * Source: dst.md 1.4 (fast-check: commands that never ran are dropped first when it shrinks).
 */
import fc from 'fast-check';
import type { History } from './history.ts';
import type { Life } from './life.ts';
import { anyMishap } from './mishaps.ts';
import { PromiseBroken } from './judge-host.ts';

/** What the model knows: the place of the message that comes next. */
export type LifeModel = { next: number };

export type LifeCommand = fc.AsyncCommand<LifeModel, Life>;

/** The model before the first command. */
export function openModel(): LifeModel {
  return { next: 0 };
}

/** Commands over the messages of a history, for `fc.commands`. Every one of them holds the host to its word. */
export function lifeCommands({ messages }: History): fc.Arbitrary<LifeCommand>[] {
  return [
    fc.integer({ min: 1, max: 12 }).map((count) => feedNext(messages, count)),
    fc.nat({ max: 9999 }).map((place) => feedAgain(messages, place)),
    anyMishap().map((mishap) =>
      command(JSON.stringify(mishap), async (_, life) => {
        await life.strike(mishap);
      }),
    ),
    fc.constant(command('tick', (_, life) => life.tick())),
    fc.constant(
      command('judge', async (_, life) => {
        await life.judge();
      }),
    ),
  ];
}

/** The next messages of the history, in order. */
function feedNext(messages: History['messages'], count: number): LifeCommand {
  return {
    ...command(`feed the next ${count}`, async (model, life) => {
      for (const { bytes } of messages.slice(model.next, model.next + count)) await life.feed(bytes);
      model.next += count;
    }),
    check: ({ next }) => next < messages.length,
  };
}

/** A message of the history, early or once more. */
function feedAgain(messages: History['messages'], place: number): LifeCommand {
  return {
    ...command(`feed message ${place}`, async (_, life) => {
      const said = messages[place % messages.length];
      if (said !== undefined) await life.feed(said.bytes);
    }),
    check: () => messages.length > 0,
  };
}

function command(says: string, run: (model: LifeModel, life: Life) => Promise<void>): LifeCommand {
  return {
    check: () => true,
    run: async (model, life) => {
      await run(model, life);
      const { findings } = life.report;
      if (findings.length > 0) throw new PromiseBroken(findings);
    },
    toString: () => says,
  };
}
