/**
 * I-32 ExpiryMonotonic: a message is dropped for its age when it waited its time by the monotonic clock,
 * not earlier and not later; jumps of the wall clock do not count.
 *
 * Source: dst.md 4, 3.2 (clock skew). What waited over an opening has an age that no clock of the node
 * measured whole: it may go early, but what it waits from the opening on counts. A try after the time that the
 * message was given, by the time that comes with the try itself, is the last one.
 */
import type { EscrowKind, Waiting } from '../kernel/state/escrow.ts';
import type { EscrowLimits } from '../kernel/state/view.ts';
import type { Judge, NodeId, SeenStep, Verdict } from './judge.ts';
import { broken } from './verdict.ts';
import { changesWaits } from './waiting-room.ts';

/** When a message came to wait for a kind of thing, by the judge's count. */
type Stay = {
  readonly kind: EscrowKind;
  readonly since: bigint;
  readonly monotonic: number;
  /** It waited already when the node opened its store. */
  readonly isOlder: boolean;
};

/** Steps are seen when they are durable; a slow disk may move what is seen by so large a part of the time. */
const slack = 10;

export const expiryMonotonic: Judge = {
  id: 'I-32',
  name: 'ExpiryMonotonic',
  says: 'what waits is dropped for its age exactly when it waited its time on the monotonic clock',
  source: 'dst.md 4, 3.2',
  when: ['step'],
  needs: 'world',
  open: () => {
    const stays = new Map<NodeId, Map<string, Stay>>();
    const clocks = new Map<NodeId, number>();
    const staysOf = (node: NodeId): Map<string, Stay> => {
      const known = stays.get(node) ?? new Map<string, Stay>();
      stays.set(node, known);
      return known;
    };
    return {
      step: (seen) => {
        clocks.set(seen.node, seen.monotonic);
        const tried = seen.command.kind === 'retry' ? seen.command.id : undefined;
        if (tried === undefined && !changesWaits(seen.step.writes)) return undefined;
        const room = staysOf(seen.node);
        const verdict = tried === undefined ? undefined : judgeAge(seen, room.get(tried));
        return keepStays(seen, room) ?? verdict;
      },
      opening: ({ node, probe, refused }) => {
        if (refused !== undefined) return undefined;
        const monotonic = Number.NaN;
        const room = new Map<string, Stay>();
        for (const { id, kind, since } of probe.waiting())
          room.set(id, { kind, since, monotonic, isOlder: true });
        stays.set(node, room);
        return undefined;
      },
      rest: ({ members }) => {
        let verdict: Verdict;
        for (const { node, probe } of members) {
          const now = clocks.get(node);
          if (probe === undefined || now === undefined) continue;
          verdict = judgeLeft(staysOf(node), now, probe.limits) ?? verdict;
          if (typeof verdict === 'object') return verdict;
        }
        return verdict;
      },
    };
  },
};

/** What became of an entry that was tried again, by its age. */
function judgeAge({ monotonic, command, step, probe }: SeenStep, stay: Stay | undefined): Verdict {
  if (stay === undefined) return undefined;
  const { said } = step.decision.subject;
  const timeout = timeoutOf(probe.limits, stay.kind);
  const isExpired = step.decision.why.reason === 'expired';
  const over = Number(command.at - stay.since) - timeout;
  if (!isExpired && over > 0)
    return broken(
      `${said} was tried once more, ${over} microseconds after its time in ${stay.kind} was over`,
    );
  if (Number.isNaN(stay.monotonic)) return undefined;
  const age = monotonic - stay.monotonic;
  if (isExpired && !stay.isOlder && age * slack < timeout * (slack - 1))
    return broken(`${said} was dropped after ${age} microseconds of ${timeout} in ${stay.kind}`);
  if (!isExpired && age * slack > timeout * (slack + 1))
    return broken(`${said} was tried once more after ${age} microseconds of ${timeout} in ${stay.kind}`);
  return 'holds';
}

function timeoutOf({ kinds }: EscrowLimits, kind: EscrowKind): number {
  return Number(kinds[kind].timeout);
}

/** Notes who came and went. A stay goes on while a message waits for the same kind of thing. */
function keepStays({ monotonic, step, command, probe }: SeenStep, room: Map<string, Stay>): Verdict {
  for (const write of step.writes) {
    if (write.kind === 'remove-waiting') room.delete(write.waiting.id);
    if (write.kind !== 'put-waiting') continue;
    const { id, kind, since } = write.waiting;
    const before = room.get(id);
    if (before?.kind === kind && before.since !== since && !isOver(before, write.waiting, command.at))
      return broken(`${id} waits since ${before.since} and is to wait since ${since}`);
    if (before === undefined || before.kind !== kind || before.since !== since)
      room.set(id, { kind, since, monotonic, isOlder: false });
    else if (Number.isNaN(before.monotonic)) room.set(id, { ...before, monotonic });
    const wanted = since + probe.limits.kinds[kind].timeout;
    if (write.waiting.expires !== wanted)
      return broken(`${id} waits since ${since} until ${write.waiting.expires}, not ${wanted}`);
  }
  return undefined;
}

/** The time of the stay is over by the time that came with the command, so a new one begins. */
function isOver(before: Stay, { since, expires }: Waiting, at: bigint): boolean {
  return at > before.since + (expires - since);
}

/** A message that waits twice its time was forgotten. */
function judgeLeft(room: ReadonlyMap<string, Stay>, now: number, limits: EscrowLimits): Verdict {
  if (room.size === 0) return undefined;
  for (const [id, stay] of room) {
    const age = now - stay.monotonic;
    const timeout = timeoutOf(limits, stay.kind);
    if (age > 2 * timeout + Number(limits.retryMax))
      return broken(`${id} waits for ${age} microseconds, and its time in ${stay.kind} is ${timeout}`);
  }
  return 'holds';
}
