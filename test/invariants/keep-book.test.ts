/** The book of a node folds logs by itself: dst.md 3.3. */
import { expect, test } from 'vitest';
import type { Entry } from '../../invariants/entry.ts';
import { openBook } from '../../invariants/keep-book.ts';
import { knowing } from '../support/history.ts';
import { eventSeal, log } from '../support/identity.ts';
import type { Log } from '../support/identity.ts';
import { plainParty } from '../support/routed.ts';

function entriesOf(...logs: readonly Log[]): readonly Entry[] {
  return knowing(logs).log.writes.flatMap((write): readonly Entry[] =>
    write.kind === 'put-waiting' || write.kind === 'remove-waiting' ? [] : [write],
  );
}

function bookOf(entries: readonly Entry[]) {
  const { book, keep } = openBook();
  entries.forEach((entry, ordinal) => {
    keep(ordinal, entry);
  });
  return book;
}

const [one, two, three] = ['one', 'two', 'three'].map((name) => plainParty(name));
if (one === undefined || two === undefined || three === undefined) throw new Error('there are three');

test('what is in force follows the events of a branch', () => {
  const made = log('book')
    .incept({ witnesses: [one, two] })
    .interact()
    .rotate({ cuts: [one], adds: [three] });
  const aid = bookOf(entriesOf(made)).aid(made.prefix);
  expect(aid?.trunk.map(({ standing }) => standing.witnesses)).toEqual([
    [one.prefix, two.prefix],
    [one.prefix, two.prefix],
    [two.prefix, three.prefix],
  ]);
  expect(aid?.trunk.map(({ standing }) => standing.establishmentSn)).toEqual([0n, 0n, 2n]);
  expect(aid?.trunk[1]?.prior).toBe(aid?.trunk[0]);
  expect(aid?.accepted.map(({ fn }) => fn)).toEqual([0n, 1n, 2n]);
});

test('a recovery takes the place of the interactions from its number on, and they are disputed', () => {
  const made = log('recovers').incept({ witnesses: [one] });
  const forged = made.interact().interact();
  const recovered = made.rotate({ adds: [two] });
  const aid = bookOf([...entriesOf(forged, recovered)]).aid(made.prefix);
  expect(aid?.trunk.map(({ event }) => event.said)).toEqual(recovered.events.map(({ event }) => event.said));
  expect(aid?.accepted.map(({ isDisputed }) => isDisputed)).toEqual([false, true, true, false]);
  expect(aid?.trunk[1]?.standing.witnesses).toEqual([one.prefix, two.prefix]);
});

test('a seal is found by who sealed, and what exactly', () => {
  const leaf = log('sealed').incept();
  const boss = log('sealer')
    .incept()
    .interact({ anchors: [eventSeal(leaf.last.event)] });
  const { prefix, sn, said } = leaf.last.event;
  const book = bookOf(entriesOf(boss, leaf));
  expect(book.sealing(boss.prefix, { prefix, sn, said }).map(({ event }) => event.sn)).toEqual([1n]);
  expect(book.sealing(boss.prefix, { prefix, sn: 1n, said })).toEqual([]);
  expect(book.sealing(leaf.prefix, { prefix, sn, said })).toEqual([]);
});

test('a broken log is read as far as it goes', () => {
  const made = log('broken').incept().interact().interact().rotate();
  const [inception, , ...later] = entriesOf(made);
  if (inception === undefined) throw new Error('it begins');
  const book = bookOf([...later, inception, inception]);
  const aid = book.aid(made.prefix);
  expect(book.count()).toBe(4);
  expect(aid?.accepted).toHaveLength(4);
  expect(aid?.trunk.map(({ event }) => event.sn)).toEqual([0n]);
});
