/** The judges of the whole world: each holds where nothing is wrong, and finds what must not be. */
import { expect, test } from 'vitest';
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import type { Prefix, Said } from '../../kernel/cesr/qualified.ts';
import type { KeyEvent, Message } from '../../kernel/event/types.ts';
import { conditionalConfluence } from '../../invariants/confluence.ts';
import { containment } from '../../invariants/containment.ts';
import { disputedAnchorVisible } from '../../invariants/log/disputed-anchor.ts';
import { divergence } from '../../invariants/divergence.ts';
import { escrowFixpoint } from '../../invariants/escrow-fixpoint.ts';
import { escrowOrderFree } from '../../invariants/escrow-order-free.ts';
import { framingFree } from '../../invariants/framing-free.ts';
import { honestWitnessOnce } from '../../invariants/honest-witness-once.ts';
import type { Held, World } from '../../invariants/judge.ts';
import { kawaImmunity } from '../../invariants/kawa-immunity.ts';
import { eventSeal, log } from '../support/identity.ts';
import type { Log, SignedEvent } from '../support/identity.ts';
import { plainParty } from '../support/routed.ts';
import { memberOf, trial, truth } from './trial.ts';
import type { Trial } from './trial.ts';

const one = plainParty('one');
const witnesses = [one, ...['two', 'three', 'four'].map((name) => plainParty(name))];

function signed({ event, attachments }: SignedEvent): readonly [Message, Attachments] {
  return [event, attachments];
}

function giveAll(there: Trial, { events }: Log): void {
  for (const event of events) there.give(signed(event), { source: 'local' });
}

/** What was made: all events of these logs. */
function making(...logs: readonly Log[]): Partial<World> {
  const events = new Map<Said, KeyEvent>(
    logs.flatMap(({ events: all }) => all.map(({ event }) => [event.said, event])),
  );
  return {
    aids: () => [...new Set([...events.values()].map(({ prefix }) => prefix))],
    made: (prefix) => [...events.values()].filter((event) => event.prefix === prefix).map(({ said }) => said),
    event: (said) => events.get(said),
  };
}

function receipts(...by: readonly (readonly [SignedEvent, readonly Prefix[]])[]): Pick<World, 'receipted'> {
  return { receipted: (said) => by.find(([{ event }]) => event.said === said)?.[1] ?? [] };
}

const held = (what: Partial<Held>): Pick<World, 'everHeld'> => ({
  everHeld: () => ({ stale: false, current: false, next: false, ...what }),
});

const base = log('aid').incept({ witnesses, toad: 3 });
const left = base.interact();
const right = base.interact({ anchors: [eventSeal(base.last.event)] });
const over = base.rotate();
const all = witnesses.map(({ prefix }) => prefix);

function witnessNode(logs: readonly Log[], asked: readonly SignedEvent[]): Trial {
  const there = trial(honestWitnessOnce, {}, [one.prefix]);
  for (const made of logs) giveAll(there, made);
  asked.forEach(({ event: { prefix, sn, said } }, at) => {
    there.panel.send({
      node: 'n',
      send: { kind: 'witness', prefix, sn, said },
      key: String(at),
      isRepeated: false,
    });
  });
  return there;
}

test('HonestWitnessOnce holds where the second version took the place of the first', () => {
  const there = witnessNode([left, over], [left.last, over.last]);
  const members = [memberOf(there, { own: [one.prefix], role: 'witness' })];
  const world = { ...making(left, over), members, ...receipts([left.last, all], [over.last, all]) };
  there.panel.rest(truth({ ...world, isFaultyWitness: (witness) => witness !== one.prefix }));
  expect(there.found()).toEqual([]);
  expect(there.judged()).toBe(1);
});

test('HonestWitnessOnce finds two versions that one witness signed, also when the second rotation came first', () => {
  const finds = (asked: readonly Log[], isFaulty = false) => {
    const there = witnessNode(
      asked.slice(0, 1),
      asked.map(({ last }) => last),
    );
    const by = asked.map(({ last }) => [last, [one.prefix]] as const);
    const members = [memberOf(there, { own: [one.prefix], role: 'witness' })];
    there.panel.end(
      truth({ ...making(...asked), members, ...receipts(...by), isFaultyWitness: () => isFaulty }),
    );
    return there.found();
  };
  expect(finds([left, right])[0]).toMatch(/signed \S+ and then \S+, which did not take its place/);
  expect(finds([over, left])[0]).toMatch(/which did not take its place/);
  expect(finds([left, right], true)).toEqual([]);
  const unasked = witnessNode([left], [left.last]);
  const members = [memberOf(unasked, { own: [one.prefix], role: 'witness' })];
  const by = receipts([left.last, [one.prefix]], [right.last, [one.prefix]]);
  unasked.panel.end(truth({ ...making(left, right), members, ...by }));
  expect(unasked.found()[0]).toMatch(/one of them without having accepted it/);
});

test('KawaImmunity finds two versions with enough receipts each, where the threshold rules that out', () => {
  const finds = (faulty: readonly Prefix[], mine: readonly Prefix[], theirs: readonly Prefix[]) => {
    const there = trial(kawaImmunity);
    const by = receipts([left.last, mine], [right.last, theirs]);
    const isFaultyWitness = (witness: Prefix) => faulty.includes(witness);
    there.panel.rest(truth({ ...making(left, right), ...by, isFaultyWitness }));
    return [there.judged(), ...there.found()];
  };
  expect(finds([], all, all.slice(0, 2))).toEqual([1]);
  expect(finds([], all, all.slice(1))[1]).toMatch(
    /has 4 receipts and \S+ has 3, of 4 witnesses with threshold 3/,
  );
  expect(finds(all.slice(0, 2), all, all)).toEqual([0]);
});

test('KawaImmunity says nothing of versions of which one may take the place of the other', () => {
  const there = trial(kawaImmunity);
  there.panel.rest(truth({ ...making(left, over), ...receipts([left.last, all], [over.last, all]) }));
  expect(there.judged()).toBe(0);
});

const boss = log('boss').incept();
const leaf = log('leaf').incept({ delegator: boss.prefix });
const sealed = boss.interact({ anchors: [eventSeal(leaf.last.event)] });
const forked = boss.rotate();

test('DisputedAnchorVisible holds for what was accepted before its anchor was superseded, and stays', () => {
  const there = trial(disputedAnchorVisible);
  for (const made of [sealed, leaf, forked]) giveAll(there, made);
  there.panel.rest(truth({ members: [memberOf(there)] }));
  expect(there.found()).toEqual([]);
  expect(there.judged()).toBe(2);
  const gone = { ...there.probe(), holds: (said: Said) => said !== sealed.last.event.said };
  there.panel.rest(truth({ members: [memberOf(there, { probe: gone })] }));
  expect(there.found()[0]).toMatch(/at n \S+ rests on \S+, which was superseded, and \S+ is gone/);
});

test('DisputedAnchorVisible finds what is accepted on an anchor that was superseded before, or is not known', () => {
  const there = trial(disputedAnchorVisible);
  const other = trial(disputedAnchorVisible);
  giveAll(other, sealed);
  const [accepted] = other.give(signed(leaf.last), { source: 'local' });
  if (accepted === undefined) throw new Error('it is accepted');
  for (const made of [sealed, forked]) giveAll(there, made);
  there.show([accepted]);
  expect(there.found()[0]).toMatch(/rests on \S+, which was superseded before/);
  const blind = trial(disputedAnchorVisible);
  blind.show([accepted]);
  expect(blind.found()[0]).toMatch(/rests on \S+, which is not known/);
});

const waiting = log('waits').incept({ keyCount: 2, signers: [0] });

test('EscrowFixpoint and EscrowOrderFree look where something waits, and find what one more try changes', () => {
  for (const judge of [escrowFixpoint, escrowOrderFree]) {
    const there = trial(judge);
    there.panel.rest(truth({ members: [memberOf(there)] }));
    expect(there.judged()).toBe(0);
    there.give(signed(waiting.last));
    there.panel.rest(truth({ members: [memberOf(there)] }));
    expect([there.judged(), ...there.found()]).toEqual([1]);
    const sweep = (order: number) => ({ changes: 1, sends: 2, outcome: order === 4 ? 'other' : 'same' });
    for (let look = 0; look < 4; look++)
      there.panel.rest(truth({ members: [memberOf(there, { probe: { ...there.probe(), sweep } })] }));
    expect(there.found()[0]).toMatch(
      /one more try changes 1 things and tells 2|order 4 of trying ends otherwise/,
    );
  }
});

test('FramingFree finds messages that were read otherwise because of where they were cut', () => {
  const there = trial(framingFree);
  there.panel.stream({ node: 'n', read: ['a', 'b'], inOnePiece: ['a', 'b'] });
  expect([there.judged(), ...there.found()]).toEqual([1]);
  there.panel.stream({ node: 'n', read: ['a', 'fault bad-counter'], inOnePiece: ['a', 'b'] });
  expect(there.found()[0]).toBe('message 1 of 2 was read as fault bad-counter, and in one piece as b');
  there.panel.stream({ node: 'n', read: ['a', 'b', 'b'], inOnePiece: ['a', 'b'] });
  expect(there.found()[1]).toMatch(/message 2 of 2 was read as b/);
});

const plain = log('plain').incept();
const forgedLeft = plain.interact();
const forgedTurn = plain.rotate();

test('Containment holds for honest events, and for forged ones that the keys and witnesses held allow', () => {
  const contained = (made: Log, isForged: boolean, what: Partial<World>) => {
    const there = trial(containment);
    giveAll(there, made);
    const world = { ...making(made), members: [memberOf(there)], ...what };
    there.panel.rest(truth({ ...world, isForged: (said) => isForged && said === made.last.event.said }));
    return [there.judged(), ...there.found()];
  };
  expect(contained(forgedLeft, false, {})).toEqual([1]);
  expect(contained(forgedLeft, true, held({ current: true }))).toEqual([1]);
  expect(contained(forgedTurn, true, held({ next: true }))).toEqual([1]);
  expect(contained(forgedTurn, true, held({ stale: true }))).toEqual([1]);
  expect(
    contained(left, true, { ...held({ current: true }), ...receipts([left.last, all.slice(1)]) }),
  ).toEqual([1]);
  expect(contained(forgedLeft, true, {})[1]).toMatch(/was forged without keys and accepted/);
  expect(contained(forgedTurn, true, held({ current: true }))[1]).toMatch(
    /is a rot that was forged with present keys/,
  );
  expect(
    contained(left, true, { ...held({ current: true }), ...receipts([left.last, all.slice(2)]) })[1],
  ).toMatch(/was forged, has 2 receipts of 3, and was accepted/);
  expect(contained(forgedLeft, false, { event: () => undefined })[1]).toMatch(
    /was accepted, and nobody made it/,
  );
});

test('Containment finds a forgery with stale keys in the place of an event that was there', () => {
  const there = trial(containment);
  giveAll(there, forgedLeft);
  giveAll(there, forgedTurn);
  const isForged = (said: Said) => said === forgedTurn.last.event.said;
  const world = {
    ...making(forgedLeft, forgedTurn),
    members: [memberOf(there)],
    ...held({ stale: true }),
    isForged,
  };
  there.panel.end(truth(world));
  expect(there.found()[0]).toMatch(/was forged with stale keys and accepted over an event that was there/);
});

function two(judge: Parameters<typeof trial>[0], first: Log, second: Log) {
  const there = trial(judge);
  const other = trial(judge);
  giveAll(there, first);
  giveAll(other, second);
  return { there, members: [memberOf(there), memberOf(other, { node: 'm' })] as const };
}

test('DivergenceNeedsCause holds where keys were held or a controller made both, and finds a split without a cause', () => {
  const split = (first: Log, second: Log, what: Partial<World>) => {
    const { there, members } = two(divergence, first, second);
    there.panel.rest(truth({ ...making(first, second), members, ...what }));
    return [there.judged(), ...there.found()];
  };
  const other = plain.interact({ anchors: [eventSeal(plain.last.event)] });
  expect(split(forgedLeft, forgedLeft.interact(), {})).toEqual([1]);
  expect(split(forgedLeft, forgedTurn, {})).toEqual([1]);
  expect(split(forgedLeft, other, held({ current: true }))).toEqual([1]);
  expect(split(forgedLeft, other, { isEquivocating: () => true })).toEqual([1]);
  expect(split(forgedLeft, other, {})[1]).toMatch(
    /stand at number 1, and nobody held the keys for a second one/,
  );
  expect(split(forgedLeft, other, { event: () => undefined })[1]).toMatch(/one of them was never made/);
});

test('DivergenceNeedsCause finds a split by versions that lack receipts, whoever held the keys', () => {
  const split = (what: Partial<World>, own: readonly Prefix[] = []) => {
    const { there, members } = two(divergence, left, right);
    const [mine, theirs] = members;
    const who = [mine, { ...theirs, own }];
    there.panel.rest(truth({ ...making(left, right), members: who, ...held({ next: true }), ...what }));
    return [there.judged(), ...there.found()];
  };
  expect(split(receipts([left.last, all], [right.last, all.slice(1)]))).toEqual([1]);
  expect(split(receipts([left.last, all], [right.last, all.slice(2)]))[1]).toMatch(
    /m holds \S+ against another version, and it has 2 receipts of 3/,
  );
  expect(split(receipts([left.last, all]), [one.prefix])).toEqual([1]);
});

test('ConditionalConfluence compares nodes that were given the same, and excuses versions that cannot be reconciled', () => {
  const compare = (first: Log, second: Log, what: Partial<World> = {}) => {
    const { there, members } = two(conditionalConfluence, first, second);
    there.panel.rest(truth({ ...making(first, second), members, ...what }));
    return [there.judged(), ...there.found()];
  };
  expect(compare(forgedLeft, forgedLeft)).toEqual([1]);
  expect(compare(forgedLeft, plain)[1]).toMatch(
    /n and m were given the same, and their trunks of \S+ differ/,
  );
  expect(compare(forgedLeft, forgedTurn)[1]).toMatch(/their trunks of \S+ differ/);
  expect(compare(forgedLeft, plain, { received: (node) => node })).toEqual([0]);
  const other = plain.interact({ anchors: [eventSeal(plain.last.event)] });
  expect(compare(forgedLeft, other)).toEqual([0]);
});

test('ConditionalConfluence excuses delegates whose delegator cannot be reconciled, whichever node knows them', () => {
  const boss = log('boss').incept();
  const leaf = log('leaf').incept({ delegator: boss.prefix });
  const sealing = boss.interact({ anchors: [eventSeal(leaf.last.event)] });
  const knowing = { ...sealing, events: [...sealing.events, ...leaf.events] };
  const other = boss.interact({ anchors: [eventSeal(boss.last.event)] });
  for (const [first, second] of [
    [knowing, other],
    [other, knowing],
  ] as const) {
    const { there, members } = two(conditionalConfluence, first, second);
    expect(members.map(({ book }) => book.aid(leaf.prefix)?.trunk.length ?? 0)).toContain(1);
    there.panel.rest(truth({ ...making(knowing, other), members }));
    expect([there.judged(), ...there.found()]).toEqual([0]);
  }
});

test('ConditionalConfluence does not compare nodes that await no recoveries', () => {
  const { there, members } = two(conditionalConfluence, forgedLeft, plain);
  const asKeripy = members.map((member) => ({ ...member, awaitsRecoveries: false }));
  there.panel.rest(truth({ ...making(forgedLeft, plain), members: asKeripy }));
  expect(there.judged()).toBe(0);
});

test('ConditionalConfluence does not compare nodes of which one dropped something for its age', () => {
  const { there, members } = two(conditionalConfluence, forgedLeft, plain);
  there.give(signed(waiting.last));
  there.wait(4000);
  there.retry(waiting.last.event.said);
  there.panel.rest(truth({ ...making(forgedLeft), members }));
  expect(there.judged()).toBe(0);
});
