/** Looking at a store on disk from outside of its process. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { scriptArguments } from './child-script.ts';

/** What a look at a store came to. */
export type Inspection = {
  readonly records: number;
  readonly escrowChanges: number;
  /** Acknowledged decisions that are not in the store. */
  readonly lost: readonly string[];
  /** What the scrub finds wrong; empty when it was not asked for. */
  readonly findings: readonly string[];
};

/** Looks at the store in `folder`; throws when it cannot be opened, or when the process that opened it died. */
export async function inspectStore(
  folder: string,
  acknowledged: readonly string[],
  { verifies }: { readonly verifies: boolean },
): Promise<Inspection> {
  const child = spawn(
    process.execPath,
    [...scriptArguments('inspect-child'), folder, verifies ? 'verify' : 'look'],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  child.stdin.end(acknowledged.join('\n'));
  const ended = new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ?? String(code)));
  });
  const [said, complaint, ending] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (ending !== '0') throw new Error(`the store cannot be looked at (${ending}): ${complaint.slice(-500)}`);
  const inspection: unknown = JSON.parse(said);
  return inspection as Inspection;
}
