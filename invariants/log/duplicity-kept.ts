/**
 * I-23 DuplicityKept: of two versions that were both verified, neither of which supersedes, the record tells.
 *
 * Source: dst.md 3.3 (S7), 4; K-001, K-005, K-006. A record proves something: its version verifies by itself and
 * contends with an accepted event. A version that arrives whole, where it could stand, is on record after the
 * step. Versions that verify only together with what came before are not followed here.
 */
import type { Arriving } from '../arriving.ts';
import { arrivingOf } from '../arriving.ts';
import { isOnTrunk, trunkEvent } from '../branch.ts';
import type { Given, Judge, NodeId, SeenEntry, SeenOpening, SeenStep, Verdict } from '../judge.ts';
import { mayBeOwnMatter } from '../own-matter.ts';
import { fits } from './placement.ts';
import { revealedPlaces } from './prior-next.ts';
import { proofsBy } from '../proofs.ts';
import type { Proofs } from '../proofs.ts';
import { claimOf } from './supersede-by-rule.ts';
import { isOwnStore } from '../openings.ts';
import { verdictOf } from '../verdict.ts';
import { reaches } from '../weights.ts';

/** SAIDs of the versions on record, by the ordinal of the entry. */
type Records = Map<NodeId, Map<number, string>>;

export const duplicityKept: Judge = {
  id: 'I-23',
  name: 'DuplicityKept',
  says: 'of two verified versions of an event, neither of which supersedes, the second is on record with signatures that verify, for ever',
  source: 'dst.md 3.3 (S7), 4; K-001, K-005, K-006',
  when: ['step', 'recovery'],
  needs: 'log',
  open: (given) => {
    const proofs = proofsBy(given.algorithms);
    const records: Records = new Map();
    return {
      entry: (seen) => judgeRecord(seen, { given, proofs, records }),
      step: (seen) => judgeStep(seen, proofs),
      opening: (seen) => judgeOpening(seen, records),
    };
  },
};

type Desk = { readonly given: Given; readonly proofs: Proofs; readonly records: Records };

function judgeRecord({ node, ordinal, entry, book }: SeenEntry, { given, proofs, records }: Desk): Verdict {
  if (entry.kind !== 'append-duplicity') return undefined;
  const { event, attachments, against } = entry.evidence;
  const { prefix, sn, said } = event;
  const ofNode = records.get(node) ?? new Map<number, string>();
  records.set(node, ofNode.set(ordinal, said));
  const rival = book.event(against)?.event;
  if (rival?.prefix !== prefix || rival.sn !== sn || rival.said === said)
    return verdictOf(`${said} is on record against ${against}, which is no other accepted version of it`);
  if (book.event(said) !== undefined) return verdictOf(`${said} is on record as duplicity, and was accepted`);
  if (book.duplicity(prefix, sn).some((known) => known.event.said === said))
    return verdictOf(`${said} is on record twice`);
  const arriving = arrivingOf(event, attachments, book, proofs);
  const isVouchedFor = needsNoReceipts(given, node, arriving) || isReceipted(arriving);
  return verdictOf(
    isSigned(arriving, proofs) && isVouchedFor
      ? undefined
      : `the signatures on record with ${said} do not suffice`,
  );
}

/** Its controller and its witnesses take a version at its signatures; where nobody says who they are, anybody may. */
function needsNoReceipts(given: Given, node: NodeId, { event, standing }: Arriving): boolean {
  if (given.own === undefined) return true;
  const witnesses = standing?.witnesses ?? [];
  return mayBeOwnMatter(given, node, { prefix: event.prefix, witnesses, source: 'local' });
}

/** Versions kept of one number of a log at least; the first few prove all there is to prove. */
const recordCountMin = 64;

/** A version that came with the command, contends, and proves it. */
function judgeStep({ command, step, book }: SeenStep, proofs: Proofs): Verdict {
  if (command.kind !== 'receive' || command.message.kind !== 'key-event') return undefined;
  const event = command.message;
  const { prefix, sn, said } = event;
  const older = trunkEvent(book, prefix, sn);
  if (older === undefined || book.event(said) !== undefined) return undefined;
  const known = book.duplicity(prefix, sn);
  if (known.length >= recordCountMin || known.some((record) => record.event.said === said)) return undefined;
  if (claimOf(event, older, book).may !== 'nothing') return undefined;
  const arriving = arrivingOf(event, command.attachments, book, proofs);
  if (!standsOnTrunk(arriving) || !isSigned(arriving, proofs) || !isReceipted(arriving)) return undefined;
  const isKept = step.writes.some(
    (write) => write.kind === 'append-duplicity' && write.evidence.event.said === said,
  );
  return verdictOf(isKept ? undefined : `${said} contends with ${older.event.said} and was not recorded`);
}

function standsOnTrunk({ event, prior, standing, book }: Arriving): boolean {
  if (standing === undefined || (prior !== undefined && !isOnTrunk(book, prior))) return false;
  return fits(event, prior?.standing, standing);
}

/** True when the witnesses of the branch vouch for the version. */
function isReceipted({ standing, witnessed }: Arriving): boolean {
  return standing !== undefined && witnessed().size >= standing.toad;
}

/** True when keys and commitments of the branch vouch for the version. */
function isSigned(arriving: Arriving, proofs: Proofs): boolean {
  const { event, standing, prior, signed } = arriving;
  if (standing === undefined || !reaches(standing.signingThreshold, signed())) return false;
  if (event.ilk === 'ixn' || prior === undefined) return true;
  return reaches(prior.standing.nextThreshold, revealedPlaces(arriving, prior.standing, proofs));
}

/** Nothing goes from the record. */
function judgeOpening(seen: SeenOpening, records: Records): Verdict {
  const { node, book, probe, refused } = seen;
  // What an exchanged store holds is shown anew.
  if (!isOwnStore(seen) && refused === undefined) records.delete(node);
  const left = new Map(records.get(node));
  for (const ordinal of left.keys()) if (ordinal >= book.count()) left.delete(ordinal);
  if (!isOwnStore(seen) || left.size === 0) return undefined;
  const first = Math.min(...left.keys());
  for (const { ordinal, entry } of probe.entries(first)) {
    if (ordinal >= book.count()) break;
    if (entry.kind === 'append-duplicity' && left.get(ordinal) === entry.evidence.event.said)
      left.delete(ordinal);
  }
  return verdictOf(left.size === 0 ? undefined : `${left.size} acknowledged records of duplicity are gone`);
}
