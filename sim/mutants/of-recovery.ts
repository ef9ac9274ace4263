/** Planted bugs of first seen, superseding, duplicity and delegation: I-19 to I-26. Source: dst.md 4. */
import type { Mutant } from './mutant.ts';

export const recoveryMutants: readonly Mutant[] = [
  {
    id: 'I-19',
    name: 'superseded-not-found',
    says: 'What a recovery superseded cannot be looked up any more.',
    expected: ['NeverUnseen'],
    profile: 'attack',
    patches: [
      {
        file: 'storage/history.js',
        find: 'ordinalOf: (said) => views.events.get(viewKey.said(said)),',
        replace:
          'ordinalOf: (said) => { const event = reader.event(said)?.event; const isLast = event === undefined || reader.acceptedAt(event.prefix, event.sn).at(-1) === said; return isLast ? views.events.get(viewKey.said(said)) : mutated(undefined); },',
      },
    ],
  },
  {
    id: 'I-20',
    name: 'fn-skips',
    says: 'A recovery takes the first-seen number after the next.',
    expected: ['FnDense'],
    patches: [
      {
        file: 'kernel/rules/admission.js',
        find: 'head.fn + 1n)',
        replace: 'head.fn + (place.supersedes === undefined ? 1n : mutated(2n)))',
      },
    ],
  },
  {
    id: 'I-20',
    name: 'fn-counts-numbers',
    says: 'The first-seen number is the sequence number.',
    expected: ['FnDense'],
    patches: [
      {
        file: 'kernel/rules/admission.js',
        find: 'const fn = (head === undefined ? 0n : head.fn + 1n);',
        replace: 'const fn = mutated(event.sn);',
      },
    ],
  },
  {
    id: 'I-21',
    name: 'rotation-follows-anyway',
    says: 'A rotation supersedes an interaction although a rotation follows it.',
    expected: ['SupersedeByRule', 'DuplicityKept'],
    profile: 'rare',
    patches: [
      {
        file: 'kernel/rules/superseding.js',
        find: 'fits: (c) => !c.rotationFollows,',
        replace: 'fits: (c) => mutated(true),',
      },
      {
        file: 'kernel/rules/key-events.js',
        find: 'return event.sn > head.establishmentSn;',
        replace: 'return mutated(true);',
      },
    ],
  },
  {
    id: 'I-21',
    name: 'rotation-over-rotation',
    says: 'A rotation supersedes the latest rotation.',
    expected: ['SupersedeByRule', 'PriorNext'],
    patches: [
      {
        file: 'kernel/rules/key-events.js',
        find: 'return event.sn > head.establishmentSn;',
        replace: 'return event.sn >= mutated(head.establishmentSn);',
      },
      {
        file: 'kernel/rules/key-events.js',
        find: "if (row.verdict === 'refuse')",
        replace: "if (row.verdict === 'refuse' && mutated(row.id !== 'A1'))",
      },
    ],
  },
  {
    id: 'I-21',
    name: 'interaction-over-interaction',
    says: 'An interaction supersedes an interaction.',
    expected: ['SupersedeByRule', 'DuplicityKept'],
    profile: 'attack',
    patches: [
      {
        file: 'kernel/rules/key-events.js',
        find: "return event.ilk === 'drt' && event.sn >= head.establishmentSn;",
        replace:
          "return event.ilk === 'drt' ? event.sn >= head.establishmentSn : mutated(event.sn > head.establishmentSn);",
      },
      {
        file: 'kernel/rules/key-events.js',
        find: "if (row.verdict === 'refuse')",
        replace: "if (row.verdict === 'refuse' && mutated(row.id !== 'A2'))",
      },
    ],
  },
  {
    id: 'I-22',
    name: 'on-top-of-superseded',
    says: 'An event may follow an event that was superseded.',
    expected: ['TrunkOnly', 'PriorChained'],
    profile: 'attack',
    patches: [
      {
        file: 'kernel/rules/key-events.js',
        find: '? withoutPrior(view, arrival, message, head)',
        replace:
          '? (view.log.event(message.prior) === undefined ? withoutPrior(view, arrival, message, head) : mutated(admit(view, arrival, { base: stateAt(view.log, view.log.event(message.prior)), supersedes: undefined })))',
      },
    ],
  },
  {
    id: 'I-23',
    name: 'second-version-dropped',
    says: 'A second version of an event leaves no record.',
    expected: ['DuplicityKept'],
    patches: [
      {
        file: 'kernel/rules/contest.js',
        find: 'if (against === undefined || isKept ||',
        replace: 'if (mutated(true) || against === undefined || isKept ||',
      },
    ],
  },
  {
    id: 'I-24',
    name: 'any-seal-will-do',
    says: 'The latest event of the delegator counts as the seal of whatever it is to seal.',
    expected: ['AnchorExact'],
    patches: [
      {
        file: 'kernel/evidence/evidence.js',
        find: 'const anchor = sealingEvent(view.log, delegator, event, pointers);',
        replace:
          'const head = view.log.keyState(delegator); const found = sealingEvent(view.log, delegator, event, pointers); const anchor = found ?? (head === undefined ? undefined : mutated({ prefix: delegator, sn: head.sn, said: head.said }));',
      },
    ],
  },
  {
    id: 'I-24',
    name: 'seal-by-number',
    says: 'A seal counts by identifier and number, whatever SAID it names.',
    expected: ['AnchorExact'],
    profile: 'delegation',
    patches: [
      {
        file: 'kernel/evidence/evidence.js',
        find: 'const anchor = sealingEvent(view.log, delegator, event, pointers);',
        replace:
          'const hex = event.sn.toString(16); const boss = view.log.keyState(delegator); const last = boss === undefined ? undefined : view.log.event(boss.said)?.event; const text = (it) => JSON.stringify(it, (_, value) => (typeof value === "bigint" ? value.toString(16) : value)); const isNumbered = last !== undefined && last.anchors.some((it) => text(it).includes(event.prefix) && text(it).includes(`"${hex}"`)); const anchor = sealingEvent(view.log, delegator, event, pointers) ?? (isNumbered ? mutated({ prefix: delegator, sn: last.sn, said: last.said }) : undefined);',
      },
    ],
  },
  {
    id: 'I-25',
    name: 'later-anchor-loses',
    says: 'Of two delegated rotations the one that was anchored first supersedes.',
    expected: ['AnchorOrder', 'SupersedeByRule'],
    profile: 'rare',
    patches: [
      {
        file: 'kernel/rules/superseding.js',
        find: 'if (mine.sn > theirs.sn)',
        replace: 'if (mutated(mine.sn < theirs.sn))',
      },
    ],
  },
  {
    id: 'I-25',
    name: 'seals-in-reverse',
    says: 'Of two seals in one event the first counts as the later.',
    expected: ['AnchorOrder', 'SupersedeByRule'],
    profile: 'rare',
    patches: [
      {
        file: 'kernel/rules/superseding.js',
        find: 'sealPlace(mine, newer.of) > sealPlace(theirs, older.of)',
        replace: 'mutated(sealPlace(mine, newer.of) < sealPlace(theirs, older.of))',
      },
    ],
  },
  {
    id: 'I-26',
    name: 'first-seen-anchors',
    says: 'The seal of a registry event counts in the event that was seen first at its number.',
    expected: ['DisputedAnchorVisible'],
    profile: 'rare',
    patches: [
      {
        file: 'kernel/evidence/registry-evidence.js',
        find: 'return sealingEvent(log, issuer, event, [',
        replace:
          'return sealingEvent({ ...log, acceptedAt: (prefix, sn) => mutated(log.acceptedAt(prefix, sn).slice(0, 1)) }, issuer, event, [',
      },
    ],
  },
  {
    id: 'I-26',
    name: 'superseded-anchors',
    says: 'A seal counts in an event that was superseded.',
    expected: ['DisputedAnchorVisible', 'AnchorExact', 'AnchorOrder'],
    profile: 'rare',
    patches: [
      {
        file: 'kernel/evidence/delegation.js',
        find: 'if (sealing !== undefined && isOnTrunk(log, sealing)) {',
        replace: 'if (sealing !== undefined && mutated(true)) {',
      },
    ],
  },
];
