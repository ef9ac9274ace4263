/**
 * I-29 Conservation: every command ends in one decision, and what it wrote is what the decision says.
 * Nothing that waited is lost on the way.
 *
 * Source: dst.md 4; DESIGN 2.1, 2.2.
 */
import { noAttachments } from '../kernel/cesr/attachments.ts';
import type { Attachments } from '../kernel/cesr/attachments.ts';
import type { Command } from '../kernel/command.ts';
import type { Decision } from '../kernel/state/decision.ts';
import type { Write } from '../kernel/state/effect.ts';
import type { EscrowScope, EscrowUsage, Waiting } from '../kernel/state/escrow.ts';
import type { Step } from '../kernel/state/step.ts';
import type { Judge, Probe, SeenStep, Verdict, World } from './judge.ts';
import { broken, verdictOf } from './verdict.ts';
import { applyWaits, openRooms } from './waiting-room.ts';
import type { Room } from './waiting-room.ts';

/** The write that keeps an accepted message, by the type of the message; queries keep none. */
const keeping: { readonly [ilk: string]: Write['kind'] | undefined } = {
  icp: 'append-event',
  dip: 'append-event',
  rot: 'append-event',
  drt: 'append-event',
  ixn: 'append-event',
  rct: 'append-attachments',
  rpy: 'append-reply',
  exn: 'append-exchange',
  xip: 'append-exchange',
  acdc: 'append-credential',
  vcp: 'append-registry-event',
  vrt: 'append-registry-event',
  iss: 'append-registry-event',
  rev: 'append-registry-event',
  bis: 'append-registry-event',
  brv: 'append-registry-event',
};

/** Writes that add to the log without keeping the message that was decided. */
const asides: readonly Write['kind'][] = ['append-duplicity', 'append-audit'];

export const conservation: Judge = {
  id: 'I-29',
  name: 'Conservation',
  says: 'every command ends in one decision that its writes agree with, and what waits is what was put less what was removed',
  source: 'dst.md 4; DESIGN 2.1, 2.2',
  when: ['step', 'recovery', 'rest'],
  needs: 'world',
  open: () => {
    const rooms = openRooms();
    return {
      step: (seen) => judgeStep(seen, rooms.of(seen.node)),
      opening: (seen) => {
        const room = rooms.reopened(seen);
        return room === undefined ? undefined : verdictOf(miscount(seen.probe, room));
      },
      rest: (world) => judgeRest(world, rooms.of),
    };
  },
};

function judgeStep({ command, step }: SeenStep, room: Room): Verdict {
  const awaited = room.get(idOf(command));
  const absent = applyWaits(room, step.writes);
  if (absent !== undefined) return broken(`${absent} was removed and did not wait`);
  if (command.kind !== 'receive' && awaited === undefined)
    return broken(`${command.id} was decided again and did not wait`);
  return verdictOf(flawOfDecision(step, room) ?? flawOfWaiting(command, step, { room, awaited }));
}

/** What a command is known by while it waits. A receipt waits by its signatures. */
function idOf(command: Command): string {
  if (command.kind !== 'receive') return command.id;
  return command.message.kind === 'receipt' ? '' : command.message.said;
}

function flawOfDecision({ decision, writes }: Step, room: Room): string | undefined {
  const { outcome, subject, why } = decision;
  const kept = writes.filter(({ kind }) => kind.startsWith('append-') && !asides.includes(kind));
  const coded = outcome === 'rejected' || outcome === 'escrowed';
  if (coded !== (why.reason !== undefined))
    return `${subject.said} is ${outcome} and its reason is ${why.reason}`;
  switch (decision.outcome) {
    case 'accepted':
      return flawOfAccepted(decision, kept);
    case 'duplicate':
      return flawOfDuplicate(decision, kept);
    case 'escrowed':
      if (kept.length > 0) return `${subject.said} is to wait and was kept`;
      return room.has(decision.id) ? undefined : `${subject.said} is to wait as ${decision.id} and does not`;
    case 'rejected':
      return kept.length > 0 ? `${subject.said} is rejected and was kept` : undefined;
    default:
      return undefined;
  }
}

function flawOfAccepted(
  { subject, fn }: Extract<Decision, { readonly outcome: 'accepted' }>,
  kept: readonly Write[],
): string | undefined {
  const wanted = keeping[subject.ilk];
  if (wanted === undefined)
    return kept.length === 0 ? undefined : `${subject.said} of type ${subject.ilk} was kept`;
  const [write, ...more] = kept;
  if (write?.kind !== wanted || more.length > 0)
    return `${subject.said} is accepted and ${kept.length} writes keep it, not one ${wanted}`;
  if (write.kind !== 'append-event') return undefined;
  const { event, fn: own } = write.stored;
  return event.said === subject.said && own === fn
    ? undefined
    : `${subject.said} is accepted as number ${fn} and ${event.said} was kept as number ${own}`;
}

function flawOfDuplicate(
  { subject, added }: Extract<Decision, { readonly outcome: 'duplicate' }>,
  kept: readonly Write[],
): string | undefined {
  const attached = kept.reduce(
    (sum, write) => sum + (write.kind === 'append-attachments' ? sizeOf(write) : 0),
    0,
  );
  const wanted = added === 0 ? 0 : 1;
  if (kept.length === wanted && attached === added) return undefined;
  return `${subject.said} is known and ${added} signatures are new: ${kept.length} writes keep ${attached}`;
}

function sizeOf({ attachments }: { readonly attachments: Attachments }): number {
  const lists = Object.keys(noAttachments) as readonly (keyof Attachments)[];
  return lists.reduce((sum, list) => sum + attachments[list].length, 0);
}

type Awaited = { readonly room: Room; readonly awaited: Waiting | undefined };

/** What waited and is decided waits no more; what is to wait on does. */
function flawOfWaiting(command: Command, { decision }: Step, { room, awaited }: Awaited): string | undefined {
  if (awaited === undefined || command.at > awaited.expires) return undefined;
  const waits = room.has(awaited.id);
  const { outcome, why } = decision;
  if (outcome === 'accepted' || outcome === 'duplicate')
    return waits ? `${awaited.id} is ${outcome} and waits on` : undefined;
  if (outcome === 'escrowed')
    return waits || decision.id !== awaited.id ? undefined : `${awaited.id} was to wait on and does not`;
  if (why.reason === 'escrow-full')
    return waits ? undefined : `${awaited.id} found no room and lost its place`;
  const isSetAside = room.get(awaited.id)?.kind === 'strays';
  return command.kind !== 'receive' && waits && !isSetAside
    ? `${awaited.id} is rejected and waits on`
    : undefined;
}

function judgeRest({ members }: World, roomOf: (node: string) => Room): Verdict {
  let verdict: Verdict;
  for (const { node, probe } of members) {
    if (probe === undefined) continue;
    const flaw = miscount(probe, roomOf(node));
    if (flaw !== undefined) return broken(`at ${node} ${flaw}`);
    verdict = 'holds';
  }
  return verdict;
}

/** Where a node's own counts differ from what was put less what was removed. */
function miscount(probe: Probe, room: Room): string | undefined {
  const listed = probe.waiting();
  if (listed.length !== room.size || listed.some(({ id }) => !room.has(id)))
    return `${listed.length} messages wait, and ${room.size} were put and not removed`;
  for (const [scope, taken] of takenOf(room)) {
    const { count, sizeBytes } = probe.usage(scope);
    if (count !== taken.count || sizeBytes !== taken.sizeBytes)
      return `${count} messages of ${sizeBytes} bytes are counted for ${scope}; there are ${taken.count} of ${taken.sizeBytes}`;
  }
  return undefined;
}

function takenOf(room: Room): ReadonlyMap<EscrowScope, EscrowUsage> {
  const taken = new Map<EscrowScope, EscrowUsage>([
    ['total', { count: 0, sizeBytes: 0 }],
    ['quarantine', { count: 0, sizeBytes: 0 }],
  ]);
  for (const { quarantined, prefix, sourceId, sizeBytes } of room.values()) {
    for (const scope of [quarantined ? 'quarantine' : 'total', `prefix ${prefix}`, `source ${sourceId}`]) {
      const before = taken.get(scope) ?? { count: 0, sizeBytes: 0 };
      taken.set(scope, { count: before.count + 1, sizeBytes: before.sizeBytes + sizeBytes });
    }
  }
  return taken;
}
