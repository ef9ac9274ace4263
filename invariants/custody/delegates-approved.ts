/**
 * I-55 DelegatesApproved: whatever broke, a delegator whose keys are kept comes to approve what its delegates made.
 *
 * Source: docs/decisions/0028; dst.md 3.3 (progress is demanded of the healed core); K-201, K-219. A log that was set back
 * lacks events, and nothing is demanded of it until others give them back; nor of a delegator that was abandoned, or that
 * cannot come to take what is before the event.
 */
import type { Prefix, Said } from '../../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import { excuseOfEvent, sealingOf } from '../excuse.ts';
import type { Judge, Member, Verdict, World } from '../judge.ts';
import { openLineage } from '../lineage.ts';
import { openSetBack } from '../set-back.ts';
import { broken, judgeEach } from '../verdict.ts';

export const delegatesApproved: Judge = {
  id: 'I-55',
  name: 'DelegatesApproved',
  says: 'in the healed core a delegator whose keys are kept seals every event of a delegate whose keys are kept',
  source: 'docs/decisions/0028; dst.md 3.3; K-201, K-219',
  when: ['liveness'],
  needs: 'world',
  open: () => {
    const setBack = openSetBack();
    return {
      opening: setBack.opening,
      liveness: (world) => {
        const keepers = world.members.filter(
          ({ node, probe }) =>
            probe?.custody !== undefined && world.core.includes(node) && !setBack.has(node),
        );
        const pairs = keepers.flatMap((keeper) => pairsAt(world, keeper, keepers));
        return judgeEach(pairs, (pair) => judgePair(world, pair));
      },
    };
  },
};

/** A delegate, its delegator, and who keeps the keys of the latter. */
type Pair = { readonly delegate: Prefix; readonly delegator: Prefix; readonly keeper: Member };

/** The delegates whose keys are kept there, with delegators whose keys one of these keeps. */
function pairsAt(world: World, { probe }: Member, keepers: readonly Member[]): readonly Pair[] {
  return (probe?.custody?.prefixes() ?? []).flatMap((delegate) => {
    const [inception] = eventsOf(world, delegate);
    const delegator = inception?.ilk === 'dip' ? inception.delegator : undefined;
    const keeper = keepers.find((one) =>
      one.probe?.custody?.prefixes().some((prefix) => prefix === delegator),
    );
    return delegator === undefined || keeper === undefined ? [] : [{ delegate, delegator, keeper }];
  });
}

function judgePair(world: World, { delegate, delegator, keeper }: Pair): Verdict {
  const last = eventsOf(world, delegator).findLast(({ ilk }) => ilk !== 'ixn');
  if (last === undefined || !('nextKeyDigests' in last) || last.nextKeyDigests.length === 0) return undefined;
  const events = eventsOf(world, delegate);
  const unsealed = events.find(
    (event) => event.ilk !== 'ixn' && sealingOf(world, delegator, event) === undefined,
  );
  if (unsealed === undefined) return 'holds';
  if (isKeptFrom(world, events.slice(0, Number(unsealed.sn)), keeper)) return undefined;
  return broken(`${delegator} was to approve ${unsealed.said} of ${delegate} at ${keeper.node}, and did not`);
}

/** An event before it cannot be accepted there. */
function isKeptFrom(world: World, before: readonly KeyEvent[], keeper: Member): boolean {
  const lineage = openLineage(world);
  return before.some(
    (event) =>
      keeper.book.event(event.said) === undefined &&
      excuseOfEvent(world, lineage, event, keeper) !== undefined,
  );
}

function eventsOf({ honestTrunk, event }: World, prefix: Prefix): readonly KeyEvent[] {
  return honestTrunk(prefix).flatMap((said: Said) => event(said) ?? []);
}
