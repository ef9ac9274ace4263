/** `keelson import FILE…`: what others brought; or an identifier whose keys were made elsewhere. */
import { isList } from '../../../kernel/event/json.ts';
import { KeelsonError } from '../../errors.ts';
import type { MakeOptions } from '../../habs/index.ts';
import type { Host } from '../../host.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import type { SharedFlags } from '../flags.ts';
import { fileFlag } from '../identity/alias.ts';
import { descriptorFlag, readDescriptorText } from '../identity/descriptor.ts';
import { inceptionParameters, makeOptionsOf } from '../identity/event-parameters.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { readJsonText } from '../identity/json-file.ts';
import { makeNew, withIdentities } from '../identity/open-identities.ts';
import { inceptionOf, showEvent } from '../identity/own-event.ts';
import { parametersOf } from '../identity/parameter.ts';
import { withHost } from '../open-store.ts';
import { startProgress } from '../progress.ts';
import { IngestRun, sizeOf } from './ingest.ts';

type Flags = KeyFlags & {
  readonly alias?: string;
  readonly seedsFd?: number;
  readonly saltFd?: number;
  readonly file?: string;
};

export const importCommand = command<Flags, readonly string[], typeof inceptionParameters>({
  text: {
    brief: 'Take in what others brought, or keys that were made elsewhere',
    description:
      'Takes CESR of others from files: logs, receipts of witnesses, approvals, messages; as `keelson ingest` does. With ' +
      '--alias an identifier is made of seeds, or of a salt, that come from an open file, with the parameters of `keelson ' +
      'incept`: the same ones give the same identifier. Seeds are a list of JSON of the sets, each a list of seeds. When ' +
      'the log, which files may bring, has gone on, the keys go on to where it stands.',
    examples: [
      'keelson import log.cesr',
      'keelson import log.cesr receipts.cesr --json',
      'keelson import --alias frank --seeds-fd 3 3< seeds.json',
      'keelson import --alias grace --salt-fd 3 --icount 2 3< salt.txt',
      'keelson import --alias heidi --salt-fd 3 heidi.cesr 3< salt.txt',
    ],
  },
  parameters: inceptionParameters,
  flags: {
    alias: {
      kind: 'parsed',
      parse: String,
      brief: 'Name of the identifier that is made of seeds or of a salt',
      optional: true,
      placeholder: 'NAME',
    },
    seedsFd: {
      kind: 'parsed',
      parse: descriptorFlag,
      brief: 'Number of an open file that holds the seeds',
      optional: true,
      placeholder: 'N',
    },
    saltFd: {
      kind: 'parsed',
      parse: descriptorFlag,
      brief: 'Number of an open file that holds the salt',
      optional: true,
      placeholder: 'N',
    },
    ...fileFlag,
    ...keyFlags,
  },
  positional: { many: { brief: 'Files of CESR', placeholder: 'FILE' } },
  async run(flags, ...files) {
    const options = makeOptionsOf(parametersOf(inceptionParameters, { file: flags.file, flags }));
    const { alias } = flags;
    if (alias === undefined) {
      assertFiles(flags, files);
      await withHost({ path: flags.store }, (host) => takeIn(this, flags, { host, files }));
      return;
    }
    const secrets = await secretsOf(flags);
    await withIdentities(this, flags, async (identities) => {
      const { habery, host } = identities;
      if (files.length > 0) await takeIn(this, flags, { host, files });
      const asked = { ...options, ...secrets, follow: true };
      const hab = await makeNew(identities, alias, () => habery.make(alias, asked));
      showEvent(this, flags, { hab, event: await inceptionOf(hab, host) });
    });
  },
});

type TakenIn = { readonly host: Host; readonly files: readonly string[] };

async function takeIn(context: Context, flags: SharedFlags, { host, files }: TakenIn): Promise<void> {
  const quiet = flags.quiet === true;
  const progress = startProgress(context.output, { quiet, total: await sizeOf(files) });
  const run = new IngestRun(context, flags, progress);
  for (const file of files) await run.take(host, file);
  progress.end();
  run.finish(host);
}

function assertFiles({ seedsFd, saltFd }: Flags, files: readonly string[]): void {
  if (seedsFd !== undefined || saltFd !== undefined)
    throw new KeelsonError('usage', {
      says: 'name with --alias the identifier that is made of seeds or of a salt',
    });
  if (files.length === 0)
    throw new KeelsonError('usage', { says: 'name a file of CESR, or - to read from standard input' });
}

/** The secrets of a new identifier. Rejects with `usage`, which repeats nothing of them. */
async function secretsOf({ seedsFd, saltFd }: Flags): Promise<Pick<MakeOptions, 'secrecies' | 'salt'>> {
  if (seedsFd !== undefined && saltFd === undefined)
    return { secrecies: seedsIn(await readDescriptorText(seedsFd, '--seeds-fd')) };
  if (saltFd !== undefined && seedsFd === undefined)
    return { salt: await readDescriptorText(saltFd, '--salt-fd') };
  throw new KeelsonError('usage', { says: 'give the seeds with --seeds-fd N, or the salt with --salt-fd N' });
}

function seedsIn(text: string): readonly (readonly string[])[] {
  const sets = readJsonText(text, 'the list of seeds');
  if (!isList(sets) || sets.length === 0) throw noSeeds();
  return sets.map((set) => {
    if (!isList(set) || set.length === 0) throw noSeeds();
    return set.map((seed) => {
      if (typeof seed === 'string') return seed;
      throw noSeeds();
    });
  });
}

function noSeeds(): KeelsonError {
  return new KeelsonError('usage', {
    says: 'seeds are a list of JSON with the sets of keys in their order, each a list of seeds as texts with their code',
  });
}
