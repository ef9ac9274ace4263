/** The judges of the simulator, on any host that runs. docs/INVARIANTS.md lists what they promise. */
import type { Entry } from '../../invariants/entry.ts';
import type { Finding } from '../../invariants/judge.ts';
import { judgeLog } from '../../invariants/judge-log.ts';
import type { LogVerdict } from '../../invariants/judge-log.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import type { Host, PlacedEntry } from '../../shell/host.ts';

type JudgedEntry = { readonly ordinal: number; readonly entry: Entry };

/** What judges ask a host: its log from the first entry on, and the key states that it claims. */
export type JudgedHost = Pick<Host, 'log' | 'keyState' | 'history'>;

/** A judge found a promise broken; the message has all findings. */
export class PromiseBroken extends Error {
  override readonly name = 'PromiseBroken';
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(findings.map(({ invariant, step, detail }) => `${invariant} at ${step}: ${detail}`).join('\n'));
    this.findings = findings;
  }
}

/**
 * Reads the whole log of a host and judges it: signatures, thresholds, chains, receipts, superseding, and
 * whether the key states it claims are those that follow. Cost grows with the log; a large one is judged in parts.
 */
export async function judgeHost(host: JudgedHost, algorithms?: Algorithms): Promise<LogVerdict> {
  const given = { algorithms: algorithms ?? (await openAlgorithms()) };
  return judgeLog(
    {
      entries: () => entriesOf(host.log()),
      count: host.history.entryCount(),
      keyState: (prefix) => host.keyState(prefix),
    },
    given,
  );
}

/** The same, for tests: throws `PromiseBroken` when there is a finding, or when no judge had anything to judge. */
export async function assertPromises(host: JudgedHost): Promise<void> {
  const { findings, judged } = await judgeHost(host);
  if (findings.length > 0) throw new PromiseBroken(findings);
  if (judged.every(([, count]) => count === 0)) {
    throw new PromiseBroken([
      { invariant: 'Judged', node: '', step: 0, detail: 'the log is empty: no judge had anything to judge' },
    ]);
  }
}

/** Entries without the key states that the log claims for them: what follows is compared with what the host claims. */
function* entriesOf(placed: Iterable<PlacedEntry>): Generator<JudgedEntry> {
  for (const { ordinal, entry } of placed) {
    yield { ordinal, entry: entry.kind === 'append-event' ? { ...entry, state: undefined } : entry };
  }
}
