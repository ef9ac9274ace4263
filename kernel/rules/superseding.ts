/**
 * Superseding recovery: which rotation may take the place of an accepted event.
 *
 * Source: KERI specification, "Superseding Rules for Recovery", K-228…K-238; keripy.md 3.8. The first row
 * that fits decides; the last fits all. Climbing from delegator to delegator (rule C) happens in
 * `compareAnchors`, bounded by `delegationDepthMax`.
 */
import { assert } from '../std/assert.ts';
import type { EventReference } from '../cesr/attachments.ts';
import { isOnTrunk, sealPlace } from '../evidence/delegation.ts';
import type { KeyEvent, KeyEventIlk } from '../event/types.ts';
import type { KeyState } from '../state/key-state.ts';
import type { StoredEvent } from '../state/stored.ts';
import type { LogReader } from '../state/view.ts';

/** How the newer delegating event stands to the older one. */
export type AnchorOrder =
  | 'newer-is-later'
  | 'same-event-later-seal'
  | 'newer-superseded-older'
  | 'not-later'
  | 'not-anchored';

/** What the rows look at. */
export type SupersedingCase = {
  readonly newer: KeyEventIlk;
  readonly older: KeyEventIlk;
  /** A rotation or inception was accepted on the trunk above the older event. */
  readonly rotationFollows: boolean;
  /** The older event is the latest rotation of the trunk. */
  readonly olderIsLatestRotation: boolean;
  /** Asked for delegated rotations over delegated rotations only. */
  readonly anchors: () => AnchorOrder;
};

export type SupersedingVerdict = 'supersede' | 'refuse' | 'await-anchor';

export type SupersedingRow = {
  readonly id: string;
  readonly says: string;
  readonly source: string;
  readonly newer: readonly KeyEventIlk[];
  readonly older: readonly KeyEventIlk[];
  readonly fits: (c: SupersedingCase) => boolean;
  readonly verdict: SupersedingVerdict;
};

const rotations: readonly KeyEventIlk[] = ['rot', 'drt'];
const any: readonly KeyEventIlk[] = ['icp', 'dip', 'rot', 'drt', 'ixn'];

export const supersedingRules: readonly SupersedingRow[] = [
  {
    id: 'A2',
    says: 'an interaction supersedes nothing',
    source: 'K-230',
    newer: ['ixn', 'icp', 'dip'],
    older: any,
    fits: () => true,
    verdict: 'refuse',
  },
  {
    id: 'A0',
    says: 'a rotation may supersede an interaction that no rotation follows',
    source: 'K-228',
    newer: rotations,
    older: ['ixn'],
    fits: (c) => !c.rotationFollows,
    verdict: 'supersede',
  },
  {
    id: 'A0-late',
    says: 'a rotation may not supersede an interaction that a rotation follows',
    source: 'K-228',
    newer: rotations,
    older: ['ixn'],
    fits: () => true,
    verdict: 'refuse',
  },
  {
    id: 'A1',
    says: 'a non-delegated rotation may not supersede another rotation',
    source: 'K-229',
    newer: ['rot'],
    older: any,
    fits: () => true,
    verdict: 'refuse',
  },
  {
    id: 'B',
    says: 'only the latest delegated rotation can be superseded',
    source: 'K-231, K-237',
    newer: ['drt'],
    older: ['drt'],
    fits: (c) => !c.olderIsLatestRotation,
    verdict: 'refuse',
  },
  {
    id: 'B0',
    says: 'a superseding delegated rotation waits until its seal is known',
    source: 'K-201, K-231',
    newer: ['drt'],
    older: ['drt'],
    fits: (c) => c.anchors() === 'not-anchored',
    verdict: 'await-anchor',
  },
  {
    id: 'B1',
    says: 'the delegating event of the newer rotation stands later in the delegator log',
    source: 'K-232',
    newer: ['drt'],
    older: ['drt'],
    fits: (c) => c.anchors() === 'newer-is-later',
    verdict: 'supersede',
  },
  {
    id: 'B2',
    says: 'same delegating event, and the seal of the newer rotation stands later in it',
    source: 'K-233',
    newer: ['drt'],
    older: ['drt'],
    fits: (c) => c.anchors() === 'same-event-later-seal',
    verdict: 'supersede',
  },
  {
    id: 'B3',
    says: 'the delegator recovered from the delegating event of the older: that of the newer is the rotation, or behind it',
    source: 'K-234, K-235 with A0',
    newer: ['drt'],
    older: ['drt'],
    fits: (c) => c.anchors() === 'newer-superseded-older',
    verdict: 'supersede',
  },
  {
    id: 'C1',
    says: 'nothing up to the root of delegation lets the newer rotation supersede',
    source: 'K-235, K-236',
    newer: any,
    older: any,
    fits: () => true,
    verdict: 'refuse',
  },
];

/** The row that decides the case. */
export function supersedingRow(c: SupersedingCase): SupersedingRow {
  const row = supersedingRules.find(
    ({ newer, older, fits }) => newer.includes(c.newer) && older.includes(c.older) && fits(c),
  );
  assert(row !== undefined, 'the last superseding row fits all');
  return row;
}

/** The case of `newer` against the trunk event `older` of the same number. */
export function supersedingCase(
  log: LogReader,
  head: KeyState,
  newer: { readonly event: KeyEvent; readonly anchor: EventReference | undefined },
  older: { readonly event: KeyEvent; readonly anchor: EventReference | undefined },
): SupersedingCase {
  return {
    newer: newer.event.ilk,
    older: older.event.ilk,
    rotationFollows: head.establishmentSn > older.event.sn,
    olderIsLatestRotation: head.establishmentSn === older.event.sn,
    anchors: () => compareAnchors(log, newer, older),
  };
}

const delegationDepthMax = 32;

type Anchored = { readonly event: KeyEvent; readonly anchor: EventReference | undefined };

/** Rules B1–B3, and C: one delegator further up while neither is later. */
export function compareAnchors(log: LogReader, newer: Anchored, older: Anchored): AnchorOrder {
  let [mine, theirs] = [newer, older];
  for (let depth = 0; depth < delegationDepthMax; depth++) {
    const newBoss = mine.anchor === undefined ? undefined : log.event(mine.anchor.said);
    const oldBoss = theirs.anchor === undefined ? undefined : log.event(theirs.anchor.said);
    if (newBoss === undefined) return depth === 0 ? 'not-anchored' : 'not-later';
    // An own rotation may have been accepted before its seal came; one that never got any stands behind.
    if (oldBoss === undefined) return depth === 0 ? 'newer-is-later' : 'not-later';
    const order = compareBosses(
      log,
      { stored: newBoss, of: mine.event },
      { stored: oldBoss, of: theirs.event },
    );
    if (order !== 'not-later' || newBoss.event.said === oldBoss.event.said) return order;
    mine = { event: newBoss.event, anchor: newBoss.delegation };
    theirs = { event: oldBoss.event, anchor: oldBoss.delegation };
  }
  return 'not-later';
}

type Boss = { readonly stored: StoredEvent; readonly of: KeyEvent };

function compareBosses(log: LogReader, newer: Boss, older: Boss): AnchorOrder {
  const [mine, theirs] = [newer.stored.event, older.stored.event];
  if (mine.said === theirs.said) {
    const later = sealPlace(mine, newer.of) > sealPlace(theirs, older.of);
    return later ? 'same-event-later-seal' : 'not-later';
  }
  if (!isOnTrunk(log, mine)) return 'not-later';
  if (mine.sn > theirs.sn) return 'newer-is-later';
  return !isOnTrunk(log, theirs) && isAfterRecovery(newer.stored, older.stored)
    ? 'newer-superseded-older'
    : 'not-later';
}

/**
 * True when the event on the trunk stands at or behind the rotation that superseded the other one, which is no
 * longer on it: another rotation than the latest one of the other, at no lower number.
 */
function isAfterRecovery(
  { establishment: trunk }: StoredEvent,
  { establishment: fork }: StoredEvent,
): boolean {
  return trunk.sn >= fork.sn && trunk.said !== fork.said;
}
