/** runs the command on a plan that has to be red, and says how it ended. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { redPlan } from '../red-plan.ts';

/** The exit code of `keelson sim run` on the red plan; -1 when it was killed. */
export async function exitOfRedRun(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-red-run-'));
  const file = join(folder, 'red.json');
  writeFileSync(file, JSON.stringify(redPlan));
  const main = fileURLToPath(new URL('../../shell/cli/main.js', import.meta.url));
  const given = [...process.execArgv, main, 'sim', 'run', '--plan', file, '--once', '--json'];
  const child = spawn(process.execPath, given, { stdio: 'ignore' });
  const code = await new Promise<number>((resolve) => {
    child.once('exit', (exit) => resolve(exit ?? -1));
    child.once('error', () => resolve(-1));
  });
  rmSync(folder, { recursive: true, force: true });
  return code;
}
