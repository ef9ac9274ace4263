/** `keelson group …`: identifiers of several members on different hosts, with files between them. */
import { buildRouteMap } from '@stricli/core';
import { KeelsonError } from '../../errors.ts';
import type { Group, GroupOptions, GroupProposal, Groups } from '../../habs/index.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { numberFlag } from '../flags.ts';
import { fileFlag } from '../identity/alias.ts';
import {
  inceptionParameters,
  makeOptionsOf,
  rotateOptionsOf,
  rotationParameters,
} from '../identity/event-parameters.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { groupOf, layoutFlag, showGroupEvent, withGroups } from '../identity/open-groups.ts';
import type { LayoutFlag } from '../identity/open-groups.ts';
import { assertOut, outFlag } from '../identity/own-event.ts';
import type { OutFlag } from '../identity/own-event.ts';
import { parametersOf, prefixes, seals } from '../identity/parameter.ts';
import { writeStream } from '../identity/stream-out.ts';
import { short, tableLines } from '../table.ts';

type Flags = KeyFlags & LayoutFlag & OutFlag;
type FiledFlags = Flags & { readonly file?: string };

const groupParameter = { brief: 'Name of the group', placeholder: 'GROUP' };
const messageFlag = { out: { ...outFlag.out, brief: 'File for the message to the other members' } };
const allFlags = { ...messageFlag, ...layoutFlag, ...keyFlags };

const memberParameters = {
  signing: prefixes('A member whose key signs; may be repeated'),
  rotating: prefixes('A member whose next key is committed to; those that sign when left out'),
};

const { isith, nsith, toad, data, wits, delpre, estOnly, traits } = inceptionParameters;
const groupInception = { ...memberParameters, isith, nsith, toad, data, wits, delpre, estOnly, traits };

const inceptCommand = command<
  FiledFlags & { readonly member: string },
  readonly [string],
  typeof groupInception
>({
  text: {
    brief: 'Propose a new group',
    description:
      'Makes the inception of a group out of the keys of its members, whose logs are in the store, signs it with the member ' +
      'that is here, and writes the message for the others. Ends with 2 while others have to sign.',
    examples: [
      'keelson group incept team --member alice --signing EAbc… --signing E… --isith 2 --out proposal.cesr',
    ],
  },
  parameters: groupInception,
  flags: {
    member: { kind: 'parsed', parse: String, brief: 'Name of the member that is here', placeholder: 'ALIAS' },
    ...fileFlag,
    ...allFlags,
  },
  positional: { each: [groupParameter] },
  async run(flags, name) {
    const values = parametersOf(groupInception, { file: flags.file, flags });
    const { signing = [], rotating, ...asked } = values;
    assertOut(flags);
    await withGroups(this, { flags, files: [] }, async ({ groups, habery }) => {
      const member = habery.hab(flags.member).prefix;
      const options: GroupOptions = {
        ...makeOptionsOf(asked),
        member,
        signing,
        ...(rotating === undefined ? {} : { rotating }),
      };
      const event = await groups.make(name, options);
      showGroupEvent(this, flags, { group: groupOf(groups, name), event });
    });
  },
});

type JoinFlags = Flags & { readonly said?: string; readonly recover?: boolean };

const joinCommand = command<JoinFlags, readonly string[]>({
  text: {
    brief: 'Sign what another member proposed',
    description:
      'Takes the messages of other members, signs the event that they propose, and writes the message for the others. See ' +
      'first what it is with `keelson group proposals`. Ends with 2 while others have to sign.',
    examples: [
      'keelson group join team proposal.cesr --out signed.cesr',
      'keelson group join team --said EAbc… --json',
    ],
  },
  flags: {
    said: {
      kind: 'parsed',
      parse: String,
      brief: 'SAID of the event; can be left out when there is one proposal alone',
      optional: true,
      placeholder: 'SAID',
    },
    recover: {
      kind: 'boolean',
      brief: 'Sign although another event at this number was signed, which may still come into force',
      optional: true,
      withNegated: false,
    },
    ...allFlags,
  },
  positional: { many: { brief: 'Name of the group, then messages of others', placeholder: 'GROUP FILE' } },
  async run(flags, ...given) {
    const [name, ...files] = given;
    if (name === undefined)
      throw new KeelsonError('usage', { says: 'name the group, and files of messages' });
    assertOut(flags);
    await withGroups(this, { flags, files }, async ({ groups }) => {
      const said = flags.said ?? (await onlyProposal(groups)).said;
      const event = await groups.join(said, { name, recover: flags.recover === true });
      showGroupEvent(this, flags, { group: groupOf(groups, name), event });
    });
  },
});

/** The proposal that is meant when none is named. Throws `unknown-said` for none, and `usage` for several. */
async function onlyProposal(groups: Groups): Promise<GroupProposal> {
  const [first, ...others] = await groups.proposals();
  if (first === undefined)
    throw new KeelsonError('unknown-said', {
      says: 'nothing is proposed that was not signed; bring the message of the member that proposes',
    });
  if (others.length === 0) return first;
  throw new KeelsonError('usage', {
    says: `${others.length + 1} events are proposed; name one with --said, and see them with \`keelson group proposals\``,
  });
}

const proposalsCommand = command<KeyFlags & LayoutFlag, readonly string[]>({
  text: {
    brief: 'List what other members propose',
    description:
      'Takes messages of other members, and lists the events that they propose and that were not signed here.',
    examples: ['keelson group proposals', 'keelson group proposals proposal.cesr --json'],
  },
  flags: { ...layoutFlag, ...keyFlags },
  positional: { many: { brief: 'Messages of other members', placeholder: 'FILE' } },
  async run(flags, ...files) {
    await withGroups(this, { flags, files }, async ({ groups }) => {
      const proposals = await groups.proposals();
      if (flags.json === true) for (const one of proposals) this.output.json(proposalRow(one));
      else for (const line of tableLines<GroupProposal>(proposalColumns, proposals)) this.output.line(line);
    });
  },
});

function proposalRow({
  group,
  ilk,
  sn,
  said,
  member,
  from,
  signing,
  rotating,
  refusal,
}: GroupProposal): object {
  return {
    i: group,
    ilk,
    s: sn.toString(16),
    d: said,
    member,
    from,
    signing,
    rotating,
    ...(refusal === undefined ? {} : { reason: refusal.code, says: refusal.message }),
  };
}

const proposalColumns = [
  { title: 'group', of: ({ group }: GroupProposal) => short(group) },
  { title: 'type', of: ({ ilk }: GroupProposal) => ilk },
  { title: 'sn', of: ({ sn }: GroupProposal) => sn.toString(16) },
  { title: 'said', of: ({ said }: GroupProposal) => said },
  { title: 'from', of: ({ from }: GroupProposal) => from.map(short).join(' ') },
  { title: 'cannot be signed', of: ({ refusal }: GroupProposal) => refusal?.message ?? '-' },
];

const { witsCut, witsAdd } = rotationParameters;
const groupRotation = { ...memberParameters, isith, nsith, toad, data, wits, witsCut, witsAdd };

const rotateCommand = command<
  FiledFlags & { readonly recover?: bigint },
  readonly [string],
  typeof groupRotation
>({
  text: {
    brief: 'Propose a rotation of a group',
    description:
      'Makes a rotation out of the next keys of the members, who have rotated their own identifiers and brought their logs. ' +
      'Members come and go by --signing and --rotating. Ends with 2 while others have to sign.',
    examples: [
      'keelson group rotate team --out rotation.cesr',
      'keelson group rotate team --signing EAbc… --signing E… --isith 2 --json',
    ],
  },
  parameters: groupRotation,
  flags: {
    recover: {
      kind: 'parsed',
      parse: numberFlag,
      brief: 'Number of an interaction whose place it takes',
      optional: true,
      placeholder: 'N',
    },
    ...fileFlag,
    ...allFlags,
  },
  positional: { each: [groupParameter] },
  async run(flags, name) {
    const { signing, rotating, ...asked } = parametersOf(groupRotation, { file: flags.file, flags });
    assertOut(flags);
    await withGroups(this, { flags, files: [] }, async ({ groups }) => {
      const group = groupOf(groups, name);
      const event = await group.rotate({
        ...rotateOptionsOf(asked, group.state().witnesses),
        ...(signing === undefined ? {} : { signing }),
        ...(rotating === undefined ? {} : { rotating }),
        ...(flags.recover === undefined ? {} : { recover: flags.recover }),
      });
      showGroupEvent(this, flags, { group, event });
    });
  },
});

const interaction = { data: seals('Seals to anchor, as JSON') };

const interactCommand = command<FiledFlags, readonly [string], typeof interaction>({
  text: {
    brief: 'Propose an interaction of a group',
    description:
      'Anchors seals in an interaction that enough members have to sign. Ends with 2 while others have to.',
    examples: ['keelson group interact team --data \'{"d":"EAbc…"}\' --out interaction.cesr'],
  },
  parameters: interaction,
  flags: { ...fileFlag, ...allFlags },
  positional: { each: [groupParameter] },
  async run(flags, name) {
    const { data: anchored = [] } = parametersOf(interaction, { file: flags.file, flags });
    assertOut(flags);
    await withGroups(this, { flags, files: [] }, async ({ groups }) => {
      const group = groupOf(groups, name);
      showGroupEvent(this, flags, { group, event: await group.interact(anchored) });
    });
  },
});

const shareCommand = command<Flags, readonly [string]>({
  text: {
    brief: 'Write the last message to the other members again',
    description:
      'Writes the message about the event that waits, or about the latest one, for a member that lost it or came late.',
    examples: ['keelson group share team > again.cesr', 'keelson group share team --out again.cesr --json'],
  },
  flags: allFlags,
  positional: { each: [groupParameter] },
  async run(flags, name) {
    assertOut(flags);
    await withGroups(this, { flags, files: [] }, async ({ groups }) => {
      const { bytes, to, said } = await groupOf(groups, name).share();
      const row = { group: name, d: said, to };
      await writeStream(this, flags, { bytes, row, says: `A message for ${to.join(', ')} is written.` });
    });
  },
});

const eventCommand = command<Flags, readonly [string]>({
  text: {
    brief: 'Write the last event of a group for witnesses and a delegator',
    description:
      'Writes the event that waits, or the latest one, with every signature of members that is known here. Witnesses and a ' +
      'delegator take it once enough members have signed; what they answer comes in with `keelson import`.',
    examples: ['keelson group event team > event.cesr', 'keelson group event team --out event.cesr --json'],
  },
  flags: { ...allFlags, out: { ...outFlag.out, brief: 'File for the event; standard output when left out' } },
  positional: { each: [groupParameter] },
  async run(flags, name) {
    assertOut(flags);
    await withGroups(this, { flags, files: [] }, async ({ groups }) => {
      const group = groupOf(groups, name);
      const said = group.pending()?.said ?? group.state().said;
      const bytes = group.event(said);
      if (bytes === undefined)
        throw new KeelsonError('unknown-said', {
          says: `nothing of the event ${said} is here any more; bring the messages of the other members again`,
          facts: { said },
        });
      const row = { group: name, i: group.prefix, d: said, progress: group.progress(said).kind };
      await writeStream(this, flags, { bytes, row, says: `The event ${said} of ${name} is written.` });
    });
  },
});

const listCommand = command<KeyFlags & LayoutFlag, readonly string[]>({
  text: {
    brief: 'List groups, and what their events wait for',
    description: 'Takes messages of other members, and lists the groups of which a member is here.',
    examples: ['keelson group list', 'keelson group list signed.cesr --json'],
  },
  flags: { ...layoutFlag, ...keyFlags },
  positional: { many: { brief: 'Messages of other members', placeholder: 'FILE' } },
  async run(flags, ...files) {
    await withGroups(this, { flags, files }, ({ groups, host }) => {
      const rows = groups.groups().map((group) => groupRow(group, host.keyState(group.prefix)));
      showRows(this, flags.json === true, rows);
      return Promise.resolve();
    });
  },
});

type Row = {
  readonly group: string;
  readonly i: string;
  readonly s: string | null;
  readonly d: string | null;
  readonly member: string;
  readonly signing: readonly string[];
  readonly rotating: readonly string[];
  readonly waits?: { readonly s: string; readonly d: string; readonly progress: string };
};

function groupRow(group: Group, state: { readonly sn: bigint; readonly said: string } | undefined): Row {
  const pending = group.pending();
  const { signing, rotating } = group.members();
  const { name, prefix: i, member } = group;
  const row = {
    group: name,
    i,
    s: state?.sn.toString(16) ?? null,
    d: state?.said ?? null,
    member,
    signing,
    rotating,
  };
  if (pending === undefined) return row;
  const { sn, said: d } = pending;
  return { ...row, waits: { s: sn.toString(16), d, progress: group.progress(d).kind } };
}

function showRows({ output }: Context, json: boolean, rows: readonly Row[]): void {
  if (json) for (const row of rows) output.json(row);
  else for (const line of tableLines<Row>(columns, rows)) output.line(line);
}

const columns = [
  { title: 'group', of: ({ group }: Row) => group },
  { title: 'prefix', of: ({ i }: Row) => i },
  { title: 'sn', of: ({ s }: Row) => s ?? '-' },
  { title: 'members', of: ({ signing }: Row) => String(signing.length) },
  {
    title: 'waits for',
    of: ({ waits }: Row) => (waits === undefined ? '-' : `${waits.progress} of sn ${waits.s}`),
  },
];

export const groupRoutes = buildRouteMap({
  routes: {
    incept: inceptCommand,
    proposals: proposalsCommand,
    join: joinCommand,
    rotate: rotateCommand,
    interact: interactCommand,
    share: shareCommand,
    event: eventCommand,
    list: listCommand,
  },
  docs: { brief: 'Identifiers of several members' },
});
