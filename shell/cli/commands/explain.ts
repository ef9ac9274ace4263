/** `keelson explain SAID|FILE`: why messages stand where they stand, or would. */
import { existsSync } from 'node:fs';
import { parseSaid } from '../../../kernel/cesr/identifiers.ts';
import { openMemoryStore } from '../../../storage/memory.ts';
import { KeelsonError } from '../../errors.ts';
import type { Explanation } from '../../explain.ts';
import type { Host } from '../../host.ts';
import type { Report } from '../../report.ts';
import { wordsOfMissing } from '../../words.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { bytesOf } from '../files.ts';
import { momentFlag } from '../flags.ts';
import { tellError } from '../ending.ts';
import { MessageWatch } from '../no-message.ts';
import { assertStore, withHost } from '../open-store.ts';
import { rowOf } from './ingest.ts';

type Flags = { readonly now?: string };

export const explainCommand = command<Flags, readonly [string]>({
  text: {
    brief: 'Say why a message stands where it stands',
    description:
      'For a SAID: the decision with its rule, what it waits for, and what would free it. ' +
      'For a file: what every message in it would come to on this store; nothing is kept. Ends with 1 when nothing is known of a SAID.',
    examples: ['keelson explain EAbc…', 'keelson explain log.cesr', 'keelson explain EAbc… --json'],
  },
  flags: {
    now: {
      kind: 'parsed',
      parse: momentFlag,
      brief: 'The time stands still at this moment',
      optional: true,
      placeholder: 'ISO',
    },
  },
  positional: { each: [{ brief: 'A SAID, or a file of CESR', placeholder: 'SAID|FILE' }] },
  async run(flags, subject) {
    const json = flags.json === true;
    const clock = flags.now === undefined ? {} : { now: flags.now };
    if (existsSync(subject)) await explainFile(this, { path: subject, store: flags.store, json, clock });
    else {
      assertStore(flags.store);
      await withHost({ path: flags.store, checks: 'head', ...clock }, async (host) =>
        explainSaid(this, host, { said: subject, json }),
      );
    }
  },
});

function explainSaid(
  context: Context,
  host: Host,
  { said, json }: { readonly said: string; readonly json: boolean },
): void {
  const found = host.explain(said);
  if (found.length === 0) {
    throw new KeelsonError('unknown-said', {
      says: parseSaid(said).ok
        ? `nothing is known of ${said}: it was neither accepted nor does it wait; ingest it, or explain the file that holds it`
        : `${said} is no SAID, and there is no file of that name; check how it is written`,
      keripy: 'MissingEntryError',
      facts: { said },
    });
  }
  for (const explanation of found) {
    if (json) context.output.json(rowOfExplanation(explanation));
    else for (const line of linesOf(explanation)) context.output.line(line);
  }
}

function rowOfExplanation(explanation: Explanation): object {
  switch (explanation.kind) {
    case 'accepted': {
      const { event, fn } = explanation.stored;
      const decision = explanation.isTrunk ? 'accepted' : 'superseded';
      return {
        decision,
        ilk: event.ilk,
        i: event.prefix,
        s: event.sn.toString(16),
        d: event.said,
        fn: Number(fn),
        says: explanation.says,
      };
    }
    case 'waiting': {
      const { waiting, rule, says, missing } = explanation;
      const { kind, prefix, sn, said, reason, attempts } = waiting;
      return {
        decision: 'escrowed',
        escrow: kind,
        i: prefix,
        s: sn === undefined ? null : sn.toString(16),
        d: said,
        rule,
        reason,
        says,
        missing,
        frees: missing.map(wordsOfMissing),
        attempts,
      };
    }
    case 'conflicting': {
      const { event, against } = explanation.evidence;
      return {
        decision: 'rejected',
        ilk: event.ilk,
        i: event.prefix,
        s: event.sn.toString(16),
        d: event.said,
        against,
        says: explanation.says,
      };
    }
  }
}

function linesOf(explanation: Explanation): readonly string[] {
  if (explanation.kind !== 'waiting') return [explanation.says];
  const { waiting, rule, says, missing } = explanation;
  return [
    `${waiting.said} of ${waiting.prefix} waits (${waiting.kind}, ${waiting.reason})`,
    `  rule ${rule}: ${says}`,
    ...missing.map((one) => `  it waits for ${wordsOfMissing(one)}`),
  ];
}

type FileParts = {
  readonly path: string;
  readonly store: string;
  readonly json: boolean;
  readonly clock: { readonly now?: string };
};

/** Decides a file over what the store holds; nothing is committed. */
async function explainFile(context: Context, { path, store, json, clock }: FileParts): Promise<void> {
  const bytes = await bytesOf(path);
  const place = existsSync(store) ? { path: store, checks: 'head' as const } : { store: openMemoryStore() };
  await withHost({ ...place, ...clock, keepsNothing: true }, async (host) => {
    const watch = new MessageWatch(path);
    const onDecision = (report: Report): void => {
      watch.see(report);
      if (json) context.output.json(rowOf(report));
      else for (const line of reportLines(report)) context.output.line(line);
      if (report.decision === 'rejected' || report.decision === 'escrowed') context.end(2);
    };
    await host.ingest(bytes, { onDecision, signal: context.signal });
    const error = watch.error();
    if (error !== undefined) tellError(context, error);
  });
}

function reportLines(report: Report): readonly string[] {
  const { decision, rule, says, reason, span, field, offset } = report;
  const where = span === undefined ? `byte ${offset}` : `bytes ${span.start} to ${span.end}`;
  return [
    `${decision}: ${wordsOfSubject(report)} (byte ${offset})`,
    `  rule ${rule}${reason === undefined ? '' : `, ${reason}`}: ${says}`,
    ...(field === undefined ? [] : [`  field ${field}, ${where}`]),
    ...report.missing.map((one) => `  it waits for ${wordsOfMissing(one)}`),
  ];
}

/** What a report is about, as far as it is known. */
function wordsOfSubject({ ilk, prefix, sn, said, isFraming }: Report): string {
  if (isFraming) return 'bytes that are no message';
  return [
    ilk ?? 'a message',
    ...(said === undefined ? [] : [said]),
    ...(prefix === undefined ? [] : [`of ${prefix}`]),
    ...(sn === undefined ? [] : [`at sn ${sn.toString(16)}`]),
  ].join(' ');
}
