/**
 * Excuses: why an honest event cannot come to be accepted in the healed core, proven from the truth of the run.
 *
 * Source: dst.md 3.3 (liveness), 1.1 (`cluster_recoverable`). What a node believes excuses nothing; a version that
 * stands in its way is one that was really made.
 */
import type { Attachments } from '../kernel/cesr/attachments.ts';
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../kernel/event/types.ts';
import type { BookEvent, NodeBook } from './book.ts';
import { readEventSeal } from './event-seal.ts';
import type { Member, World } from './judge.ts';
import { mayTakePlace } from './lineage.ts';
import type { Lineage } from './lineage.ts';

/** The first number at which a trunk has another event than the honest one. */
export type Conflict = {
  readonly honest: KeyEvent;
  readonly theirs: BookEvent;
  readonly isRecoverable: boolean;
};

/** Where a book stands against the honest trunk; undefined when it has nothing else than that holds. */
export function conflictIn(world: World, prefix: Prefix, book: NodeBook): Conflict | undefined {
  const trunk = book.aid(prefix)?.trunk ?? [];
  const honest = world.honestTrunk(prefix);
  const at = trunk.findIndex(({ event }, sn) => honest[sn] !== undefined && honest[sn] !== event.said);
  const [said, theirs] = [honest[at], trunk[at]];
  const event = said === undefined ? undefined : world.event(said);
  if (event === undefined || theirs === undefined) return undefined;
  const rotates = trunk.slice(at + 1).some((later) => later.event.ilk !== 'ixn');
  return {
    honest: event,
    theirs,
    isRecoverable: mayTakePlace(event, theirs.event) && theirs.event.ilk === 'ixn' && !rotates,
  };
}

/** Why the log of an AID cannot go on in the core at all; undefined when it can. */
export function excuseOfLog(world: World, prefix: Prefix): string | undefined {
  if (world.isEquivocating(prefix)) return `the controller of ${prefix} made versions against each other`;
  if (world.everHeld(prefix).next) return `an adversary held the next keys of ${prefix}`;
  const controller = world.members.find(({ own }) => own.includes(prefix));
  if (controller === undefined || !world.core.includes(controller.node))
    return `the controller of ${prefix} is outside of the core`;
  if (controller.isDownFor !== undefined)
    return `the node of the controller of ${prefix} is down for ${controller.isDownFor}`;
  return undefined;
}

const delegationDepthMax = 32;

/** Why one honest event cannot be accepted by a member of the core; undefined when it can. */
export function excuseOfEvent(
  world: World,
  lineage: Lineage,
  event: KeyEvent,
  at: Member,
): string | undefined {
  let next: KeyEvent = event;
  for (let depth = 0; depth < delegationDepthMax; depth++) {
    const excuse =
      excuseOfLog(world, next.prefix) ??
      excuseOfConflict(world, next.prefix, at) ??
      excuseOfLoss(world, next) ??
      excuseOfWitnesses(world, lineage, next);
    const above = excuse === undefined ? neededAbove(world, lineage, next, at) : excuse;
    if (above === undefined || typeof above === 'string') return above;
    next = above;
  }
  return undefined;
}

function excuseOfConflict(world: World, prefix: Prefix, { book, node }: Member): string | undefined {
  const conflict = conflictIn(world, prefix, book);
  if (conflict === undefined || conflict.isRecoverable) return undefined;
  return `${node} saw ${conflict.theirs.event.said} before ${conflict.honest.said}`;
}

/** Machines whose stores were set back forget what they made; people who live outside of them do not. */
function excuseOfLoss({ members, core }: World, { prefix, said }: KeyEvent): string | undefined {
  const isKept = members.some(({ probe }) => probe?.custody?.prefixes().includes(prefix));
  const isSomewhere = members.some(
    ({ node, book, probe }) =>
      core.includes(node) &&
      (book.event(said) !== undefined || probe?.waiting().some((entry) => entry.said === said) === true),
  );
  return isKept && !isSomewhere ? `nobody of the core has ${said} any more` : undefined;
}

function excuseOfWitnesses(world: World, lineage: Lineage, event: KeyEvent): string | undefined {
  const { witnesses = [], toad = 0 } = lineage.standing(event.said) ?? {};
  const receipted = world.receipted(event.said);
  const able = witnesses.filter(
    (witness) =>
      canSign(world, lineage, event, witness) ||
      (receipted.includes(witness) && isAtHand(world, event, { witness, place: witnesses.indexOf(witness) })),
  );
  if (able.length >= toad) return undefined;
  return `${able.length} of the ${toad} witnesses that ${event.said} needs can sign it`;
}

type PlacedWitness = { readonly witness: Prefix; readonly place: number };

/** True when a member of the core has the receipt: one that a liar kept to itself, or that was lost on its way, helps nobody. */
function isAtHand({ members, core }: World, { said }: KeyEvent, of: PlacedWitness): boolean {
  return members.some(
    ({ node, book, probe }) =>
      core.includes(node) &&
      (book.event(said)?.attachments.some((kept) => holdsReceipt(kept, of)) === true ||
        probe?.waiting().some((entry) => entry.said === said && holdsReceipt(entry.attachments, of)) ===
          true),
  );
}

function holdsReceipt({ witnessSignatures, receiptCouples }: Attachments, { witness, place }: PlacedWitness) {
  return (
    witnessSignatures.some(({ index }) => index === place) ||
    receiptCouples.some(({ prefix }) => prefix === witness)
  );
}

/** An honest witness of the core that is up, and did not see another version first. */
function canSign(world: World, lineage: Lineage, event: KeyEvent, witness: Prefix): boolean {
  const member = world.members.find(({ own }) => own.includes(witness));
  if (member === undefined || !member.isHonest || !world.core.includes(member.node)) return false;
  if (member.isDownFor !== undefined) return false;
  const conflict = conflictIn(world, event.prefix, member.book);
  if (conflict !== undefined && !conflict.isRecoverable && conflict.honest.sn <= event.sn) return false;
  if (lacksSealBefore(world, lineage, event, { member, witness })) return false;
  return !world.made(event.prefix).some((other) => {
    const version = other === event.said ? undefined : world.event(other);
    if (version?.sn !== event.sn || mayTakePlace(...lineage.fork(event, version))) return false;
    return world.receipted(other).includes(witness);
  });
}

/**
 * True when a witness cannot come to the event: one before it needs a seal there that its delegator took back, or
 * never gave. Events that it is itself a witness of it takes without.
 */
function lacksSealBefore(
  world: World,
  lineage: Lineage,
  { prefix, sn }: KeyEvent,
  { member, witness }: { readonly member: Member; readonly witness: Prefix },
): boolean {
  return world.honestTrunk(prefix).some((said) => {
    const before = member.book.event(said) === undefined ? world.event(said) : undefined;
    if (before === undefined || before.ilk === 'ixn' || before.sn >= sn) return false;
    const { delegator, witnesses = [] } = lineage.standing(said) ?? {};
    if (delegator === undefined || witnesses.includes(witness)) return false;
    return sealingOf(world, delegator, before) === undefined;
  });
}

/**
 * The event of the delegator that a delegated event waits for at a member: the first honest one of that log that is
 * missing there. An excuse when the delegator did not seal it; undefined when its seal is there, or none is needed.
 */
function neededAbove(
  world: World,
  lineage: Lineage,
  event: KeyEvent,
  at: Member,
): KeyEvent | string | undefined {
  const delegator = lineage.standing(event.said)?.delegator;
  if (delegator === undefined || event.ilk === 'ixn') return undefined;
  const sealing = sealingOf(world, delegator, event);
  if (sealing === undefined) return `${delegator} did not seal ${event.said}`;
  if (lineage.standing(sealing.said)?.traits.includes('DND') === true)
    return `${delegator} does not delegate`;
  if (at.book.event(sealing.said)?.isDisputed === false) return undefined;
  const trunk = at.book.aid(delegator)?.trunk ?? [];
  const missing = world.honestTrunk(delegator).find((said, sn) => trunk[sn]?.event.said !== said);
  return missing === undefined ? undefined : world.event(missing);
}

/** The honest event of the delegator that seals an event. */
export function sealingOf(
  { honestTrunk, event }: World,
  delegator: Prefix,
  of: KeyEvent,
): KeyEvent | undefined {
  const isSeal = (said: Said): boolean =>
    event(said)?.anchors.some((anchor) => {
      const seal = readEventSeal(anchor);
      return seal?.said === of.said && seal.sn === of.sn.toString(16) && seal.prefix === of.prefix;
    }) === true;
  const said = honestTrunk(delegator).find(isSeal);
  return said === undefined ? undefined : event(said);
}
