/**
 * I-38 ReplayEquals: the log of a node, read again from its first entry, comes to what the node claims and to
 * what was seen when it was written.
 *
 * Source: dst.md 4. Reading a whole log is dear: one opening in so many is judged, and one node
 * of three at the end.
 */
import type { BookEvent, NodeBook } from '../book.ts';
import type { Judge, Probe, Verdict, World } from '../judge.ts';
import { openBook } from '../keep-book.ts';
import { isOwnStore } from '../openings.ts';
import { broken, verdictOf } from '../verdict.ts';
import { oneOfThree } from './sample.ts';

const openingsEvery = 8;

export const replayEquals: Judge = {
  id: 'I-38',
  name: 'ReplayEquals',
  says: 'folding the log of a node from its first entry gives what the node claims',
  source: 'dst.md 4',
  when: ['recovery', 'end'],
  needs: 'world',
  open: () => {
    let openings = 0;
    return {
      opening: (seen) => {
        if (!isOwnStore(seen) || seen.book.count() === 0) return undefined;
        openings += 1;
        return openings % openingsEvery === 1 ? verdictOf(flawOfReplay(seen.probe, undefined)) : undefined;
      },
      end: judgeEnd,
    };
  },
};

function judgeEnd(world: World): Verdict {
  let verdict: Verdict;
  for (const { node, probe, book } of oneOfThree(world)) {
    if (probe === undefined || book.count() === 0) continue;
    const flaw = flawOfReplay(probe, book);
    if (flaw !== undefined) return broken(`at ${node} ${flaw}`);
    verdict = 'holds';
  }
  return verdict;
}

function flawOfReplay(probe: Probe, live: NodeBook | undefined): string | undefined {
  const { book, keep } = openBook();
  for (const { ordinal, entry } of probe.entries(0)) keep(ordinal, entry);
  if (live !== undefined && live.count() !== book.count())
    return `${live.count()} entries were written and ${book.count()} are read`;
  for (const { prefix, trunk } of book.aids()) {
    const flaw =
      flawOfClaim(probe, trunk.at(-1)) ??
      (live === undefined ? undefined : flawOfTrunk(trunk, live.aid(prefix)?.trunk ?? []));
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

function flawOfClaim(probe: Probe, head: BookEvent | undefined): string | undefined {
  if (head === undefined) return undefined;
  const { event, fn, standing } = head;
  const state = probe.keyState(event.prefix);
  if (state === undefined) return `no key state of ${event.prefix} is known, and its log is read`;
  const claimed = [state.said, state.sn, state.fn, state.toad, ...state.keys, ...state.witnesses].join(' ');
  const folded = [event.said, event.sn, fn, standing.toad, ...standing.keys, ...standing.witnesses].join(' ');
  return claimed === folded
    ? undefined
    : `${event.prefix} is claimed to be at ${state.said}, its log is at ${event.said} or says something else`;
}

function flawOfTrunk(read: readonly BookEvent[], live: readonly BookEvent[]): string | undefined {
  const at = read.findIndex(({ event }, place) => event.said !== live[place]?.event.said);
  if (at >= 0)
    return `${read[at]?.event.said} is read on the trunk, and ${live[at]?.event.said} was seen there`;
  return read.length === live.length
    ? undefined
    : 'the trunk that is read is shorter than the one that was seen';
}
