/** Opens the groups that a command works with, and says what it does with their events. */
import { openGroups } from '../../habs/index.ts';
import type { Group, GroupEvent, Groups } from '../../habs/index.ts';
import { KeelsonError } from '../../errors.ts';
import { wordsOfAllMissing } from '../../words.ts';
import type { Context } from '../context.ts';
import { writeBytes } from '../files.ts';
import type { SharedFlags } from '../flags.ts';
import { keyFlags } from './flags.ts';
import type { KeyFlags } from './flags.ts';
import { withIdentities } from './open-identities.ts';
import type { Identities } from './open-identities.ts';
import type { IdentityFlags } from './open-keys.ts';
import { outFlag, rowOfOwn } from './own-event.ts';
import type { OutFlag } from './own-event.ts';
import { takeFiles } from './taken-files.ts';

/** What is open while a command of groups runs. */
export type OpenGroups = Identities & { readonly groups: Groups };

/** How exchanges are written. */
export type LayoutFlag = { readonly rp?: boolean };

export const layoutFlag = {
  rp: {
    kind: 'boolean',
    brief: 'Members run KERIpy from 1.1.27 on, which wants the field rp in exchanges',
    optional: true,
    withNegated: false,
  },
} as const;

/** What commands of one group take: keys, the layout of exchanges, and where the message goes. */
export type GroupFlags = KeyFlags & LayoutFlag & OutFlag;

export const groupParameter = { brief: 'Name of the group', placeholder: 'GROUP' };
export const allGroupFlags = {
  out: { ...outFlag.out, brief: 'File for the message to the other members' },
  ...layoutFlag,
  ...keyFlags,
};

/** Runs `use` on the groups of a store, after what others sent in `files` was taken in. Rejects as `withIdentities` does. */
export async function withGroups<T>(
  context: Context,
  { flags, files }: { readonly flags: IdentityFlags & LayoutFlag; readonly files: readonly string[] },
  use: (open: OpenGroups) => Promise<T>,
): Promise<T> {
  return await withIdentities(context, flags, async (identities) => {
    const { host, keyring: keys } = identities;
    const groups = await openGroups({ host, keys, layout: flags.rp === true ? 'with-rp' : 'without-rp' });
    try {
      await takeFiles(host, files, 'remote');
      await groups.caughtUp();
      return await use({ ...identities, groups });
    } finally {
      await groups.close();
    }
  });
}

/** The group of a name. Throws `unknown-hab`. */
export function groupOf(groups: Groups, name: string): Group {
  const group = groups.group(name);
  if (group !== undefined) return group;
  throw new KeelsonError('unknown-hab', {
    says: `there is no group of the name ${JSON.stringify(name)} here; see those that there are with \`keelson group list\``,
    keripy: 'ConfigurationError',
    facts: { name },
  });
}

/** Shows an event that a member signed, or a reply or an exchange, and writes the message for the others; ends with 2 while it waits. */
export function showGroupEvent(
  { output, end }: Pick<Context, 'output' | 'end'>,
  { json, out }: SharedFlags & { readonly out?: string },
  { group, event }: { readonly group: Group; readonly event: GroupEvent },
): void {
  const { ilk, sn, said, report, message } = event;
  if (out !== undefined) writeBytes(out, message.bytes);
  const progress = group.progress(said);
  const isComplete = progress.kind === 'complete';
  if (!isComplete) end(2);
  const row = {
    group: group.name,
    member: group.member,
    ...rowOfOwn(report),
    progress: progress.kind,
    to: message.to,
  };
  if (json === true) {
    output.json(row);
    return;
  }
  const by = ilk === 'rpy' || ilk === 'exn' ? 'by the keys of' : 'at';
  const what = `${ilk} of ${group.name} (${group.prefix}) ${by} number ${sn.toString(16)}, ${said}`;
  const waits =
    'missing' in progress ? `waits for ${wordsOfAllMissing(progress.missing)}` : 'waits for others';
  output.line(isComplete ? `complete: ${what}` : `signed: ${what}; ${waits}`);
  if (out !== undefined) output.line(`Send ${out} to ${message.to.join(', ')}.`);
}
