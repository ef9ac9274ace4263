/** Why something is not signed for a group, or is no group, in words. */
import { parsePrefix, parseSaid } from '../../kernel/cesr/identifiers.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import { KeelsonError } from '../errors.ts';
import type { Host } from '../host.ts';
import type { GroupRecord } from './group-record.ts';

/** Another event at a number at which the member signed one. */
export function signedOther(
  { name }: Pick<GroupRecord, 'name'>,
  { sn, said }: { readonly sn: bigint; readonly said: string },
): KeelsonError {
  return new KeelsonError('signed-other', {
    says:
      `the member signed another event of ${name} at sn ${sn.toString(16)}, ${said}, and the others may complete it; ` +
      'share that one again, or say that you recover',
    keripy: 'ValidationError',
    facts: { sn, said },
  });
}

/** What would take the place of something in the log, where nobody said so. */
export function recovering({ name }: Pick<GroupRecord, 'name'>, { sn, said }: KeyEvent): KeelsonError {
  return new KeelsonError('wrong-place', {
    says: `the log of ${name} has an event at sn ${sn.toString(16)} already; say that you recover to sign another one`,
    keripy: 'ValidationError',
    facts: { sn, said },
  });
}

/** A member that is asked for a signature and has no key in the group. */
export function notOfMember(member: string, name: string): KeelsonError {
  return new KeelsonError('not-a-member', {
    says: `${member} has no key among the current ones of ${name}: it cannot sign for it`,
    keripy: 'ValueError',
    facts: { member },
  });
}

/** A statement that was signed by keys of which the group has gone on. */
export function groupRotated({
  group,
  said,
}: {
  readonly group: string;
  readonly said: string;
}): KeelsonError {
  return new KeelsonError('group-rotated', {
    says:
      `the group ${group} has rotated since members signed ${said}, and it is void; ask for it anew, ` +
      'to be signed by the keys of now',
    keripy: 'ValidationError',
    facts: { group, said },
  });
}

/** A name that an identity or another group has. */
export function nameTaken(name: string): KeelsonError {
  return new KeelsonError('hab-exists', {
    says: `the name ${name} is taken; take another one`,
    facts: { name },
  });
}

/** A SAID by which nothing was proposed. */
export function noProposal({ reader }: Pick<Host, 'reader'>, said: string): KeelsonError {
  const parsed = parseSaid(said);
  const route = parsed.ok ? reader.exchange(parsed.value)?.exchange.route : undefined;
  if (route !== undefined)
    return new KeelsonError('not-a-proposal', {
      says: `the exchange ${said} comes by ${route}, and shows nothing that a group here signs: events, replies and exchanges`,
      facts: { said, route },
    });
  return new KeelsonError('unknown-said', {
    says: `nothing by the SAID ${said} was proposed to a member whose keys are here; take what the members send first`,
    facts: { said },
  });
}

/** A group whose log is not here. */
export function unknownGroup(prefix: string): KeelsonError {
  const known = parsePrefix(prefix).ok
    ? 'nothing of it is known here; ingest its log first'
    : 'it is no identifier';
  return new KeelsonError('unknown-prefix', { says: `${prefix}: ${known}`, facts: { prefix } });
}
