/**
 * KERIpy in virtual environments of its own under `.cache/interop`, made when missing.
 *
 * What cannot be had (a Python, pip, the registry, libsodium) is said in one sentence, so that a run without it is
 * skipped and not failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export type Release = {
  readonly version: string;
  /** The Python versions it runs on, as [major, minor, patch]; the upper one is not included. */
  readonly from: readonly number[];
  readonly below: readonly number[];
};

export const releases: readonly Release[] = [
  { version: '1.1.17', from: [3, 10, 4], below: [3, 13, 0] },
  { version: '1.3.6', from: [3, 12, 2], below: [3, 14, 0] },
];

export type Keripy = { readonly version: string; readonly python: string };
export type Missing = { readonly version: string; readonly missing: string };

const cache = '.cache/interop';
const installMillis = 600_000;

/** The environment of a release: the Python that runs it, or what is missing. */
export function keripyOf(release: Release, scripts: string): Keripy | Missing {
  const { version } = release;
  const folder = join(cache, `keripy-${version}`);
  const python = join(folder, 'bin', 'python');
  if (runs(python, version)) return { version, python };
  const base = pythonFor(release);
  if (base === undefined) {
    return {
      version,
      missing: `a Python from ${release.from.join('.')} and below ${release.below.join('.')} (set KEELSON_PYTHON to name one)`,
    };
  }
  rmSync(folder, { recursive: true, force: true });
  const made = said(base, ['-m', 'venv', folder]);
  if (made.status !== 0) return { version, missing: `the module venv of ${base}: ${lastLine(made.stderr)}` };
  const constraints = join(scripts, `keripy-${version}.txt`);
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--constraint',
    constraints,
    `keri==${version}`,
  ];
  const installed = said(python, pip);
  if (installed.status !== 0)
    return { version, missing: `KERIpy ${version} from the package registry: ${lastLine(installed.stderr)}` };
  if (!runs(python, version))
    return { version, missing: `a KERIpy ${version} that can be imported (is libsodium installed?)` };
  return { version, python };
}

function runs(python: string, version: string): boolean {
  if (!existsSync(python)) return false;
  const { status, stdout } = said(python, [
    '-c',
    'import keri, keri.core.eventing, keri.vdr.eventing; print(keri.__version__)',
  ]);
  return status === 0 && stdout.trim() === version;
}

/** A Python of a version that the release runs on: the one named, those on the path, those that pyenv has. */
function pythonFor({ from, below }: Release): string | undefined {
  const named = process.env['KEELSON_PYTHON'];
  const onPath = ['python3', 'python3.12', 'python3.13', 'python3.11', 'python3.10'];
  const candidates = [...(named === undefined ? [] : [named]), ...onPath, ...pyenvPythons()];
  return candidates.find((candidate) => {
    const found = versionOf(candidate);
    return found !== undefined && atLeast(found, from) && !atLeast(found, below);
  });
}

function pyenvPythons(): readonly string[] {
  const { status, stdout } = said('pyenv', ['root']);
  if (status !== 0) return [];
  const versions = said('pyenv', ['versions', '--bare', '--skip-aliases'])
    .stdout.split('\n')
    .filter((line) => line !== '');
  return versions.map((version) => join(stdout.trim(), 'versions', version, 'bin', 'python'));
}

function versionOf(python: string): readonly number[] | undefined {
  const { status, stdout } = said(python, ['-c', 'import sys; print(*sys.version_info[:3])']);
  return status === 0 ? stdout.trim().split(' ').map(Number) : undefined;
}

function atLeast(version: readonly number[], bound: readonly number[]): boolean {
  for (const [place, least] of bound.entries()) {
    const part = version[place] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

function said(
  program: string,
  args: readonly string[],
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: installMillis });
  return { status, stdout, stderr };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
