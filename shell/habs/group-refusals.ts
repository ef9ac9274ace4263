/** Why a member of a group signs something not, in words. */
import type { KeyEvent } from '../../kernel/event/types.ts';
import { KeelsonError } from '../errors.ts';
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
