/** `keelson tour`: the main job once, on bundled real streams made by KERIpy. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KeyState } from '../../../kernel/state/key-state.ts';
import { KeelsonError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import { openHost } from '../../open.ts';
import type { Report } from '../../report.ts';
import { checkStore } from '../../store-check.ts';
import { wordsOfMissing } from '../../words.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { startProgress } from '../progress.ts';
import { heading, short, tableLines } from '../table.ts';
import { rowOf } from './ingest.ts';

/** Streams that show one thing each. */
const streams = [
  { name: 's001-single-sig-basic-D', shows: 'one signer' },
  { name: 's013-multi-sig-weighted-ok-0', shows: 'weighted multi-signature' },
  { name: 's037-witnesses-cuts-adds-0', shows: 'witnesses cut and added' },
  { name: 's042-witness-receipts-before-event-0', shows: 'receipts before their event' },
  { name: 's051-delegation-in-order-0', shows: 'delegation' },
  { name: 's061-recovery-rot-over-ixn-0', shows: 'recovery by rotation' },
  { name: 's069-duplicity-ixn-fork-0', shows: 'a fork' },
  { name: 's014-multi-sig-weighted-short-0', shows: 'signatures missing' },
  { name: 's039-witnesses-short', shows: 'witnesses missing' },
  { name: 's087-tampered-body-bit-0', shows: 'a bit changed on the way' },
  { name: 's026-invalid-threshold-kt-zero', shows: 'a threshold of zero' },
] as const;

type Told = { readonly shows: string; readonly report: Report };

export const tourCommand = command<object, readonly []>({
  text: {
    brief: 'Show the main job on bundled streams',
    description:
      'Ingests real streams into a fresh store, shows the identifiers and what was held or refused and why, opens the store again and verifies it.',
    examples: ['npm start', 'keelson tour'],
  },
  flags: {},
  positional: { each: [] },
  async run(flags) {
    const folder = await mkdtemp(join(tmpdir(), 'keelson-tour-'));
    const json = flags.json === true;
    const told = await ingestStreams(this, folder, flags.quiet === true);
    const host = await openHost({ path: folder, tickMilliseconds: 0 });
    try {
      showIdentifiers(this, host, json);
      showWaiting(this, host, json);
      showRefused(this, told, json);
    } finally {
      await host.close();
    }
    await showVerified(this, folder, json);
    if (!json && flags.quiet !== true) showNext(this, folder);
  },
});

/** The folder of the bundled streams, beside the sources or the built files. */
function vectorsFolder(): string {
  const places = ['../../../test/vectors/streams', '../../../../test/vectors/streams'];
  const found = places
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new KeelsonError('cannot-read', {
    says: 'the bundled streams are not here; run this in a checkout, or feed streams of your own with `keelson ingest`',
  });
}

async function ingestStreams(context: Context, folder: string, quiet: boolean): Promise<readonly Told[]> {
  const place = vectorsFolder();
  const inputs = await Promise.all(
    streams.map(async ({ name, shows }) => ({ shows, bytes: await readFile(join(place, `${name}.cesr`)) })),
  );
  const total = inputs.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const progress = startProgress(context.output, { quiet, total });
  const told: Told[] = [];
  const host = await openHost({ path: folder, tickMilliseconds: 0 });
  try {
    let done = 0;
    for (const { shows, bytes } of inputs) {
      await host.ingest(new Uint8Array(bytes), {
        signal: context.signal,
        onDecision: (report) => void told.push({ shows, report }),
      });
      progress.update((done += bytes.length), shows);
    }
  } finally {
    progress.end();
    await host.close();
  }
  return told;
}

function showIdentifiers({ output }: Context, host: Host, json: boolean): void {
  const states = [...host.aids()].flatMap(({ prefix }) => host.keyState(prefix) ?? []);
  if (json)
    for (const { prefix, sn, said } of states) output.json({ i: prefix, s: sn.toString(16), d: said });
  else {
    output.line(heading(`Identifiers (${states.length})`));
    for (const line of tableLines<KeyState>(stateColumns, states)) output.line(line);
    output.line('');
  }
}

const stateColumns = [
  { title: 'prefix', of: ({ prefix }: KeyState) => prefix },
  { title: 'sn', of: ({ sn }: KeyState) => sn.toString(16) },
  { title: 'latest event', of: ({ ilk, said }: KeyState) => `${ilk} ${short(said)}` },
  { title: 'keys', of: ({ keys }: KeyState) => String(keys.length) },
  {
    title: 'witnesses',
    of: ({ witnesses, toad }: KeyState) => (witnesses.length === 0 ? '-' : `${toad} of ${witnesses.length}`),
  },
  { title: 'delegator', of: ({ delegator }: KeyState) => (delegator === undefined ? '-' : short(delegator)) },
];

function showWaiting({ output }: Context, host: Host, json: boolean): void {
  const waiting = host.escrow.list();
  if (!json) output.line(heading(`Waiting (${waiting.length})`));
  for (const { said, kind, reason, prefix } of waiting) {
    const frees = host
      .explain(said)
      .flatMap((one) => (one.kind === 'waiting' ? one.missing.map(wordsOfMissing) : []));
    if (json) output.json({ decision: 'escrowed', escrow: kind, i: prefix, d: said, reason, frees });
    else
      output.line(
        `${kind}  ${short(said)} of ${short(prefix)}  ${reason}: ${frees.length === 0 ? 'it is kept as evidence' : `waits for ${frees.join('; ')}`}`,
      );
  }
  if (!json) output.line('');
}

function showRefused({ output }: Context, told: readonly Told[], json: boolean): void {
  const refused = told.filter(({ report }) => report.decision === 'rejected');
  if (!json) output.line(heading(`Refused (${refused.length})`));
  for (const { shows, report } of refused) {
    if (json) output.json(rowOf(report));
    else
      output.line(
        `${shows}: ${report.ilk ?? 'a message'} at byte ${report.offset}  [${report.reason ?? ''}] ${report.says}`,
      );
  }
  if (!json) output.line('');
}

async function showVerified({ output, end }: Context, folder: string, json: boolean): Promise<void> {
  const { records, findingsCount } = await checkStore(folder);
  if (json) output.json({ summary: true, store: folder, records, findings: findingsCount });
  else
    output.line(
      `The store was opened again and verified: ${records} records, ${findingsCount === 0 ? 'nothing wrong' : `${findingsCount} things wrong`}.`,
    );
  if (findingsCount > 0) end(1);
}

function showNext({ output }: Context, folder: string): void {
  output.line('');
  output.line('Go on with');
  for (const words of ['aids', 'escrow list', 'store stats'])
    output.line(`  npx keelson ${words} --store ${folder}`);
  output.line('  npx keelson ingest YOUR.cesr');
}
