/** SoftHSM2 and what speaks PKCS#11 to it: where they are, or what is missing. They come as the machine's own packages. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { installPackages } from '../support/debian.ts';

/** Where the library stands, by its packages on Debian, Fedora and macOS. */
const modules = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
];

/** What a run needs: the library, the tool that makes tokens, and a Python with PyKCS11. */
export type Found =
  | { readonly module: string; readonly tool: string; readonly python: string }
  | { readonly missing: string };

/** Finds them; KEELSON_PKCS11_MODULE and KEELSON_PYTHON name others than the usual ones. */
export function findSoftHsm(): Found {
  const module = [process.env['KEELSON_PKCS11_MODULE'], ...modules].find(
    (path) => path !== undefined && existsSync(path),
  );
  const tool = 'softhsm2-util';
  if (module === undefined || !runs(tool, ['--version']))
    return missing('SoftHSM2', 'softhsm2', 'KEELSON_PKCS11_MODULE');
  const pythons = [process.env['KEELSON_PYTHON'], '/usr/bin/python3', 'python3'];
  const python = pythons.find((path) => path !== undefined && runs(path, ['-c', 'import PyKCS11']));
  if (python === undefined) return missing('a Python with PyKCS11', 'python3-pykcs11', 'KEELSON_PYTHON');
  return { module, tool, python };
}

/** Installs Debian's packages where that is possible without asking: as root, with apt. */
export function installSoftHsm(): void {
  installPackages('softhsm2', 'python3-pykcs11');
}

function runs(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

function missing(what: string, debian: string, variable: string): Found {
  return {
    missing: `no ${what} on this machine: install it (Debian: \`apt-get install ${debian}\`), or name one with ${variable}`,
  };
}
