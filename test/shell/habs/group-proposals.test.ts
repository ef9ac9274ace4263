/** What is kept of that which members showed: bounded by sender and in total, that of groups that are known here last. */
import { describe, expect, test } from 'vitest';
import { Proposals } from '../../../shell/habs/group-proposals.ts';
import type { Showing } from '../../../shell/habs/group-proposals.ts';

/** A showing with a number, by a sender, of an event. */
function showing(ordinal: number, sender: string, event: string): Showing {
  return {
    said: `exn ${ordinal}`,
    ordinal,
    sender,
    event: { said: event, prefix: event },
  } as unknown as Showing;
}

const nobody = (): boolean => false;

describe('proposals', () => {
  test('showings of one event stand together, in the order in which they came', () => {
    const proposals = new Proposals();
    const all = [showing(3, 'a', 'x'), showing(5, 'b', 'y'), showing(4, 'c', 'x')];
    for (const one of all) proposals.add(one, nobody);
    expect(
      proposals.all().map(({ event, showings }) => [event.said, showings.map(({ sender }) => sender)]),
    ).toEqual([
      ['x', ['a', 'c']],
      ['y', ['b']],
    ]);
    expect(proposals.find('exn 4')?.event.said).toBe('x');
    expect(proposals.find('y')?.showings.length).toBe(1);
    expect(proposals.find('z')).toBeUndefined();
    expect(proposals.ordinals()).toEqual([3, 4, 5]);
  });

  test('the oldest of a sender goes when it shows too much', () => {
    const proposals = new Proposals();
    for (let at = 0; at < 100; at++) proposals.add(showing(at, 'flood', `e${at}`), nobody);
    proposals.add(showing(100, 'quiet', 'e'), nobody);
    expect(proposals.ordinals()).toEqual(Array.from({ length: 65 }, (_, at) => 36 + at));
  });

  test('when many show too much, what is of groups that are known here stays', () => {
    const proposals = new Proposals();
    const isOurs = ({ event }: Showing): boolean => event.said === 'ours';
    for (let at = 0; at < 10; at++) proposals.add(showing(at, `member ${at}`, 'ours'), isOurs);
    for (let at = 10; at < 5000; at++) proposals.add(showing(at, `thief ${at}`, `e${at}`), isOurs);
    expect(proposals.ordinals()).toHaveLength(1024);
    expect(proposals.find('ours')?.showings).toHaveLength(10);
    expect(proposals.ordinals().at(-1)).toBe(4999);
  });

  test('signatures are taken up once, and again when that is asked for', () => {
    const proposals = new Proposals();
    const one = showing(0, 'a', 'x');
    proposals.add(one, nobody);
    const proposed = proposals.find('x') ?? expect.fail();
    expect([proposals.takesUp(one), proposals.takesUp(one)]).toEqual([true, false]);
    proposals.giveAgain(proposed);
    expect(proposals.takesUp(one)).toBe(true);
    proposals.dropWhere(({ sender }) => sender === 'a');
    expect([proposals.all(), proposals.takesUp(one)]).toEqual([[], true]);
  });
});
