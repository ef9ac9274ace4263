/**
 * What follows from an entry: a delegate asks for its seal, a thief uses what was stolen and the person recovers,
 * a burst of events is kept back, a record is changed again. Alone such entries would seldom meet.
 *
 * Source: dst.md 3.1, 4 (situations that expose the planted bugs).
 */
import type { PlanEntry } from '../plan.ts';
import type { Stream } from '../random.ts';
import { draftForgery } from './adversaries.ts';
import { draftRecovery } from './humans.ts';
import type { Draft, Drafting } from './humans.ts';

/** An entry that comes so many microseconds after another. */
export type FollowUp = { readonly after: number; readonly then: Draft<PlanEntry> };

const second = 1_000_000;

/** The entries that follow from one; often none. */
export function followUps(drafting: Drafting, draft: Draft<PlanEntry>): readonly FollowUp[] {
  const { stream } = drafting;
  if (draft.do === 'incept' || draft.do === 'rotate' || draft.do === 'recover')
    return approvals(drafting, draft.aid);
  if (draft.do === 'interact') return draft.spreading === 'late' && stream.hit(1, 3) ? burst(draft.aid) : [];
  if (draft.do === 'steal') return theft(drafting, draft.aid);
  if (draft.do === 'equivocate') return restarts(drafting, draft.left);
  if (draft.do === 'reply') return stream.hit(1, 2) ? againWith(stream, draft) : [];
  return draft.do === 'registry' && draft.act === 'open' ? credential(draft) : [];
}

/** The delegator seals, two times of three soon, else by mistake first or never. */
function approvals({ stream, aids }: Drafting, aid: string): readonly FollowUp[] {
  const delegator = aids.get(aid)?.delegator ?? undefined;
  if (delegator === undefined) return [];
  const approve = (wrong: boolean) => ({ do: 'approve', aid: delegator, of: aid, wrong }) as const;
  const after = stream.between(1, 40) * second;
  if (stream.hit(2, 3)) return [{ after, then: approve(false) }];
  if (stream.hit(1, 2)) return [];
  return [
    { after, then: approve(true) },
    { after: after + 30 * second, then: approve(false) },
  ];
}

const burstLength = 9;

/** More events that are kept back, and one that is not: they arrive the latest first. */
function burst(aid: string): readonly FollowUp[] {
  return Array.from({ length: burstLength }, (_, at) => ({
    after: (at + 1) * (second / 2),
    then: { do: 'interact', aid, spreading: at === burstLength - 1 ? 'whole' : 'late' },
  }));
}

/** The thief forges a few events, and goes on after the person has recovered. */
function theft(drafting: Drafting, aid: string): readonly FollowUp[] {
  const { stream, aids } = drafting;
  const person = aids.get(aid);
  if (person === undefined) return [];
  const forgery = (from: number): FollowUp => ({
    after: from + stream.between(0, 20) * second,
    then: draftForgery(drafting, person),
  });
  const first = Array.from({ length: stream.between(1, 3) }, () => forgery(0));
  if (stream.hit(1, 4)) return first;
  const recovery: FollowUp = { after: 30 * second, then: draftRecovery(drafting, person) };
  return [...first, recovery, ...approvalAfter(drafting, person, 40), forgery(50 * second)];
}

function approvalAfter(
  { stream }: Drafting,
  { aid, delegator }: { readonly aid: string; readonly delegator: string | null },
  seconds: number,
): readonly FollowUp[] {
  if (delegator === null || stream.hit(1, 3)) return [];
  return [{ after: seconds * second, then: { do: 'approve', aid: delegator, of: aid, wrong: false } }];
}

/** A witness stops and begins again before it is asked for the other version. */
function restarts({ stream, topology }: Drafting, nodes: readonly string[]): readonly FollowUp[] {
  const witness = nodes.find((node) => topology.witnesses.includes(node));
  if (witness === undefined || stream.hit(1, 3)) return [];
  const power = stream.hit(1, 2);
  return [
    {
      after: 12 * second,
      then: { do: 'crash', node: witness, part: 'between', power, downFor: 5 * second },
    },
  ];
}

/** The record is changed again, at a time that is near; then an update comes that is older than both. */
function againWith(
  stream: Stream,
  draft: Extract<Draft<PlanEntry>, { readonly do: 'reply' }>,
): readonly FollowUp[] {
  const { aid, record, cut, later, offset, to } = draft;
  const near = stream.pick([-1, 0, 1] as const);
  const older = later - 5 * second;
  return [
    { after: second, then: { ...draft, cut: !cut, near } },
    { after: 2 * second, then: { do: 'reply', aid, record, cut, later: older, offset, to } },
  ];
}

/** A registry issues a credential and takes it back. */
function credential(draft: Extract<Draft<PlanEntry>, { readonly do: 'registry' }>): readonly FollowUp[] {
  return [
    { after: 3 * second, then: { ...draft, act: 'issue' } },
    { after: 6 * second, then: { ...draft, act: 'revoke' } },
  ];
}
