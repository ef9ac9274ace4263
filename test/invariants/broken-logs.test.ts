/** Each judge of logs holds over a sound log, and fires when its promise is broken: dst.md 4. */
import { describe, expect, test } from 'vitest';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import { mapOf } from '../../kernel/event/json.ts';
import type { Entry, EventEntry } from '../../invariants/entry.ts';
import type { Given } from '../../invariants/judge.ts';
import { judgeLog } from '../../invariants/judge-log.ts';
import { attaching, plainReceipt, transferableReceipt, witnessReceipt } from '../support/history.ts';
import { eventSeal, keysOf, log, signAt } from '../support/identity.ts';
import type { Log } from '../support/identity.ts';
import { algorithms, keyPair, plainParty } from '../support/routed.ts';
import { keeping, referenceTo, storing, taken, takenLogs } from '../support/taken-log.ts';

const plainGiven: Given = { algorithms };

function verdictOver(entries: readonly Entry[], by: Given = plainGiven) {
  const placed = entries.map((entry, ordinal) => ({ ordinal, entry }));
  return judgeLog({ entries: () => placed, count: placed.length, keyState: undefined }, by);
}

function brokenIn(entries: readonly Entry[], by: Given = plainGiven): readonly string[] {
  return [...new Set(verdictOver(entries, by).findings.map(({ invariant }) => invariant))];
}

function judgedIn(entries: readonly Entry[], name: string): number {
  return new Map(verdictOver(entries).judged).get(name) ?? 0;
}

/** The entries with one of them altered. */
function altering(
  entries: readonly EventEntry[],
  at: number,
  alter: (entry: EventEntry) => EventEntry,
): readonly EventEntry[] {
  return entries.map((entry, place) => (place === at ? alter(entry) : entry));
}

const sealing = (boss: Log, ...sealed: readonly Log[]): Log =>
  boss.interact({ anchors: sealed.map(({ last }) => eventSeal(last.event)) });

const [one, two, three] = ['w one', 'w two', 'w three'].map((name) => plainParty(name));
if (one === undefined || two === undefined || three === undefined) throw new Error('there are three');

const plain = log('plain').incept().interact().rotate().interact();
const plainEntries = takenLogs(plain);
const alice = log('alice').incept();
const watched = log('watched').incept({ witnesses: [one, two] });

const boss = log('boss').incept();
const leaf = log('leaf').incept({ delegator: boss.prefix });
const bossOfLeaf = sealing(boss, leaf);
const leafEntry = (): readonly EventEntry[] =>
  altering(taken(...bossOfLeaf.events, leaf.last), 2, (entry) =>
    storing(entry, { delegation: referenceTo(bossOfLeaf.last) }),
  );

const first = leaf.rotate({ anchors: ['first'] });
const second = leaf.rotate({ anchors: ['second'] });

/** Two rotations of the leaf at one number, the second one taken behind the first, with their seals where `boss` put them. */
function rivals(sealed: Log, anchorOfFirst: Log, anchorOfSecond: Log): readonly EventEntry[] {
  const entries = taken(...sealed.events, leaf.last, first.last, second.last);
  const anchors = [bossOfLeaf, anchorOfFirst, anchorOfSecond];
  return entries.map((entry, at) => {
    const anchor = anchors[at - sealed.events.length];
    return anchor === undefined ? entry : storing(entry, { delegation: referenceTo(anchor.last) });
  });
}

const basic = (anchor: string): Log =>
  log('basic').incept({ identifier: 'basic', keys: keysOf('basic', 0, 1), anchors: [anchor] });

type Case = {
  readonly breaks: string;
  readonly by: string;
  readonly sound?: readonly Entry[];
  readonly broken: readonly Entry[];
  /** Others that hear of it too. */
  readonly also?: readonly string[];
};

const cases: readonly Case[] = [
  {
    breaks: 'SaidBindsBytes',
    by: 'bytes that were changed after they were digested',
    sound: plainEntries,
    broken: altering(plainEntries, 3, (entry) => {
      const { event } = entry.stored;
      const raw = event.raw.with(event.raw.length - 2, 0x20);
      return storing(entry, { event: { ...event, raw } });
    }),
    also: ['SigThreshold', 'ReceiptBinds'],
  },
  {
    breaks: 'SnContiguous',
    by: 'a number that is left out',
    broken: plainEntries.filter((_, at) => at !== 1),
    also: ['PriorChained', 'FnDense'],
  },
  {
    breaks: 'SnContiguous',
    by: 'a log that begins with a rotation',
    broken: plainEntries.slice(2),
    also: ['PriorChained', 'FnDense'],
  },
  {
    breaks: 'PriorChained',
    by: 'a prior that was never accepted',
    sound: takenLogs(alice.interact({ anchors: ['a'] }).interact()),
    broken: taken(
      ...alice.interact({ anchors: ['a'] }).events,
      alice.interact({ anchors: ['b'] }).interact().last,
    ),
  },
  {
    breaks: 'PrefixBound',
    by: 'an inception of somebody else',
    sound: takenLogs(alice),
    broken: altering(takenLogs(alice), 0, (entry) =>
      storing(entry, { event: { ...entry.stored.event, prefix: plain.prefix } }),
    ),
    also: [],
  },
  {
    breaks: 'PrefixBound',
    by: 'an event that follows one of another log',
    broken: altering(plainEntries, 1, (entry) =>
      storing(entry, { event: { ...entry.stored.event, prefix: alice.prefix } }),
    ),
    also: ['SnContiguous', 'PriorChained', 'FnDense'],
  },
  {
    breaks: 'OneInception',
    by: 'a second inception of a key',
    sound: takenLogs(basic('a')),
    broken: takenLogs(basic('a'), basic('b')),
    also: ['SupersedeByRule'],
  },
  {
    breaks: 'Terminal',
    by: 'an interaction after a rotation to no next keys',
    sound: takenLogs(alice.rotate({ nextKeys: [], nextThreshold: '0' })),
    broken: takenLogs(alice.rotate({ nextKeys: [], nextThreshold: '0' }).interact()),
  },
  {
    breaks: 'TraitsHonoured',
    by: 'an interaction with trait EO, behind a rotation',
    sound: takenLogs(
      log('eo')
        .incept({ traits: ['EO'] })
        .rotate(),
    ),
    broken: takenLogs(
      log('eo')
        .incept({ traits: ['EO'] })
        .rotate()
        .interact(),
    ),
  },
  {
    breaks: 'TraitsHonoured',
    by: 'a delegate of one that does not delegate',
    ...((): Pick<Case, 'sound' | 'broken'> => {
      const shy = log('shy').incept({ traits: ['DND'] });
      const child = log('child').incept({ delegator: shy.prefix });
      const vouching = sealing(shy, child);
      const entries = taken(...vouching.events, child.last);
      return { sound: leafEntry(), broken: entries };
    })(),
  },
  {
    breaks: 'SigThreshold',
    by: 'one signature of two',
    sound: takenLogs(log('pair').incept({ keyCount: 2 })),
    broken: takenLogs(log('pair').incept({ keyCount: 2, signers: [0] })),
  },
  {
    breaks: 'SigThreshold',
    by: 'one signature twice',
    broken: altering(takenLogs(log('pair').incept({ keyCount: 2 })), 0, (entry) => {
      const [signature] = entry.attachments.controllerSignatures;
      return keeping(entry, { controllerSignatures: signature === undefined ? [] : [signature, signature] });
    }),
  },
  {
    breaks: 'SigThreshold',
    by: 'two thirds of a whole',
    sound: takenLogs(log('thirds').incept({ keyCount: 3, threshold: ['1/3', '1/3', '1/3'] })),
    broken: takenLogs(
      log('thirds').incept({ keyCount: 3, threshold: ['1/3', '1/3', '1/3'], signers: [0, 2] }),
    ),
  },
  {
    breaks: 'PriorNext',
    by: 'a rotation to keys that nobody committed to',
    sound: takenLogs(alice.rotate()),
    broken: takenLogs(alice.rotate({ keys: keysOf('thief', 0, 1) })),
  },
  {
    breaks: 'KeyStateIsFold',
    by: 'traits that no event gave',
    broken: altering(plainEntries, 2, (entry) =>
      storing(entry, { standing: { witnesses: [], traits: ['EO'], delegator: undefined } }),
    ),
  },
  {
    breaks: 'KeyStateIsFold',
    by: 'an interaction under another establishment event',
    broken: altering(plainEntries, 3, (entry) =>
      storing(entry, { establishment: { sn: plain.last.event.sn, said: plain.last.event.said } }),
    ),
  },
  {
    breaks: 'RevokedMeansRevoked',
    by: 'an interaction that keys signed which were rotated out',
    sound: takenLogs(alice.rotate().interact()),
    broken: ((): readonly Entry[] => {
      const after = alice.rotate().interact();
      const { raw } = after.last.event;
      const old = alice.keys.map((pair, index) => signAt(pair, raw, { index, ondex: index }));
      return taken(...alice.rotate().events, attaching(after.last, { controllerSignatures: old }));
    })(),
    also: ['SigThreshold', 'ReceiptBinds'],
  },
  {
    breaks: 'WitnessThreshold',
    by: 'one witness of two',
    sound: takenLogs(watched),
    broken: takenLogs(log('watched').incept({ witnesses: [one, two], receipting: [one] })),
  },
  {
    breaks: 'WitnessThreshold',
    by: 'a receipt of a witness that was cut',
    sound: takenLogs(watched.rotate({ cuts: [two], adds: [three] })),
    broken: altering(takenLogs(watched.rotate({ cuts: [two], adds: [three] })), 1, (entry) => {
      const { raw } = entry.stored.event;
      const signatures = [one, two].map(({ pair }, index) => signAt(pair, raw, { index, ondex: index }));
      return keeping(entry, { witnessSignatures: signatures });
    }),
    also: ['ReceiptBinds'],
  },
  {
    breaks: 'WitnessThreshold',
    by: 'one witness twice, by signature and as a plain couple',
    broken: altering(takenLogs(watched), 0, (entry) => {
      const { event } = entry.stored;
      const { receiptCouples } = plainReceipt(event, one).attachments;
      const { witnessSignatures } = witnessReceipt(event, [one, two], 0).attachments;
      return keeping(entry, { witnessSignatures, receiptCouples });
    }),
  },
  {
    breaks: 'WitnessDerivation',
    by: 'witnesses that are added before others are removed',
    sound: takenLogs(watched.rotate({ cuts: [one], adds: [three] })),
    broken: altering(takenLogs(watched.rotate({ cuts: [one], adds: [three] })), 1, (entry) =>
      storing(entry, {
        standing: { witnesses: [three.prefix, two.prefix], traits: [], delegator: undefined },
      }),
    ),
    also: ['KeyStateIsFold'],
  },
  {
    breaks: 'ReceiptBinds',
    by: 'a receipt of another event of the log',
    sound: [...plainEntries, late(plain, 1, plainReceipt(eventAt(plain, 1), one).attachments)],
    broken: [...plainEntries, late(plain, 1, plainReceipt(eventAt(plain, 3), one).attachments)],
  },
  {
    breaks: 'ReceiptBinds',
    by: 'a receipt of a transferable identifier, by keys of another',
    sound: [
      ...plainEntries,
      ...takenLogs(alice),
      late(plain, 0, transferableReceipt(eventAt(plain, 0), alice).attachments),
    ],
    broken: [
      ...plainEntries,
      ...takenLogs(alice),
      late(plain, 0, {
        transferableReceipts: transferableReceipt(
          eventAt(plain, 0),
          alice,
        ).attachments.transferableReceipts.map((receipt) => ({
          ...receipt,
          signature: signAt(keyPair('thief'), eventAt(plain, 0).raw, { index: 0, ondex: 0 }),
        })),
      }),
    ],
  },
  {
    breaks: 'NeverUnseen',
    by: 'an event that is accepted again',
    broken: [...plainEntries, ...plainEntries.slice(3)],
    also: ['FnDense', 'SupersedeByRule'],
  },
  {
    breaks: 'FnDense',
    by: 'a first-seen number that is left out',
    sound: plainEntries,
    broken: altering(plainEntries, 3, (entry) => storing(entry, { fn: laterFn(entry) })),
  },
  {
    breaks: 'SupersedeByRule',
    by: 'an interaction over an interaction (A2)',
    broken: taken(...alice.interact({ anchors: ['a'] }).events, alice.interact({ anchors: ['b'] }).last),
  },
  {
    breaks: 'SupersedeByRule',
    by: 'a rotation over a rotation (A1)',
    broken: taken(...alice.rotate().events, alice.rotate({ anchors: ['b'] }).last),
  },
  {
    breaks: 'SupersedeByRule',
    by: 'a rotation over an interaction that a rotation follows (A0)',
    sound: taken(...alice.interact().interact().events, alice.rotate().last),
    broken: taken(...alice.interact().rotate().events, alice.rotate({ anchors: ['late'] }).last),
  },
  {
    breaks: 'SupersedeByRule',
    by: 'a delegated rotation over one that another follows (B)',
    ...((): Pick<Case, 'broken'> => {
      const [later, again] = [first.rotate(), second];
      const sealed = [first, later, again].reduce((made, of) => sealing(made, of), bossOfLeaf);
      return { broken: taken(...sealed.events, ...later.events, again.last) };
    })(),
  },
  {
    breaks: 'TrunkOnly',
    by: 'an interaction on top of a superseded one',
    broken: taken(...alice.interact().events, alice.rotate().last, alice.interact().interact().last),
  },
  {
    breaks: 'DuplicityKept',
    by: 'a record whose version nobody signed',
    sound: [...takenLogs(alice.interact()), recordOf(alice.interact({ anchors: ['b'] }), alice.interact())],
    broken: [
      ...takenLogs(alice.interact()),
      recordOf(alice.interact({ anchors: ['b'], signers: [] }), alice.interact()),
    ],
  },
  {
    breaks: 'DuplicityKept',
    by: 'a record against an event of another number',
    broken: [...takenLogs(alice.interact()), recordOf(alice.interact({ anchors: ['b'] }), alice)],
  },
  {
    breaks: 'AnchorExact',
    by: 'a delegate that nobody sealed',
    sound: leafEntry(),
    broken: taken(...boss.events, leaf.last),
  },
  {
    breaks: 'AnchorExact',
    by: 'a seal of the same number and another event',
    ...((): Pick<Case, 'broken'> => {
      const { prefix } = leaf;
      const seal = mapOf(['i', prefix], ['s', '0'], ['d', first.last.event.said]);
      return { broken: taken(...boss.interact({ anchors: [seal] }).events, leaf.last) };
    })(),
  },
  {
    breaks: 'AnchorExact',
    by: 'a seal that was forked away before',
    broken: altering(taken(...bossOfLeaf.events, boss.rotate().last, leaf.last), 3, (entry) =>
      storing(entry, { delegation: referenceTo(bossOfLeaf.last) }),
    ),
    also: ['DisputedAnchorVisible'],
  },
  {
    breaks: 'AnchorOrder',
    by: 'an anchor that stands before that of the other (B1)',
    ...((): Pick<Case, 'sound' | 'broken'> => {
      const [before, after] = [sealing(bossOfLeaf, second), sealing(bossOfLeaf, first)];
      const [reversed, ordered] = [sealing(before, first), sealing(after, second)];
      return { sound: rivals(ordered, after, ordered), broken: rivals(reversed, reversed, before) };
    })(),
  },
  {
    breaks: 'AnchorOrder',
    by: 'a seal that stands before the other in one event (B2)',
    ...((): Pick<Case, 'sound' | 'broken'> => {
      const [ordered, reversed] = [sealing(bossOfLeaf, first, second), sealing(bossOfLeaf, second, first)];
      return { sound: rivals(ordered, ordered, ordered), broken: rivals(reversed, reversed, reversed) };
    })(),
  },
];

function laterFn({ stored: { fn } }: EventEntry): EventEntry['stored']['fn'] {
  return (fn + 1n) as typeof fn;
}

function eventAt({ events }: Log, at: number) {
  const event = events[at]?.event;
  if (event === undefined) throw new Error('there is no such event');
  return event;
}

function late(of: Log, at: number, attachments: Partial<EventEntry['attachments']>): Entry {
  const { prefix, said } = eventAt(of, at);
  const [entry] = takenLogs(of);
  if (entry === undefined) throw new Error('a log begins');
  return {
    kind: 'append-attachments',
    prefix,
    said,
    attachments: { ...noAttachments, ...attachments },
    at: entry.stored.at,
  };
}

function recordOf(version: Log, against: Log): Entry {
  const [entry] = taken(version.last);
  if (entry === undefined) throw new Error('a version is there');
  const { event, at } = entry.stored;
  const { attachments } = entry;
  return { kind: 'append-duplicity', evidence: { event, attachments, at, against: against.last.event.said } };
}

describe('a promise that is broken is found', () => {
  test.each(cases)('$breaks: $by', ({ breaks, sound, broken, also = [] }) => {
    if (sound !== undefined) expect(brokenIn(sound)).toEqual([]);
    if (sound !== undefined) expect(judgedIn(sound, breaks)).toBeGreaterThan(0);
    expect([...brokenIn(broken)].sort()).toEqual([breaks, ...also].sort());
  });
});
