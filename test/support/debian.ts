/** Packages of the machine that tests need beside those of npm. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const installMillis = 600_000;

/** Installs Debian's packages where that is possible without asking: as root, with apt. */
export function installPackages(...names: readonly string[]): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const apt = (...words: readonly string[]): void => {
    spawnSync('apt-get', ['-qq', '-y', ...words], {
      stdio: 'ignore',
      timeout: installMillis,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  apt('update');
  apt('install', '--no-install-recommends', ...names);
}
