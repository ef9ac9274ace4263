/** `keelson duplicity PREFIX`: the conflicting versions seen, with their signatures. */
import { formatDatetime } from '../../../kernel/cesr/datetime.ts';
import type { Contested } from '../../kel.ts';
import { command } from '../command.ts';
import { withKnownHost } from '../open-store.ts';

export const duplicityCommand = command<object, readonly [string]>({
  text: {
    brief: 'Show conflicting versions of events',
    description:
      'Shows every verified version of an event that lost to the one seen first. Ends with 1 when there are any.',
    examples: ['keelson duplicity EAbc…', 'keelson duplicity EAbc… --json'],
  },
  flags: {},
  positional: { each: [{ brief: 'The AID', placeholder: 'PREFIX' }] },
  async run(flags, prefix) {
    await withKnownHost(flags.store, async (host) => {
      const contested = host.duplicity(prefix);
      for (const one of contested) {
        if (flags.json === true) for (const row of rowsOf(prefix, one)) this.output.json(row);
        else for (const line of linesOf(one)) this.output.line(line);
      }
      if (contested.length > 0) this.end(1);
      else if (flags.json !== true && flags.quiet !== true)
        this.output.line(`no conflicting versions of events of ${prefix} were seen`);
    });
  },
});

function rowsOf(prefix: string, { sn, accepted, evidence }: Contested): readonly object[] {
  return evidence.map(({ event, attachments, at, against }) => ({
    i: prefix,
    s: sn.toString(16),
    d: event.said,
    ilk: event.ilk,
    against,
    accepted,
    dt: formatDatetime(at),
    sigs: attachments.controllerSignatures.map(({ text }) => text),
    wigs: attachments.witnessSignatures.map(({ text }) => text),
    raw: Buffer.from(event.raw).toString('utf8'),
  }));
}

function linesOf({ sn, evidence }: Contested): readonly string[] {
  return evidence.flatMap(({ event, attachments, at, against }) => [
    `sn ${sn.toString(16)}: ${event.ilk} ${event.said}, seen ${formatDatetime(at)}, lost to ${against}`,
    ...attachments.controllerSignatures.map(({ index, text }) => `  signature of key ${index}: ${text}`),
    ...attachments.witnessSignatures.map(({ index, text }) => `  signature of witness ${index}: ${text}`),
  ]);
}
