/**
 * `keelson group end-role|location|send|message|sign|forget`: what a group says beside its events, which enough of its members
 * sign as they sign events.
 */
import { KeelsonError } from '../../errors.ts';
import type { Exchanging, Group, GroupEvent, PlainMap } from '../../habs/index.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { bytesOf, writeText } from '../files.ts';
import type { SharedFlags } from '../flags.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { inputBytes, inputParameter, textFlag } from '../identity/input.ts';
import { readJsonText } from '../identity/json-file.ts';
import {
  allGroupFlags,
  groupOf,
  groupParameter,
  showGroupEvent,
  withGroups,
} from '../identity/open-groups.ts';
import type { GroupFlags } from '../identity/open-groups.ts';
import { assertOut, outFlag } from '../identity/own-event.ts';
import { plainMapOf } from '../identity/plain-value.ts';
import { writeStream } from '../identity/stream-out.ts';

const saidParameter = { brief: 'SAID of the reply or the exchange', placeholder: 'SAID' };

/** Proposes something, and shows what became of it. */
async function propose(
  context: Context,
  { flags, name }: { readonly flags: GroupFlags & SharedFlags; readonly name: string },
  say: (group: Group) => Promise<GroupEvent>,
): Promise<void> {
  assertOut(flags);
  await withGroups(context, { flags, files: [] }, async ({ groups }) => {
    const group = groupOf(groups, name);
    showGroupEvent(context, flags, { group, event: await say(group) });
  });
}

type RoleFlags = GroupFlags & { readonly eid: string; readonly role?: string; readonly cut?: boolean };

export const endRoleCommand = command<RoleFlags, readonly [string]>({
  text: {
    brief: 'Propose that somebody has a role for a group',
    description:
      'Makes the reply that gives somebody a role, such as that of a mailbox, or takes it, signs it with the member that is ' +
      'here, and writes the message for the others. Ends with 2 while others have to sign.',
    examples: [
      'keelson group end-role team --eid EAbc… --role mailbox --out role.cesr',
      'keelson group end-role team --eid EAbc… --role mailbox --cut --json',
    ],
  },
  flags: {
    eid: { kind: 'parsed', parse: String, brief: 'Who has the role', placeholder: 'PREFIX' },
    role: {
      kind: 'parsed',
      parse: String,
      brief: 'The role; controller when left out',
      optional: true,
      placeholder: 'ROLE',
    },
    cut: { kind: 'boolean', brief: 'Take the role', optional: true, withNegated: false },
    ...allGroupFlags,
  },
  positional: { each: [groupParameter] },
  async run(flags, name) {
    const { eid, role, cut } = flags;
    const asked = { eid, allow: cut !== true, ...(role === undefined ? {} : { role }) };
    await propose(this, { flags, name }, (group) => group.makeEndRole(asked));
  },
});

type LocationFlags = GroupFlags & { readonly url: string; readonly scheme?: string };

export const locationCommand = command<LocationFlags, readonly [string]>({
  text: {
    brief: 'Propose where a group is reached',
    description:
      'Makes the reply that says at what URL a group is reached, with an empty one that it is not, signs it with the member ' +
      'that is here, and writes the message for the others. Ends with 2 while others have to sign.',
    examples: ['keelson group location team --url http://127.0.0.1:5642/ --out location.cesr'],
  },
  flags: {
    url: { kind: 'parsed', parse: String, brief: 'Where it is reached', placeholder: 'URL' },
    scheme: {
      kind: 'parsed',
      parse: String,
      brief: 'How: http, https or tcp; http when left out',
      optional: true,
      placeholder: 'SCHEME',
    },
    ...allGroupFlags,
  },
  positional: { each: [groupParameter] },
  async run(flags, name) {
    const { url, scheme } = flags;
    const asked = { url, ...(scheme === undefined ? {} : { scheme }) };
    await propose(this, { flags, name }, (group) => group.makeLocScheme(asked));
  },
});

type SendFlags = GroupFlags & {
  readonly route: string;
  readonly to?: string;
  readonly payload?: string;
  readonly embed?: readonly string[];
};

export const sendCommand = command<SendFlags, readonly [string]>({
  text: {
    brief: 'Propose an exchange that is sent in the name of a group',
    description:
      'Makes an exchange with a payload and messages that go along, signs it with the member that is here, and writes the ' +
      'message for the others. Ends with 2 while others have to sign; then `keelson group message` writes it for whom it is for.',
    examples: [
      'keelson group send team --route /hello --to EAbc… --payload \'{"m":"hello"}\' --out hello.cesr',
      'keelson group send team --route /hello --embed evt=log.cesr --json',
    ],
  },
  flags: {
    route: { kind: 'parsed', parse: String, brief: 'What it is about', placeholder: 'ROUTE' },
    to: { kind: 'parsed', parse: String, brief: 'Whom it is for', optional: true, placeholder: 'PREFIX' },
    payload: {
      kind: 'parsed',
      parse: String,
      brief: 'What it says, as a map of JSON; an empty one when left out',
      optional: true,
      placeholder: 'JSON',
    },
    embed: {
      kind: 'parsed',
      parse: String,
      brief: 'A message that goes along: its label, = and its file; may be repeated',
      optional: true,
      variadic: true,
      placeholder: 'LABEL=FILE',
    },
    ...allGroupFlags,
  },
  positional: { each: [groupParameter] },
  async run(flags, name) {
    const { route, to, payload, embed = [] } = flags;
    const embeds = await Promise.all(embed.map(embedOf));
    const asked: Exchanging = {
      route,
      payload: payload === undefined ? {} : payloadOf(payload),
      embeds: Object.fromEntries(embeds),
      ...(to === undefined ? {} : { recipient: to }),
    };
    await propose(this, { flags, name }, (group) => group.exchange(asked));
  },
});

/** Throws `usage` for what is no map of JSON. */
function payloadOf(text: string): PlainMap {
  const payload = plainMapOf(readJsonText(text, '--payload'));
  if (payload !== undefined) return payload;
  throw new KeelsonError('usage', {
    says: 'give as --payload a map of JSON, without labels that are numbers',
  });
}

/** Rejects with `usage` for what is no label with a file, and with `cannot-read`. */
async function embedOf(text: string): Promise<readonly [string, Uint8Array]> {
  const at = text.indexOf('=');
  const [label, file] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  if (/^[A-Za-z0-9_]+$/.test(label) && file !== '') return [label, await bytesOf(file)];
  throw new KeelsonError('usage', { says: `${text}: give --embed as LABEL=FILE` });
}

export const messageCommand = command<GroupFlags, readonly [string, string]>({
  text: {
    brief: 'Write a reply or an exchange of a group for others',
    description:
      'Writes what enough members signed, as everybody takes it. Ends with 1 while too few did, and says what is missing.',
    examples: [
      'keelson group message team EAbc… > hello.cesr',
      'keelson group message team EAbc… --out hello.cesr --json',
    ],
  },
  flags: {
    ...allGroupFlags,
    out: { ...outFlag.out, brief: 'File for the message; standard output when left out' },
  },
  positional: { each: [groupParameter, saidParameter] },
  async run(flags, name, said) {
    assertOut(flags);
    await withGroups(this, { flags, files: [] }, async ({ groups }) => {
      const group = groupOf(groups, name);
      const bytes = group.message(said);
      const { kind: progress } = group.progress(said);
      if (bytes === undefined)
        throw new KeelsonError('unknown-said', {
          says: `${name} has said nothing by the SAID ${said} that enough members signed; it stands at: ${progress}`,
          facts: { said, progress },
        });
      const row = { group: name, i: group.prefix, d: said, isElected: group.isElected(said) };
      await writeStream(this, flags, { bytes, row, says: `What ${name} says by ${said} is written.` });
    });
  },
});

type SignFlags = GroupFlags & { readonly text?: string };

export const signCommand = command<SignFlags, readonly [string, string?]>({
  text: {
    brief: 'Sign a file, standard input or a text as a member of a group',
    description:
      'Writes the signature of the member that is here, at its place among the keys of the group. Whoever has those of enough ' +
      'members checks them together with `keelson verify`.',
    examples: [
      'keelson group sign team letter.txt --out letter.sig',
      "keelson group sign team --text 'hello' --json",
    ],
  },
  flags: {
    ...textFlag,
    ...allGroupFlags,
    out: { ...outFlag.out, brief: 'File for the signature' },
  },
  positional: {
    each: [groupParameter, inputParameter],
  },
  async run(flags, name, file) {
    const bytes = await inputBytes(this, { file, text: flags.text });
    await withGroups(this, { flags, files: [] }, async ({ groups }) => {
      const group = groupOf(groups, name);
      const signature = await group.sign(bytes);
      const { isEnough, missing } = group.collect(bytes, [signature]);
      if (flags.out !== undefined) writeText(flags.out, `${signature}\n`);
      if (flags.json === true)
        this.output.json({ group: name, i: group.prefix, signatures: [signature], isEnough, missing });
      else if (flags.out === undefined) this.output.line(signature);
      else this.output.line(`The signature of ${group.member} for ${name} is in ${flags.out}`);
    });
  },
});

export const forgetCommand = command<KeyFlags, readonly [string, string]>({
  text: {
    brief: 'Wait for a reply or an exchange of a group no more',
    description:
      'Lets go of what the member that is here signed and too few others did. Those to whom it was shown may still complete it.',
    examples: ['keelson group forget team EAbc…'],
  },
  flags: { ...keyFlags },
  positional: { each: [groupParameter, saidParameter] },
  async run(flags, name, said) {
    await withGroups(this, { flags, files: [] }, async ({ groups }) => {
      const group = groupOf(groups, name);
      const waited = group.waiting().some((one) => one.said === said);
      await group.forget(said);
      if (flags.json === true) this.output.json({ group: name, d: said, waited });
      else
        this.output.line(waited ? `${name} waits for ${said} no more` : `${name} did not wait for ${said}`);
    });
  },
});
