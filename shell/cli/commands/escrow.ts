/** `keelson escrow list|retry|remove`: what waits, and why. */
import { buildRouteMap } from '@stricli/core';
import { formatDatetime } from '../../../kernel/cesr/datetime.ts';
import { escrowKinds } from '../../../kernel/state/escrow.ts';
import type { EscrowKind, Waiting } from '../../../kernel/state/escrow.ts';
import type { Decision } from '../../../kernel/state/decision.ts';
import { KeelsonError } from '../../errors.ts';
import type { EscrowFilter } from '../../escrow.ts';
import { reportOfDecision } from '../../report.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { momentFlag } from '../flags.ts';
import type { SharedFlags } from '../flags.ts';
import { withHost, assertStore } from '../open-store.ts';
import { short, tableLines } from '../table.ts';
import { lineOf, rowOf } from './ingest.ts';

type Flags = {
  readonly kind?: EscrowKind;
  readonly prefix?: string;
  readonly said?: string;
  readonly now?: string;
};

const filterFlags = {
  kind: {
    kind: 'parsed',
    parse: kindFlag,
    brief: `Only this kind: ${escrowKinds.join(' ')}`,
    optional: true,
    placeholder: 'K',
  },
  prefix: {
    kind: 'parsed',
    parse: String,
    brief: 'Only messages of this AID',
    optional: true,
    placeholder: 'P',
  },
  said: {
    kind: 'parsed',
    parse: String,
    brief: 'Only messages of this SAID',
    optional: true,
    placeholder: 'D',
  },
  now: {
    kind: 'parsed',
    parse: momentFlag,
    brief: 'The time stands still at this moment',
    optional: true,
    placeholder: 'ISO',
  },
} as const;

function kindFlag(text: string): EscrowKind {
  const kind = escrowKinds.find((one) => one === text);
  if (kind !== undefined) return kind;
  throw new KeelsonError('usage', {
    says: `${text} is no kind of escrow; there are ${escrowKinds.join(' ')}`,
  });
}

function filterOf({ kind, prefix, said }: Flags): EscrowFilter {
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(said === undefined ? {} : { said }),
  };
}

const listCommand = command<Flags, readonly []>({
  text: {
    brief: 'List what waits',
    examples: ['keelson escrow list', 'keelson escrow list --kind pses --json'],
  },
  flags: filterFlags,
  positional: { each: [] },
  async run(flags) {
    await withStore(flags, async (host) => {
      const waiting = host.escrow.list(filterOf(flags));
      if (flags.json === true) for (const one of waiting) this.output.json(waitingRow(one));
      else for (const line of tableLines<Waiting>(columns, waiting)) this.output.line(line);
    });
  },
});

const retryCommand = command<Flags, readonly []>({
  text: {
    brief: 'Try again now what waits',
    description:
      'Tries again what waits, all or some of it, and says what each try came to. Ends with 2 when something still waits.',
    examples: ['keelson escrow retry', 'keelson escrow retry --prefix EAbc…'],
  },
  flags: filterFlags,
  positional: { each: [] },
  async run(flags) {
    await withStore(flags, async (host) => {
      const decisions = await host.escrow.retry(filterOf(flags));
      show(this, decisions, flags.json === true);
      if (decisions.length === 0) tellNothing(this, flags);
      if (host.escrow.list(filterOf(flags)).length > 0) this.end(2);
    });
  },
});

const removeCommand = command<Flags, readonly []>({
  text: {
    brief: 'Take out for good what waits',
    description: 'Removes what waits by kind, prefix or SAID. Each removal is kept in the log.',
    examples: ['keelson escrow remove --said EAbc…', 'keelson escrow remove --kind ooes --prefix EAbc…'],
  },
  flags: filterFlags,
  positional: { each: [] },
  async run(flags) {
    await withStore(flags, async (host) => {
      const waiting = host.escrow.list(filterOf(flags));
      await host.escrow.remove(filterOf(flags));
      if (waiting.length === 0) tellNothing(this, flags);
      for (const one of waiting) {
        if (flags.json === true) this.output.json({ removed: true, ...waitingRow(one) });
        else this.output.line(`removed ${one.kind} ${one.said}`);
      }
    });
  },
});

export const escrowRoutes = buildRouteMap({
  routes: { list: listCommand, retry: retryCommand, remove: removeCommand },
  docs: { brief: 'List, retry or remove what waits' },
});

async function withStore(
  flags: Flags & { readonly store: string },
  use: Parameters<typeof withHost>[1],
): Promise<void> {
  assertStore(flags.store);
  await withHost({ path: flags.store, ...(flags.now === undefined ? {} : { now: flags.now }) }, use);
}

function tellNothing({ output }: Context, { json, quiet }: SharedFlags): void {
  if (json !== true && quiet !== true)
    output.line('nothing that waits fits; see what waits with `keelson escrow list`');
}

function show({ output }: Context, decisions: readonly Decision[], json: boolean): void {
  for (const decision of decisions) {
    const { offset, ...row } = rowOf(reportOfDecision(decision, { offset: 0, isContinuation: false }));
    if (json) output.json(row);
    else output.line(lineOf(reportOfDecision(decision, { offset, isContinuation: false })));
  }
}

function ilkOf({ message }: Waiting): string {
  return 'ilk' in message ? message.ilk : 'acdc';
}

function waitingRow(waiting: Waiting): object {
  const {
    kind,
    prefix,
    sn,
    said,
    reason,
    waitsFor,
    since,
    due,
    expires,
    attempts,
    source,
    sourceId,
    sizeBytes,
    id,
  } = waiting;
  return {
    escrow: kind,
    ilk: ilkOf(waiting),
    i: prefix,
    s: sn === undefined ? null : sn.toString(16),
    d: said,
    reason,
    waitsFor,
    since: formatDatetime(since),
    due: formatDatetime(due),
    expires: formatDatetime(expires),
    attempts,
    source,
    sourceId,
    bytes: sizeBytes,
    id,
  };
}

const columns = [
  { title: 'kind', of: ({ kind }: Waiting) => kind },
  { title: 'type', of: ilkOf },
  { title: 'prefix', of: ({ prefix }: Waiting) => prefix },
  { title: 'sn', of: ({ sn }: Waiting) => (sn === undefined ? '-' : sn.toString(16)) },
  { title: 'said', of: ({ said }: Waiting) => short(said) },
  { title: 'reason', of: ({ reason }: Waiting) => reason },
  { title: 'tries', of: ({ attempts }: Waiting) => String(attempts) },
  { title: 'expires', of: ({ expires }: Waiting) => formatDatetime(expires) },
];
