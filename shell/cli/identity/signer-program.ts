/**
 * The program that holds the keys of a store, when one does: how it is started is kept with the records of its keys, so
 * that only `keelson init` is told of it.
 *
 * Source: M-090, M-103; docs/decisions/0029.
 */
import { isList, isMap } from '../../../kernel/event/json.ts';
import type { Json } from '../../../kernel/event/json.ts';
import { KeelsonError } from '../../errors.ts';
import type { ExternalProgramOptions, KeyProvider } from '../../keys/index.ts';
import { readJsonFile, readJsonText } from './json-file.ts';

/** How the program is started. */
export type SignerProgram = Pick<
  ExternalProgramOptions,
  'command' | 'args' | 'cwd' | 'environment' | 'isAudited'
>;

const keptId = 'command.signer';
const fields: readonly string[] = ['command', 'args', 'cwd', 'environment', 'audited'];

/** What a file says of a program. Throws `cannot-read`, and `usage` for what is no description of one. */
export function readSignerFile(path: string): SignerProgram {
  return programOf(readJsonFile(path)) ?? wrong(path);
}

/** The program whose description was kept; undefined when none was. Rejects with `damaged-store`. */
export async function readSigner(provider: KeyProvider): Promise<SignerProgram | undefined> {
  const bytes = await keptBytes(provider);
  if (bytes === undefined) return undefined;
  const program = programOf(readJsonText(new TextDecoder().decode(bytes), 'what is kept of the signer'));
  if (program !== undefined) return program;
  throw new KeelsonError('damaged-store', {
    says: 'what is kept of the program that holds the keys cannot be read; restore the key store from a copy',
  });
}

/** Keeps how the program is started. */
export async function keepSigner(provider: KeyProvider, program: SignerProgram): Promise<void> {
  const { isAudited: audited, ...rest } = program;
  const bytes = new TextEncoder().encode(JSON.stringify({ ...rest, audited }));
  await provider.storeKey(keptId, bytes, { replace: true });
}

async function keptBytes(provider: KeyProvider): Promise<Uint8Array | undefined> {
  try {
    return await provider.getKey(keptId);
  } catch (error) {
    if (error instanceof KeelsonError && error.code === 'unknown-key') return undefined;
    throw error;
  }
}

function programOf(description: Json): SignerProgram | undefined {
  if (!isMap(description)) return undefined;
  const given = new Map(description.entries);
  const [command, args, cwd, environment, audited] = fields.map((field) => given.get(field));
  const isSound =
    [...given.keys()].every((label) => fields.includes(label)) &&
    typeof command === 'string' &&
    command !== '' &&
    (cwd === undefined || typeof cwd === 'string') &&
    (audited === undefined || typeof audited === 'boolean');
  const words = args === undefined ? [] : textsOf(args);
  const variables = environment === undefined ? {} : textsByName(environment);
  if (!isSound || words === undefined || variables === undefined) return undefined;
  return {
    command,
    args: words,
    environment: variables,
    isAudited: audited === true,
    ...(cwd === undefined ? {} : { cwd }),
  };
}

function textsOf(value: Json): readonly string[] | undefined {
  if (!isList(value)) return undefined;
  const texts = value.filter((one) => typeof one === 'string');
  return texts.length === value.length ? texts : undefined;
}

function textsByName(value: Json): { readonly [name: string]: string } | undefined {
  if (!isMap(value)) return undefined;
  const texts = value.entries.flatMap(([name, one]) =>
    typeof one === 'string' ? [[name, one] as const] : [],
  );
  return texts.length === value.entries.length ? Object.fromEntries(texts) : undefined;
}

function wrong(path: string): never {
  throw new KeelsonError('usage', {
    says:
      `${path} does not describe a program: write a map with command, and where they are needed args (a list of texts), ` +
      'cwd, environment (a map of texts) and audited (true or false)',
  });
}
