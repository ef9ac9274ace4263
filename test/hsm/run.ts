/**
 * `npm run test:hsm [-- --install]`: identities whose keys are in SoftHSM2, through PKCS#11 and the program of the guide.
 *
 * A token is made in a temporary folder, and removed with it. Ends with 1 when a test fails, and with 69 when
 * something that it needs is not there, in a sentence that says what to install. `--install` lets it be installed first.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSoftHsm, installSoftHsm } from './environment.ts';
import type { TokenPlace } from './token-place.ts';
import { tokenVariable } from './token-place.ts';

const unavailable = 69;
const label = 'keelson-test';

if (process.argv.includes('--install') && 'missing' in findSoftHsm()) installSoftHsm();
const found = findSoftHsm();
if ('missing' in found) {
  console.error(`test:hsm: ${found.missing}`);
  process.exitCode = unavailable;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-token-'));
  try {
    process.exitCode = runTests(madeToken(found, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function madeToken(
  { module, tool, python }: Exclude<typeof found, { missing: string }>,
  folder: string,
): TokenPlace {
  const config = join(folder, 'softhsm2.conf');
  const tokens = join(folder, 'tokens');
  mkdirSync(tokens);
  writeFileSync(config, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  const pin = String(randomInt(10_000_000, 100_000_000));
  const pinFile = join(folder, 'pin');
  writeFileSync(pinFile, `${pin}\n`, { mode: 0o600 });
  const made = spawnSync(tool, ['--init-token', '--free', '--label', label, '--so-pin', pin, '--pin', pin], {
    env: { ...process.env, SOFTHSM2_CONF: config },
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`softhsm2-util makes no token: ${made.stderr}`);
  return { module, label, pinFile, config, python };
}

function runTests(place: TokenPlace): number {
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  const files = ['test/hsm', 'test/shell/habs/habs.test.ts', 'test/shell/habs/messages.test.ts'];
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'parts', ...files], {
    env: { ...process.env, [tokenVariable]: JSON.stringify(place) },
    stdio: 'inherit',
  });
  return status ?? 1;
}
