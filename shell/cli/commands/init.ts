/** `keelson init`: a place for keys, behind a passcode, and the store that goes with it. */
import { bytesEqual } from '../../../kernel/std/bytes.ts';
import { KeelsonError } from '../../errors.ts';
import { hasKeyring, openKeyring, parseSalt } from '../../keys/index.ts';
import type { Algo, Keyring, KeyringOptions, LmdbKeys, Tier } from '../../keys/index.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { descriptorFlag, readDescriptorText } from '../identity/descriptor.ts';
import { keyFlags, keysFolderOf } from '../identity/flags.ts';
import { withSigner } from '../identity/open-keyring.ts';
import { withFoundedKeys } from '../identity/open-keys.ts';
import type { IdentityFlags } from '../identity/open-keys.ts';
import { keepSettings, readSettings } from '../identity/settings.ts';
import { keepSigner, readSigner, readSignerFile } from '../identity/signer-program.ts';
import type { SignerProgram } from '../identity/signer-program.ts';
import { withHost } from '../open-store.ts';

type Flags = Pick<IdentityFlags, 'keys' | 'passcodeFd'> & {
  readonly tier?: Tier;
  readonly algo?: Algo;
  readonly saltFd?: number;
  readonly signer?: string;
  readonly temp?: boolean;
};

export const initCommand = command<Flags, readonly []>({
  text: {
    brief: 'Make a place for keys, behind a passcode',
    description:
      'Makes the folder of the keys and the store, when they are not there, and looks whether the passcode opens them. ' +
      'The passcode has 21 characters or more; who loses it loses the keys. Keys come of a salt, which is drawn, or ' +
      'read with --salt-fd: the same salt brings the same keys back. With --signer a program holds the keys, such as one ' +
      'in front of a security module; the folder keeps which key is whose.',
    examples: [
      'keelson init',
      'keelson init --store ./alice --passcode-fd 0 < passcode.txt',
      'keelson init --store ./again --salt-fd 3 3< salt.txt',
      'keelson init --store ./module --signer signer.json',
    ],
  },
  flags: {
    ...keyFlags,
    tier: {
      kind: 'enum',
      values: ['low', 'med', 'high'],
      brief: 'What a guess at passcode and keys costs; low, a third of a second, when left out',
      optional: true,
    },
    algo: {
      kind: 'enum',
      values: ['salty', 'randy'],
      brief: 'Keys out of a salt, which is the usual way, or each by chance',
      optional: true,
    },
    saltFd: {
      kind: 'parsed',
      parse: descriptorFlag,
      brief: 'Number of an open file that holds the salt, as text with its code 0A',
      optional: true,
      placeholder: 'N',
    },
    signer: {
      kind: 'parsed',
      parse: String,
      brief: 'File of JSON that says which program holds the keys: command, args, cwd, environment, audited',
      optional: true,
      placeholder: 'FILE',
    },
    temp: {
      kind: 'boolean',
      brief: 'Passcode and keys are cheap to make, and cheap to guess: for tests',
      optional: true,
      withNegated: false,
    },
  },
  positional: { each: [] },
  async run(flags) {
    const signer = signerOf(flags);
    const salt = flags.saltFd === undefined ? undefined : await readDescriptorText(flags.saltFd, '--salt-fd');
    await withFoundedKeys(this, flags, async (keys) => {
      const program = signer ?? (await readSigner(keys));
      if (program === undefined) await found(keys, flags, salt);
      else if (salt === undefined) await foundSigner(this, keys, { flags, program });
      else throw otherSalt();
      await withHost({ path: flags.store }, () => Promise.resolve());
      show(this, flags, keys.aeid());
    });
  },
});

/** Founds the keyring, and looks that one that was there is of the same salt. A call that was cut off can be made again. */
async function found(keys: LmdbKeys, { tier, algo, temp }: Flags, salt: string | undefined): Promise<void> {
  const options: KeyringOptions = {
    provider: keys,
    ...(tier === undefined ? {} : { tier }),
    ...(algo === undefined ? {} : { algo }),
    ...(salt === undefined ? {} : { salt }),
  };
  const keyring = await openKeyring(options);
  if (salt !== undefined && !(await isSalt(keyring, salt))) throw otherSalt();
  if ((await readSettings(keyring)) === undefined) await keepSettings(keyring, { temp: temp === true });
}

/** The program that holds the keys, when one is named. Throws `usage` beside what only keys that are made here have. */
function signerOf({ signer, algo, saltFd }: Flags): SignerProgram | undefined {
  if (signer === undefined) return undefined;
  if (algo !== undefined || saltFd !== undefined)
    throw new KeelsonError('usage', {
      says: 'a signer draws its keys itself: leave out --algo and --salt-fd, or --signer',
    });
  return readSignerFile(signer);
}

/** Founds the keyring over a program that was shown to run; how it is started is kept last. */
async function foundSigner(
  { output }: Context,
  keys: LmdbKeys,
  { flags, program }: { readonly flags: Flags; readonly program: SignerProgram },
): Promise<void> {
  if (await hasKeyring(keys)) throw otherKeys();
  await withSigner(program, keys, async (keyring) => {
    if ((await readSettings(keyring)) === undefined)
      await keepSettings(keyring, { temp: flags.temp === true });
  });
  await keepSigner(keys, program);
  if (program.isAudited !== true)
    output.note(
      `Nobody said that ${program.command} was examined: see docs/guides/external-keys.md, then say "audited": true.`,
    );
}

/** Whether keys are made of that salt. */
async function isSalt(keyring: Keyring, salt: string): Promise<boolean> {
  const kept = await keyring.salt();
  const given = parseSalt(salt);
  try {
    return kept.use((one) => given.use((other) => bytesEqual(one, other)));
  } finally {
    kept.wipe();
    given.wipe();
  }
}

function show(
  { output }: Context,
  flags: Flags & { readonly json?: boolean; readonly store: string },
  aeid: string,
): void {
  const keys = keysFolderOf(flags);
  if (flags.json === true) output.json({ keys, store: flags.store, aeid });
  else
    output.line(
      `Keys are kept in ${keys}, logs in ${flags.store}; make an identifier with \`keelson incept NAME\``,
    );
}

function otherKeys(): KeelsonError {
  return new KeelsonError('key-exists', {
    says: 'keys that were made here are there already, and nothing was changed; name another folder with --keys',
  });
}

function otherSalt(): KeelsonError {
  return new KeelsonError('key-exists', {
    says: 'keys of another salt, or of a signer, are there already, and nothing was changed; name another folder with --keys',
  });
}
