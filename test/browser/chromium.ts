/** The browser of the machine: where it is, or what is missing. Nothing is downloaded but by the machine's own packages. */
import { existsSync } from 'node:fs';
import { installPackages } from '../support/debian.ts';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export type Found = { readonly path: string } | { readonly missing: string };

/** The Chromium that is named by KEELSON_CHROMIUM, or the first that stands where systems put it. */
export function findChromium(): Found {
  const named = process.env['KEELSON_CHROMIUM'];
  if (named !== undefined) {
    return existsSync(named)
      ? { path: named }
      : { missing: `no browser at ${named}, where KEELSON_CHROMIUM says it is` };
  }
  const path = places.find((place) => existsSync(place));
  if (path !== undefined) return { path };
  return {
    missing:
      'no Chromium on this machine: install it (Debian: `apt-get install chromium`), or name one with KEELSON_CHROMIUM',
  };
}

/** Installs Debian's Chromium where that is possible without asking: as root, with apt. */
export function installChromium(): void {
  installPackages('chromium', 'fonts-dejavu-core');
}
