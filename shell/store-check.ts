/**
 * Walks a store in a process of its own before anybody trusts it: damage inside an LMDB file may end the
 * process that reads it.
 *
 * Source: dst.md 2.5 R7, 2.3 (bit rot in a branch page), decisions/0019.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAsClosed } from '../storage/closed-mark.ts';
import { dataFile } from '../storage/lmdb.ts';
import type { VerifyReport } from '../storage/verify.ts';
import { KeelsonError } from './errors.ts';
import type { ErrorCode } from './errors.ts';

/** What the process that walks says. */
export type CheckMessage =
  | { readonly kind: 'progress'; readonly records: number }
  | { readonly kind: 'report'; readonly report: VerifyReport }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly says: string };

/** Signals by which the system says that a process went where it must not. */
const faultSignals: readonly string[] = ['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGILL', 'SIGFPE', 'SIGTRAP'];

/**
 * Verifies the store in `folder` in a process of its own. Damage is a finding, also when it ends that
 * process. Rejects with `KeelsonError` when the store cannot be opened, or somebody writes to it meanwhile.
 */
export async function checkStore(
  folder: string,
  progress: (records: number) => void = () => undefined,
): Promise<VerifyReport> {
  const scratch = await mkdtemp(join(tmpdir(), 'keelson-scratch-'));
  try {
    return await reportOf(startWalk(resolve(folder), scratch), progress);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The program of the process stands beside this file: built, or as source, which tsx loads. */
function startWalk(folder: string, scratch: string): ChildProcess {
  const isSource = import.meta.url.endsWith('.ts');
  const program = fileURLToPath(new URL(`./store-check-main.${isSource ? 'ts' : 'js'}`, import.meta.url));
  return fork(program, [folder, scratch], {
    cwd: dirname(program),
    execArgv: isSource ? ['--import', 'tsx'] : [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

function reportOf(walk: ChildProcess, progress: (records: number) => void): Promise<VerifyReport> {
  let records = 0;
  let end: CheckMessage | undefined;
  walk.on('message', (message) => {
    const said = message as CheckMessage;
    if (said.kind !== 'progress') end = said;
    else progress((records = said.records));
  });
  return new Promise((done, fail) => {
    walk.on('error', (cause) =>
      fail(
        new KeelsonError('store-failed', { says: `no process could be started: ${cause.message}`, cause }),
      ),
    );
    walk.on('close', (code, signal) => {
      if (end?.kind === 'report') done(end.report);
      else if (end?.kind === 'failed') fail(new KeelsonError(end.code, { says: end.says }));
      else if (signal === null || faultSignals.includes(signal))
        done(reportOfDeath(records, signal ?? `code ${String(code)}`));
      else
        fail(
          new KeelsonError('aborted', {
            says: `the walk through the store was ended by ${signal}; do it again`,
          }),
        );
    });
  });
}

/** Reading the store ended the process. */
function reportOfDeath(records: number, how: string): VerifyReport {
  const says = `reading the store ends the process (${how}): a page of its file is damaged`;
  return { records, findings: [{ table: 'meta', key: 'head', says }], findingsCount: 1 };
}

/** How much of a store is checked before a host trusts it. */
export type Checks =
  /** All of it, unless it is byte for byte as a host left it that found it sound and closed it. */
  | 'full'
  /** All of it. */
  | 'always'
  /** Its head and its last record. Every row is checked when it is read. */
  | 'head';

/** How a store came to be trusted. */
export type Trust = 'new' | 'closed' | 'walked' | 'head';

/** Checks the store in `folder`; throws `KeelsonError` when it is damaged. */
export async function assertSound(folder: string, checks: Checks): Promise<Trust> {
  if (!existsSync(join(folder, dataFile))) return 'new';
  if (checks === 'head') return 'head';
  if (checks === 'full' && (await isAsClosed(folder))) return 'closed';
  const { findings, findingsCount } = await checkStore(folder);
  const [first] = findings;
  if (first === undefined) return 'walked';
  throw new KeelsonError('damaged-store', {
    says:
      `the store in ${folder} is damaged: ${countOf(findingsCount)}, the first is row ${first.key} of table ` +
      `${first.table}: ${first.says}; see \`keelson store verify\`; \`keelson store rebuild\` mends views`,
    facts: { findings, findingsCount },
  });
}

function countOf(findings: number): string {
  return findings === 1 ? 'one thing is wrong' : `${String(findings)} things are wrong`;
}
