/** `keelson group list`: the groups of which a member is here, and what they wait for. */
import type { Group, SignedStatement } from '../../habs/index.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { layoutFlag, withGroups } from '../identity/open-groups.ts';
import type { LayoutFlag } from '../identity/open-groups.ts';
import { short, tableLines } from '../table.ts';

export const listCommand = command<KeyFlags & LayoutFlag, readonly string[]>({
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
  /** Replies and exchanges that others have to sign. */
  readonly says?: readonly { readonly ilk: string; readonly r: string; readonly d: string }[];
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
    ...(group.waiting().length === 0 ? {} : { says: group.waiting().map(saidRow) }),
  };
  if (pending === undefined) return row;
  const { sn, said: d } = pending;
  return { ...row, waits: { s: sn.toString(16), d, progress: group.progress(d).kind } };
}

function saidRow({ ilk, route: r, said: d }: SignedStatement) {
  return { ilk, r, d };
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
    of: ({ waits, says = [] }: Row) => {
      const event = waits === undefined ? [] : [`${waits.progress} of sn ${waits.s}`];
      return [...event, ...says.map(({ ilk, d }) => `signatures of ${ilk} ${short(d)}`)].join(', ') || '-';
    },
  },
];
