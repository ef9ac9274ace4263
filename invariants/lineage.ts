/**
 * Events that were made, as their makers have them: what is in force after each, which of them stand against each
 * other, and which may take the place of which.
 *
 * Source: dst.md 3.3 (notation, S3, S5), K-228…K-231. From ground truth alone.
 */
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../kernel/event/types.ts';
import type { Standing } from './book.ts';
import { standingAfter } from './fold.ts';
import type { World } from './judge.ts';

export type Lineage = {
  /** What is in force after an event; undefined when it does not go back to an inception that was made. */
  readonly standing: (said: Said) => Standing | undefined;
  /** Where the branches of two events of one number part: the first event of either branch. */
  readonly fork: (one: KeyEvent, other: KeyEvent) => readonly [KeyEvent, KeyEvent];
  /** Numbers of the log at which several versions were made, with the versions; lowest first. */
  readonly contested: (prefix: Prefix) => readonly Contest[];
};

/** Versions of one number of a log. */
export type Contest = { readonly sn: bigint; readonly versions: readonly KeyEvent[] };

/** The lineage of all events of a run so far. */
export function openLineage({ event, made }: Pick<World, 'event' | 'made'>): Lineage {
  const known = new Map<Said, Standing>();
  const standing = (said: Said): Standing | undefined => {
    const line: KeyEvent[] = [];
    let at: KeyEvent | undefined = event(said);
    while (at !== undefined && !known.has(at.said)) {
      line.push(at);
      at = 'prior' in at ? event(at.prior) : undefined;
    }
    let after = at === undefined ? undefined : known.get(at.said);
    for (const one of line.reverse()) {
      if (after === undefined && 'prior' in one) return undefined;
      after = standingAfter(one, after);
      known.set(one.said, after);
    }
    return after;
  };
  return {
    standing,
    fork: (one, other) => forkOf(event, one, other),
    contested: (prefix) => contestsOf(made(prefix), event),
  };
}

function forkOf(event: World['event'], one: KeyEvent, other: KeyEvent): readonly [KeyEvent, KeyEvent] {
  let [mine, theirs] = [one, other];
  while ('prior' in mine && 'prior' in theirs && mine.prior !== theirs.prior) {
    const [below, against] = [event(mine.prior), event(theirs.prior)];
    if (below === undefined || against === undefined) break;
    [mine, theirs] = [below, against];
  }
  return [mine, theirs];
}

function contestsOf(saids: readonly Said[], event: World['event']): readonly Contest[] {
  const byNumber = new Map<bigint, KeyEvent[]>();
  for (const said of saids) {
    const one = event(said);
    if (one === undefined) continue;
    const others = byNumber.get(one.sn);
    if (others === undefined) byNumber.set(one.sn, [one]);
    else others.push(one);
  }
  return [...byNumber]
    .filter(([, versions]) => versions.length > 1)
    .map(([sn, versions]) => ({ sn, versions }))
    .sort((a, b) => (a.sn < b.sn ? -1 : a.sn > b.sn ? 1 : 0));
}

/** Every two of some versions. */
export function pairsOf(versions: readonly KeyEvent[]): readonly (readonly [KeyEvent, KeyEvent])[] {
  return versions.flatMap((one, at) => versions.slice(at + 1).map((other) => [one, other] as const));
}

/** True when the rules may let `newer` take the place of `older`, going by their types alone. A0, B. */
export function mayTakePlace(newer: KeyEvent, older: KeyEvent): boolean {
  if (newer.ilk === 'drt') return older.ilk === 'ixn' || older.ilk === 'drt';
  return newer.ilk === 'rot' && older.ilk === 'ixn';
}

/** True when one of the two may take the place of the other. Of branches, ask their first events. */
export function areReconcilable(one: KeyEvent, other: KeyEvent): boolean {
  return mayTakePlace(one, other) || mayTakePlace(other, one);
}
