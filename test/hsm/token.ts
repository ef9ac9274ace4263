/**
 * The token that this run was started with, if it was: `test/hsm/run.ts` makes one and names it. Programs that sign with
 * it are ended after the tests of the file.
 */
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openExternalSigner, openMemoryKeys, openSecureKeyring } from '../../shell/keys/index.ts';
import type { ExternalProgramOptions, ExternalSigner, HabKeys } from '../../shell/keys/index.ts';
import { tokenVariable } from './token-place.ts';
import type { TokenPlace } from './token-place.ts';

const told = process.env[tokenVariable];
export const token: TokenPlace | undefined =
  told === undefined ? undefined : (JSON.parse(told) as TokenPlace);

const program = join(import.meta.dirname, '..', '..', 'docs', 'examples', 'pkcs11_signer.py');
const opened: ExternalSigner[] = [];
let owners = 0;

if (token !== undefined)
  afterAll(async () => {
    for (const signer of opened) await signer.close();
  });

/** How the program of the guide is started on a token; an owner of its own for each prefix. */
export function programOn(place: TokenPlace, prefix: string): ExternalProgramOptions {
  return {
    command: place.python,
    args: [program],
    environment: {
      SOFTHSM2_CONF: place.config,
      PKCS11_MODULE: place.module,
      PKCS11_TOKEN: place.label,
      PKCS11_PIN_FILE: place.pinFile,
      PKCS11_PREFIX: prefix,
    },
  };
}

/** A signer that holds no keys yet. */
export async function openSignerOn(place: TokenPlace): Promise<ExternalSigner> {
  owners += 1;
  const signer = await openExternalSigner(programOn(place, `${process.pid}.${owners}.`));
  opened.push(signer);
  return signer;
}

/** Keys in the token, as a way of keeping keys; none without a token. */
export const keepersOfToken: readonly (readonly [name: string, keys: () => Promise<HabKeys>])[] =
  token === undefined
    ? []
    : [
        [
          'keys in a token',
          async () => openSecureKeyring({ signer: await openSignerOn(token), records: openMemoryKeys() }),
        ],
      ];
