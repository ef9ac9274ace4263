/** `keelson kel PREFIX`: the accepted events of an AID. */
import { formatDatetime } from '../../../kernel/cesr/datetime.ts';
import type { KelEntry } from '../../kel.ts';
import { command } from '../command.ts';
import { withKnownHost } from '../open-store.ts';
import { tableLines } from '../table.ts';

type Flags = { readonly all?: boolean };

export const kelCommand = command<Flags, readonly [string]>({
  text: {
    brief: 'List the events of an AID',
    description:
      'Lists the events on the trunk in the order first seen; with --all those superseded since too.',
    examples: ['keelson kel EAbc…', 'keelson kel EAbc… --all --json'],
  },
  flags: {
    all: { kind: 'boolean', brief: 'Events that were superseded too', optional: true, withNegated: false },
  },
  positional: { each: [{ brief: 'The AID', placeholder: 'PREFIX' }] },
  async run(flags, prefix) {
    await withKnownHost(flags.store, async (host) => {
      const entries = host.kel(prefix, { all: flags.all === true });
      if (flags.json === true) for (const entry of entries) this.output.json(rowOf(entry));
      else for (const line of tableLines<KelEntry>(columns, [...entries])) this.output.line(line);
    });
  },
});

function decisionOf({ isSuperseded }: KelEntry): string {
  return isSuperseded ? 'superseded' : 'accepted';
}

function rowOf(entry: KelEntry): object {
  const { stored, ordinal } = entry;
  const { event, fn, at } = stored;
  return {
    decision: decisionOf(entry),
    ilk: event.ilk,
    i: event.prefix,
    s: event.sn.toString(16),
    d: event.said,
    ...('prior' in event ? { p: event.prior } : {}),
    fn: Number(fn),
    ordinal,
    dt: formatDatetime(at),
  };
}

const columns = [
  { title: 'fn', of: ({ stored }: KelEntry) => stored.fn.toString() },
  { title: 'sn', of: ({ stored }: KelEntry) => stored.event.sn.toString(16) },
  { title: 'type', of: ({ stored }: KelEntry) => stored.event.ilk },
  { title: 'said', of: ({ stored }: KelEntry) => stored.event.said },
  { title: 'decision', of: decisionOf },
  { title: 'signatures', of: ({ attachments }: KelEntry) => String(attachments.controllerSignatures.length) },
  { title: 'witnesses', of: ({ attachments }: KelEntry) => String(attachments.witnessSignatures.length) },
  { title: 'first seen', of: ({ stored }: KelEntry) => formatDatetime(stored.at) },
];
