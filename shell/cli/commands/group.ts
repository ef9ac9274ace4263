/** `keelson group …`: identifiers of several members on different hosts, with files between them. */
import { buildRouteMap } from '@stricli/core';
import { KeelsonError } from '../../errors.ts';
import type { GroupOptions, GroupProposal, Groups } from '../../habs/index.ts';
import { command } from '../command.ts';
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
import {
  allGroupFlags,
  groupOf,
  groupParameter,
  layoutFlag,
  showGroupEvent,
  withGroups,
} from '../identity/open-groups.ts';
import type { GroupFlags, LayoutFlag } from '../identity/open-groups.ts';
import { assertOut, outFlag } from '../identity/own-event.ts';
import { parametersOf, prefixes, seals } from '../identity/parameter.ts';
import { writeStream } from '../identity/stream-out.ts';
import { short, tableLines } from '../table.ts';
import { listCommand } from './group-list.ts';
import {
  endRoleCommand,
  forgetCommand,
  locationCommand,
  messageCommand,
  sendCommand,
  signCommand,
} from './group-say.ts';

type FiledFlags = GroupFlags & { readonly file?: string };

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
    ...allGroupFlags,
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

const saidFlag = { kind: 'parsed', parse: String, optional: true, placeholder: 'SAID' } as const;

type JoinFlags = GroupFlags & { readonly said?: string; readonly recover?: boolean };

const joinCommand = command<JoinFlags, readonly string[]>({
  text: {
    brief: 'Sign what another member proposed',
    description:
      'Takes the messages of other members, signs what they propose, and writes the message for the others. See ' +
      'first what it is with `keelson group proposals`. Ends with 2 while others have to sign.',
    examples: [
      'keelson group join team proposal.cesr --out signed.cesr',
      'keelson group join team --said EAbc… --json',
    ],
  },
  flags: {
    said: {
      ...saidFlag,
      brief: 'SAID of what is proposed; can be left out when there is one proposal alone',
    },
    recover: {
      kind: 'boolean',
      brief: 'Sign although another event at this number was signed, which may still come into force',
      optional: true,
      withNegated: false,
    },
    ...allGroupFlags,
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

/** The proposal that is meant when none is named: the only one that can be signed, or the only one. Throws `unknown-said`, `usage`. */
async function onlyProposal(groups: Groups): Promise<GroupProposal> {
  const all = await groups.proposals();
  const fitting = all.filter(({ refusal }) => refusal === undefined);
  const [first, ...others] = fitting.length === 0 ? all : fitting;
  if (first === undefined)
    throw new KeelsonError('unknown-said', {
      says: 'nothing is proposed that was not signed; bring the message of the member that proposes',
    });
  if (others.length === 0) return first;
  throw new KeelsonError('usage', {
    says: `${others.length + 1} messages are proposed; name one with --said, and see them with \`keelson group proposals\``,
  });
}

const proposalsCommand = command<KeyFlags & LayoutFlag, readonly string[]>({
  text: {
    brief: 'List what other members propose',
    description:
      'Takes messages of other members, and lists the events, replies and exchanges that they propose and that were not ' +
      'signed here.',
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
  route,
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
    ...(route === undefined ? {} : { r: route }),
    member,
    from,
    signing,
    rotating,
    ...(refusal === undefined ? {} : { reason: refusal.code, says: refusal.message }),
  };
}

const proposalColumns = [
  { title: 'group', of: ({ group }: GroupProposal) => short(group) },
  { title: 'type', of: ({ ilk, route }: GroupProposal) => (route === undefined ? ilk : `${ilk} ${route}`) },
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
    ...allGroupFlags,
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
  flags: { ...fileFlag, ...allGroupFlags },
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

const shareCommand = command<GroupFlags & { readonly said?: string }, readonly [string]>({
  text: {
    brief: 'Write the last message to the other members again',
    description:
      'Writes the message about the event that waits, or about the latest one, for a member that lost it or came late; with ' +
      '--said that about another event, a reply or an exchange.',
    examples: [
      'keelson group share team > again.cesr',
      'keelson group share team --said EAbc… --out again.cesr --json',
    ],
  },
  flags: {
    said: { ...saidFlag, brief: 'SAID of an event, a reply or an exchange of the group' },
    ...allGroupFlags,
  },
  positional: { each: [groupParameter] },
  async run(flags, name) {
    assertOut(flags);
    await withGroups(this, { flags, files: [] }, async ({ groups }) => {
      const { bytes, to, said } = await groupOf(groups, name).share(flags.said);
      const row = { group: name, d: said, to };
      await writeStream(this, flags, { bytes, row, says: `A message for ${to.join(', ')} is written.` });
    });
  },
});

const eventCommand = command<GroupFlags, readonly [string]>({
  text: {
    brief: 'Write the last event of a group for witnesses and a delegator',
    description:
      'Writes the event that waits, or the latest one, with every signature of members that is known here. Witnesses and a ' +
      'delegator take it once enough members have signed; what they answer comes in with `keelson import`.',
    examples: ['keelson group event team > event.cesr', 'keelson group event team --out event.cesr --json'],
  },
  flags: {
    ...allGroupFlags,
    out: { ...outFlag.out, brief: 'File for the event; standard output when left out' },
  },
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

export const groupRoutes = buildRouteMap({
  routes: {
    incept: inceptCommand,
    proposals: proposalsCommand,
    join: joinCommand,
    rotate: rotateCommand,
    interact: interactCommand,
    share: shareCommand,
    event: eventCommand,
    'end-role': endRoleCommand,
    location: locationCommand,
    send: sendCommand,
    message: messageCommand,
    sign: signCommand,
    forget: forgetCommand,
    list: listCommand,
  },
  docs: { brief: 'Identifiers of several members' },
});
