/**
 * Readers of data cases about the derivation of keys: seeds out of salts, and sequences of keys.
 *
 * Source: test/vectors/README.md; keripy.md 8.1 to 8.3. The keys are those of the keyring that programs use.
 */
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import { openKeyring } from '../keys/open-keyring.ts';
import { KeyShelf } from '../keys/key-shelf.ts';
import type { KeyInception, KeyRotation } from '../keys/key-plan.ts';
import type { Keyring } from '../keys/keyring.ts';
import { openMemoryKeys } from '../keys/memory-keys.ts';
import { isTier, parseSalt, salterOf } from '../keys/salter.ts';
import type { Tier } from '../keys/salter.ts';
import { isSeedCode } from '../keys/signer.ts';
import type { SeedCode, Signer, SignerOf } from '../keys/signer.ts';
import { isAlgo } from '../keys/situation.ts';
import type { Item, ItemReaders } from './data-case.ts';

/** Readers by operation. */
export function derivationReaders(signerOf: SignerOf): ItemReaders {
  return {
    stretch: (given) => stretch(signerOf, given),
    manager: (given) => runSequences(signerOf, given),
  };
}

async function stretch(signerOf: SignerOf, { salt, path, tier, temp, transferable }: Item): Promise<Item> {
  const salter = salterOf(parseSalt(String(salt)), tierOf(tier) ?? 'low', signerOf);
  const signer = await salter.signer({
    path: String(path),
    temp: temp === true,
    code: 'A',
    transferable: transferable !== false,
  });
  return { seed: seedTextOf(signer), verkey: signer.key };
}

/** One keyring for all sequences of an item, so that each takes the next number. */
async function runSequences(signerOf: SignerOf, { salt, tier, temp, sequences }: Item): Promise<Item> {
  const provider = openMemoryKeys();
  const level = tierOf(tier);
  const keyring = await openKeyring({
    provider,
    salt: String(salt),
    ...(level === undefined ? {} : { tier: level }),
  });
  const shown: Item[] = [];
  for (const sequence of itemsOf(sequences)) {
    shown.push(
      await runSequence({ keyring, shelf: new KeyShelf(provider, signerOf), temp: temp === true }, sequence),
    );
  }
  return { sequences: shown };
}

type Means = { readonly keyring: Keyring; readonly shelf: KeyShelf; readonly temp: boolean };

async function runSequence(means: Means, sequence: Item): Promise<Item> {
  const { stem, tier, steps, private_keys } = sequence;
  const shown: Item[] = [];
  let first = '';
  for (const step of itemsOf(steps)) {
    try {
      const { keys, nextKeyDigests } =
        step['op'] === 'rotate'
          ? await means.keyring.rotate(first, rotationOf(step, means.temp))
          : await means.keyring.incept(inceptionOf(step, { stem, tier, temp: means.temp }));
      if (step['op'] === 'incept') first = keys[0] ?? '';
      shown.push({ ...step, verfers: keys, digers: nextKeyDigests });
    } catch (error) {
      shown.push({ ...step, error: error instanceof Error ? error.message : String(error) });
    }
  }
  const known = await means.keyring.known(first);
  return {
    pidx: known?.parameters.pidx,
    stem,
    tier,
    private_keys: private_keys === 'asked' ? await seedsOf(means, first) : null,
    steps: shown,
  };
}

function inceptionOf(step: Item, { stem, tier, temp }: Item): KeyInception {
  const level = tierOf(tier);
  const { algo } = step;
  return {
    ...(typeof stem === 'string' ? { stem } : {}),
    ...(level === undefined ? {} : { tier: level }),
    ...(typeof algo === 'string' && isAlgo(algo) ? { algo } : {}),
    ...(typeof step['icount'] === 'number' ? { count: step['icount'] } : {}),
    codes: codesOf(step['icodes']),
    ...nextOf(step),
    temp: temp === true,
  };
}

function rotationOf(step: Item, temp: boolean): KeyRotation {
  return { ...nextOf(step), temp, erase: step['erase'] !== false };
}

function nextOf(step: Item): KeyRotation {
  const { ncount, dcode, transferable } = step;
  return {
    ...(typeof ncount === 'number' ? { nextCount: ncount } : {}),
    nextCodes: codesOf(step['ncodes']),
    ...(typeof dcode === 'string' ? { digestCode: dcode } : {}),
    ...(typeof transferable === 'boolean' ? { transferable } : {}),
  };
}

/** Public key and seed of what is kept of a sequence, by public key. */
async function seedsOf({ keyring, shelf }: Means, first: string): Promise<readonly (readonly string[])[]> {
  const known = await keyring.known(first);
  const { old, now, next } = known?.situation ?? { old: undefined, now: undefined, next: undefined };
  const keys = [old, now, next].flatMap((lot) => lot?.keys ?? []);
  const pairs: (readonly [string, string])[] = [];
  for (const key of keys) pairs.push([key, seedTextOf(await shelf.signer(key))]);
  return pairs.sort(([a], [b]) => (a < b ? -1 : 1));
}

function seedTextOf({ code, seed }: Signer): string {
  return seed.use((raw) => encodePrimitive(code, { raw }));
}

function tierOf(tier: unknown): Tier | undefined {
  return typeof tier === 'string' && isTier(tier) ? tier : undefined;
}

function codesOf(codes: unknown): readonly SeedCode[] {
  return Array.isArray(codes) ? codes.map(String).filter(isSeedCode) : [];
}

function itemsOf(list: unknown): readonly Item[] {
  return Array.isArray(list)
    ? list.map((one: unknown) => Object.fromEntries(Object.entries(Object(one) as object)))
    : [];
}
