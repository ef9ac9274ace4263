/**
 * Random shapes of keys that KERIpy made, made here again: the same public keys, digests of next keys, signatures,
 * situations and refusals, call by call. `keripy_keys.py` makes them, and draws the same chance.
 *
 * ECDSA signatures of KERIpy are randomised: they have to verify and to point to the same places.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { keyOf, signatureOf } from '../../kernel/cesr/identifiers.ts';
import { decodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import { KeelsonError } from '../../shell/errors.ts';
import { openKeyring, openMemoryKeys, openSalter, parseSalt } from '../../shell/keys/index.ts';
import type {
  Algo,
  EstablishedKeys,
  KeyInception,
  Keyring,
  KeyLot,
  KeyProvider,
  KeyRotation,
  SeedCode,
  Tier,
} from '../../shell/keys/index.ts';

type Stretch = {
  readonly salt: string;
  readonly path: string;
  readonly tier: Tier;
  readonly temp: boolean;
  readonly code: SeedCode;
  readonly transferable: boolean;
  readonly seed: string;
  readonly verkey: string;
};

/** Arguments by KERIpy's names; each call has its own of them. */
type Args = {
  readonly icount?: number;
  readonly icodes?: readonly SeedCode[];
  readonly ncount?: number;
  readonly ncodes?: readonly SeedCode[];
  readonly ncode?: SeedCode;
  readonly dcode?: string;
  readonly algo?: Algo;
  readonly salt?: string;
  readonly stem?: string;
  readonly tier?: Tier;
  readonly rooted?: boolean;
  readonly transferable?: boolean;
  readonly temp?: boolean;
  readonly erase?: boolean;
  readonly advance?: boolean;
  readonly secrecies: readonly (readonly string[])[];
  readonly iridx?: number;
  readonly pre: string;
  readonly old: string;
  readonly new: string;
  readonly ser: string;
  readonly pubs: readonly string[];
  readonly indexed: boolean;
  readonly indices?: readonly number[];
  readonly ondices?: readonly (number | null)[];
};

type Op = 'incept' | 'rotate' | 'replay' | 'ingest' | 'move' | 'sign';
type Stands = {
  readonly sequences: Readonly<Record<string, unknown>>;
  readonly kept: Readonly<Record<string, boolean>>;
};
type Step = {
  readonly op: Op;
  readonly args: Args;
  /** Null where the call was refused, and where it answers nothing. */
  readonly result: unknown;
  readonly error: string | null;
  readonly stands: Stands;
};
type Shape = {
  readonly name: string;
  readonly root: { readonly salt: string; readonly tier: Tier; readonly pidx: number; readonly algo: Algo };
  readonly steps: readonly Step[];
};
type Shapes = { readonly stretches: readonly Stretch[]; readonly shapes: readonly Shape[] };

/** How many stretched seeds, and how many shapes with how many calls, were compared; and the first differences. */
export type KeyComparison = {
  readonly stretched: number;
  readonly shapes: number;
  readonly calls: number;
  readonly differences: readonly string[];
};

const differencesMax = 5;

/** Compares what `keripy_keys.py` wrote into a file with what is made here. */
export async function compareKeys(file: string): Promise<KeyComparison> {
  const { stretches, shapes } = JSON.parse(readFileSync(file, 'utf8')) as Shapes;
  const algorithms = await openAlgorithms();
  const differences: string[] = [];
  for (const stretch of stretches) differences.push(...(await stretchDifference(stretch)));
  for (const shape of shapes) differences.push(...(await shapeDifference(shape, algorithms)));
  const calls = shapes.reduce((sum, { steps }) => sum + steps.length, 0);
  return {
    stretched: stretches.length,
    shapes: shapes.length,
    calls,
    differences: differences.slice(0, differencesMax),
  };
}

async function stretchDifference(given: Stretch): Promise<readonly string[]> {
  const { salt, path, tier, temp, code, transferable } = given;
  const salter = await openSalter(parseSalt(salt), tier);
  const signer = await salter.signer({ path, temp, code, transferable });
  const ours = { seed: signer.seed.use((raw) => encodePrimitive(code, { raw })), verkey: signer.key };
  const theirs = { seed: given.seed, verkey: given.verkey };
  return differenceOf(`path ${JSON.stringify(path)} of tier ${temp ? 'temp' : tier}`, ours, theirs);
}

/** The first call of a shape that ends otherwise. */
async function shapeDifference(
  { name, root, steps }: Shape,
  algorithms: Algorithms,
): Promise<readonly string[]> {
  const chance = { of: name, drawn: 0 };
  const provider = openMemoryKeys();
  const keyring = await openKeyring({
    provider,
    ...root,
    entropy: {
      bytes: (sizeBytes) => {
        chance.drawn += 1;
        const whole = createHash('sha256').update(`${chance.of}/${chance.drawn}`).digest();
        return Uint8Array.from(whole.subarray(0, sizeBytes));
      },
    },
  });
  for (const [at, step] of steps.entries()) {
    Object.assign(chance, { of: `${name}/${at}`, drawn: 0 });
    const { op, args } = step;
    const [error, result] = await outcomeOf(keyring, step);
    const what = `shape ${name}, call ${at}: ${op} ${JSON.stringify(args)}`;
    const found = [
      ...differenceOf(`${what}: refused`, error, step.error !== null),
      ...differenceOf(what, comparable(result, args, algorithms), comparable(step.result, args, algorithms)),
      ...differenceOf(`${what}: stands`, await standsOf(keyring, provider, step.stands), step.stands),
    ];
    if (found.length > 0) return found;
  }
  return [];
}

/** Whether a call was refused, and what it answered. */
async function outcomeOf(keyring: Keyring, { op, args }: Step): Promise<readonly [boolean, unknown]> {
  try {
    return [false, await calls[op](keyring, args)];
  } catch (error) {
    if (error instanceof KeelsonError) return [true, null];
    throw error;
  }
}

const calls: { readonly [op in Op]: (keyring: Keyring, args: Args) => Promise<unknown> } = {
  incept: async (keyring, args) => established(await keyring.incept(inceptionOf(args))),
  rotate: async (keyring, args) => established(await keyring.rotate(args.pre, nextOf(args))),
  replay: async (keyring, args) => established(await keyring.replay(args.pre, nextOf(args))),
  ingest: (keyring, args) => {
    const { ncode, ncount = 1, iridx: ridx = 0 } = args;
    const nextCodes = Array.from({ length: ncount }, () => ncode ?? 'A');
    return keyring.ingest(args.secrecies, { ...inceptionOf(args), nextCodes, nextCount: ncount, ridx });
  },
  move: async (keyring, args) => {
    await keyring.move({ from: args.old, to: args.new });
    return null;
  },
  sign: (keyring, { ser, pubs, indexed, indices = [], ondices = [] }) => {
    const message = new TextEncoder().encode(ser);
    const by = { keys: pubs };
    if (!indexed) return keyring.signUnindexed(message, { by });
    return keyring.sign(message, { by, indices, ondices: ondices.map((one) => one ?? undefined) });
  },
};

function inceptionOf(args: Args): KeyInception {
  const { icount: count, icodes: codes, algo, salt, stem, tier, rooted } = args;
  return { ...nextOf(args), ...given({ count, codes, algo, salt, stem, tier, rooted }) };
}

function nextOf(args: Args): KeyRotation & { readonly advance?: boolean } {
  const {
    ncount: nextCount,
    ncodes: nextCodes,
    dcode: digestCode,
    transferable,
    temp,
    erase,
    advance,
  } = args;
  return given({ nextCount, nextCodes, digestCode, transferable, temp, erase, advance });
}

type Given<T> = { readonly [field in keyof T]?: Exclude<T[field], undefined> };

/** The fields that have a value. */
function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}

function established({ keys, nextKeyDigests }: EstablishedKeys): unknown {
  return { verfers: keys, digers: nextKeyDigests };
}

/** Where the sequences of a step stand here, in KERIpy's words, and which seeds are kept. */
async function standsOf(keyring: Keyring, provider: KeyProvider, theirs: Stands): Promise<Stands> {
  const sequences: [string, unknown][] = [];
  for (const prefix of Object.keys(theirs.sequences)) {
    const known = await keyring.known(prefix);
    const { old, now, next } = known?.situation ?? {};
    const { pidx, algo, stem, tier } = known?.parameters ?? {};
    const parameters = { pidx, algo, stem, tier };
    sequences.push([prefix, { ...parameters, old: lotOf(old), new: lotOf(now), nxt: lotOf(next) }]);
  }
  const kept: [string, boolean][] = [];
  for (const key of Object.keys(theirs.kept)) {
    const isKept = await provider.getKey(`seed.${key}`).then(
      () => true,
      () => false,
    );
    kept.push([key, isKept]);
  }
  return { sequences: Object.fromEntries(sequences), kept: Object.fromEntries(kept) };
}

function lotOf(lot: KeyLot | undefined): unknown {
  return { pubs: lot?.keys, ridx: lot?.ridx, kidx: lot?.kidx };
}

/** A result with ECDSA signatures as where they point to and whether they verify. */
function comparable(result: unknown, args: Args, algorithms: Algorithms): unknown {
  if (!('pubs' in args) || !Array.isArray(result)) return result;
  const { pubs, ser } = args;
  return result.map((text, place) => {
    const key = keyOf(pubs[place] ?? '');
    if (key === undefined || key.scheme === 'ed25519') return text as unknown;
    const indexed = decodeIndexed(String(text));
    const read = indexed.ok ? indexed.value : signatureOf(String(text));
    if (read === undefined) return text as unknown;
    const { raw: signature } = read;
    const message = new TextEncoder().encode(ser);
    const check = { scheme: key.scheme, key: key.raw, message, signature };
    const places = 'index' in read ? [read.index, read.ondex] : [];
    return { code: read.code, places, verifies: algorithms.verify(check) };
  });
}

function differenceOf(what: string, ours: unknown, theirs: unknown): readonly string[] {
  const [a, b] = [inOrder(ours), inOrder(theirs)];
  return a === b ? [] : [`${what}\n  Keelson: ${a}\n  KERIpy:  ${b}`];
}

/** JSON with the labels of every object in order. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part !== 'object' || part === null || Array.isArray(part)
      ? part
      : Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
}
