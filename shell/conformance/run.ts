/**
 * Runs a folder of cases and compares each with what it has to end with.
 *
 * Source: test/vectors/README.md. What is observed is computed from the input of a case and from the
 * store; the expectation is looked at afterwards, by the comparison alone.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { makeFolder } from '../../storage/make-folder.ts';
import { openAlgorithms } from '../crypto/index.ts';
import { KeelsonError, asKeelsonError } from '../errors.ts';
import { openSigners } from '../keys/signer.ts';
import type { SignerOf } from '../keys/signer.ts';
import { cesrReaders } from './cesr-cases.ts';
import { caseDifference } from './compare.ts';
import { givenOf, operationOf } from './data-case.ts';
import type { Item, ItemReader, ItemReaders } from './data-case.ts';
import { derivationReaders } from './derivation-cases.ts';
import { listOf, objectOf } from './json-path.ts';
import type { Difference, Json, JsonObject } from './json-path.ts';
import { messageReaders } from './message-cases.ts';
import { signatureReaders } from './signature-cases.ts';
import { runStream } from './stream-case.ts';
import type { StreamRun } from './stream-case.ts';

export type ConformanceOptions = {
  readonly folder: string;
  /** Folder for what was observed; not written when undefined. */
  readonly emit: string | undefined;
  /** Kinds to run; all when empty. */
  readonly kinds: readonly string[];
  /** `keripy-1.1` is compared with the recorded outcomes alone. */
  readonly compat: StreamRun['compat'];
};

/** How one case ended. */
export type CaseResult = {
  readonly name: string;
  readonly kind: string;
  readonly outcome: 'passed' | 'failed' | 'not-covered';
  readonly difference: Difference | undefined;
};

type Entry = { readonly name: string; readonly kind: string; readonly type: string; readonly file: string };

async function readJson(path: string): Promise<JsonObject> {
  try {
    return objectOf(JSON.parse(await readFile(path, 'utf8')) as Json);
  } catch (error) {
    throw new KeelsonError('cannot-read', {
      says: `${path} cannot be read as JSON; name a folder of cases`,
      cause: error,
    });
  }
}

async function overridesOf(folder: string): Promise<JsonObject> {
  try {
    return objectOf(JSON.parse(await readFile(join(folder, 'overrides.json'), 'utf8')) as Json);
  } catch {
    return {};
  }
}

function makeEmitFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new KeelsonError('cannot-write', { says: `${folder} cannot be made; name another folder`, cause });
  }
}

/** Runs the cases one after the other; yields each result as it is there. */
export async function* runCases(options: ConformanceOptions): AsyncIterable<CaseResult> {
  const [algorithms, signerOf] = await Promise.all([openAlgorithms(), openSigners()]);
  const manifest = await readJson(join(options.folder, 'manifest.json'));
  const overrides = options.compat === 'specification' ? await overridesOf(options.folder) : {};
  if (options.emit !== undefined) makeEmitFolder(options.emit);
  for (const entry of entriesOf(manifest)) {
    if (options.kinds.length > 0 && !options.kinds.includes(entry.kind)) continue;
    yield await runCase(entry, options, { algorithms, signerOf, override: overrides[entry.name] });
  }
}

function entriesOf(manifest: JsonObject): readonly Entry[] {
  return listOf(manifest['cases']).map((one) => {
    const { name, kind, type, file } = objectOf(one);
    return { name: String(name), kind: String(kind), type: String(type), file: String(file) };
  });
}

type Context = {
  readonly algorithms: Algorithms;
  readonly signerOf: SignerOf;
  readonly override: Json | undefined;
};

async function runCase(
  entry: Entry,
  options: ConformanceOptions,
  { algorithms, signerOf, override }: Context,
): Promise<CaseResult> {
  const { name, kind } = entry;
  const whole = await readJson(join(options.folder, entry.file));
  const readers = {
    ...cesrReaders,
    ...messageReaders(algorithms),
    ...signatureReaders(algorithms, signerOf),
    ...derivationReaders(signerOf),
  };
  const run = { algorithms, compat: options.compat };
  const observed = await observedOf(entry, whole, { run, readers });
  if (observed === undefined) return { name, kind, outcome: 'not-covered', difference: undefined };
  if (options.emit !== undefined)
    await writeFile(join(options.emit, `${name}.json`), `${JSON.stringify(observed)}\n`);
  const recorded = entry.type === 'data' ? { items: listOf(whole['items']) } : objectOf(whole['expected']);
  const difference = caseDifference(
    recorded,
    override === undefined ? undefined : objectOf(override),
    observed,
  );
  return { name, kind, outcome: difference === undefined ? 'passed' : 'failed', difference };
}

type Means = { readonly run: StreamRun; readonly readers: ItemReaders };

/** What the case shows; undefined when one of its operations has no reader. */
async function observedOf(
  entry: Entry,
  whole: JsonObject,
  { run, readers }: Means,
): Promise<JsonObject | undefined> {
  try {
    if (entry.type === 'data') return await observeItems(listOf(whole['items']), readers);
    return await runStream({ receiver: objectOf(whole['receiver']), feed: listOf(whole['feed']) }, run);
  } catch (error) {
    return { failure: asKeelsonError(error).message };
  }
}

async function observeItems(items: readonly Json[], readers: ItemReaders): Promise<JsonObject | undefined> {
  const shown: Json[] = [];
  for (const one of items) {
    const item: Item = objectOf(one);
    const reader = readers[operationOf(item)];
    if (reader === undefined) return undefined;
    shown.push(await showItem(reader, givenOf(item)));
  }
  return { items: shown };
}

async function showItem(reader: ItemReader, given: Item): Promise<Json> {
  try {
    return plain(await reader(given));
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** As it will be read back from the file that it is written to. */
function plain(item: Item): Json {
  return JSON.parse(JSON.stringify(item)) as Json;
}
