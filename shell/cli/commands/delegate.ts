/** `keelson delegate request|confirm`: both sides of a delegation, with files between them. */
import { buildRouteMap } from '@stricli/core';
import { concatBytes } from '../../../kernel/std/bytes.ts';
import { KeelsonError } from '../../errors.ts';
import type { Hab } from '../../habs/index.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { writeBytes } from '../files.ts';
import type { SharedFlags } from '../flags.ts';
import { aliasParameter } from '../identity/alias.ts';
import { toApprove } from '../identity/delegated.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { withIdentity } from '../identity/open-identities.ts';
import { assertOut, rowOfOwn, showEvent } from '../identity/own-event.ts';
import type { OutFlag } from '../identity/own-event.ts';
import { writeStream } from '../identity/stream-out.ts';
import { takeFiles } from '../identity/taken-files.ts';

type Flags = KeyFlags & OutFlag;
type ConfirmFlags = Flags & { readonly rotate?: boolean };

const streamFlag = {
  kind: 'parsed',
  parse: String,
  brief: 'File for the stream; standard output when left out',
  optional: true,
  placeholder: 'FILE',
} as const;

const requestCommand = command<Flags, readonly [string]>({
  text: {
    brief: 'Write what a delegator needs to approve the last event',
    description:
      'Writes the log of a delegated identifier, of which the delegator has not sealed the last event yet. The delegator ' +
      'takes it with `keelson delegate confirm`.',
    examples: [
      'keelson delegate request dee > request.cesr',
      'keelson delegate request dee --out request.cesr --json',
    ],
  },
  flags: { out: streamFlag, ...keyFlags },
  positional: { each: [aliasParameter] },
  async run(flags, alias) {
    assertOut(flags);
    await withIdentity(this, { flags, alias }, async (hab, { host }) => {
      const { delegator } = hab.state();
      if (delegator === undefined)
        throw new KeelsonError('usage', {
          says: `${alias} has no delegator; a delegated identifier is made with \`keelson incept NAME --delpre PREFIX\``,
        });
      const parts: Uint8Array[] = [];
      for await (const part of host.export(hab.prefix, { receipts: true })) parts.push(part);
      const { sn, said } = hab.state();
      const row = { alias: hab.name, i: hab.prefix, s: sn.toString(16), d: said, delegator };
      const says = `${hab.name} asks ${delegator} to approve ${said}.`;
      await writeStream(this, flags, { bytes: concatBytes(parts), row, says });
    });
  },
});

const confirmCommand = command<ConfirmFlags, readonly string[]>({
  text: {
    brief: 'Approve a delegated event, or take the approval of the delegator',
    description:
      'Of a delegator: takes the request of a delegate, seals its events in the own log, and writes that log for the ' +
      'delegate. Of a delegate: takes the log of the delegator, and writes the event with the place of its seal, as ' +
      'everybody else wants it. Given again, it seals nothing twice. Ends with 2 when the approval is not there.',
    examples: [
      'keelson delegate confirm alice request.cesr --out approval.cesr',
      'keelson delegate confirm dee approval.cesr --out delegated.cesr --json',
    ],
  },
  flags: {
    rotate: {
      kind: 'boolean',
      brief: 'Seal in a rotation; of an identifier with the trait EO it always is',
      optional: true,
      withNegated: false,
    },
    out: { ...streamFlag, brief: 'File for the stream that the other side takes' },
    ...keyFlags,
  },
  positional: {
    many: { brief: 'Name of the identifier, then files of the other side', placeholder: 'ALIAS FILE' },
  },
  async run(flags, ...given) {
    const [alias, ...files] = given;
    if (alias === undefined || files.length === 0)
      throw new KeelsonError('usage', { says: 'name an identifier, then files of the other side' });
    assertOut(flags);
    await withIdentity(this, { flags, alias }, async (hab, identities) => {
      const reports = await takeFiles(identities.host, files, 'local');
      const events = toApprove(identities.host, hab.prefix, reports);
      if (events.length > 0) await approve(this, flags, { hab, events });
      else if (hab.state().delegator === undefined) throw nothingToApprove(alias, files);
      else await complete(this, flags, hab);
    });
  },
});

type Approving = { readonly hab: Hab; readonly events: ReturnType<typeof toApprove> };

/** Seals events of delegates, and writes the own log. */
async function approve(
  context: Context,
  flags: ConfirmFlags & SharedFlags,
  { hab, events }: Approving,
): Promise<void> {
  for (const { event, isSealed } of events) {
    if (isSealed) {
      const row = { alias: hab.name, approved: event.said, i: hab.prefix, sealed: true };
      if (flags.json === true) context.output.json(row);
      else
        context.output.line(`${event.said} of ${event.prefix} is sealed already in the log of ${hab.name}`);
      continue;
    }
    const made = await hab.approve(event, flags.rotate === true ? { rotation: {} } : {});
    if (flags.json === true)
      context.output.json({ alias: hab.name, approved: event.said, ...rowOfOwn(made.report) });
    else {
      const { out, ...others } = flags;
      showEvent(context, others, { hab, event: made });
      context.output.line(`It approves ${event.said} of ${event.prefix}.`);
    }
  }
  if (flags.out !== undefined) writeBytes(flags.out, await hab.replay());
}

/** Writes the own event with the place of its seal. */
async function complete({ output }: Context, flags: Flags & SharedFlags, hab: Hab): Promise<void> {
  const bytes = await hab.complete();
  const { delegator, establishmentSn, establishmentSaid: d } = hab.state();
  const s = establishmentSn.toString(16);
  const row = { alias: hab.name, completed: true, i: hab.prefix, s, d, delegator };
  const says = `${hab.name} (${hab.prefix}) is approved by ${String(delegator)} at number ${s}.`;
  if (flags.out !== undefined) writeBytes(flags.out, bytes);
  if (flags.json === true) output.json(row);
  else output.line(says);
}

function nothingToApprove(alias: string, files: readonly string[]): KeelsonError {
  return new KeelsonError('no-message', {
    says: `${files.join(', ')} holds no event that ${alias} delegates; have it made with \`keelson delegate request\``,
  });
}

export const delegateRoutes = buildRouteMap({
  routes: { request: requestCommand, confirm: confirmCommand },
  docs: { brief: 'Ask for, give and take the approval of a delegator' },
});
