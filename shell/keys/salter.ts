/**
 * A salt, and the keys that come of it by paths.
 *
 * Source: keripy.md 8.1. Argon2id over the path as the password and the salt; how much it costs is the tier.
 * KERIpy: `Salter`.
 */
import { decodePrimitive, encodePrimitive } from '../../kernel/cesr/primitive.ts';
import { copyBytes } from '../../kernel/std/bytes.ts';
import { argon2id } from '../crypto/argon2id.ts';
import { seedSizeBytes } from '../crypto/signing.ts';
import { KeelsonError } from '../errors.ts';
import { Secret } from './secret.ts';
import { openSigners } from './signer.ts';
import type { Signer, SignerOf, SignerOptions } from './signer.ts';

/** How much work a key is. KERIpy: `Tiers`. */
export type Tier = 'low' | 'med' | 'high';

type Cost = { readonly passes: number; readonly memoryKibibytes: number };

const costs: { readonly [tier in Tier]: Cost } = {
  low: { passes: 2, memoryKibibytes: 64 * 1024 },
  med: { passes: 3, memoryKibibytes: 256 * 1024 },
  high: { passes: 4, memoryKibibytes: 1024 * 1024 },
};
const temporaryCost: Cost = { passes: 1, memoryKibibytes: 8 };

/** What a stretched secret depends on, beside the salt. */
export type Stretching = {
  readonly path: string;
  /** The tier of the salter when left out. */
  readonly tier?: Tier;
  /** One pass whatever the tier, for tests: such keys are cheap to guess. */
  readonly temp?: boolean;
};

export type Salter = {
  readonly tier: Tier;
  readonly salt: Secret;
  /** A secret of `sizeBytes`, 16 to 1,024. Holds the thread for as long as the tier costs. */
  readonly stretch: (stretching: Stretching & { readonly sizeBytes: number }) => Promise<Secret>;
  /** The signer at a path. */
  readonly signer: (stretching: Stretching & SignerOptions) => Promise<Signer>;
};

/** Bytes of a salt. */
export const saltSizeBytes = 16;
const saltCode = '0A';
/** The least that libsodium stretches to. */
const stretchedSizeBytesMin = 16;
const stretchedSizeBytesMax = 1024;

/** Whether a text is a tier. */
export function isTier(text: string): text is Tier {
  return Object.hasOwn(costs, text);
}

/** The salt that a qualified text of code `0A` is. Throws `KeelsonError` of code `usage`, which does not repeat it. */
export function parseSalt(text: string): Secret {
  const decoded = decodePrimitive(text);
  if (decoded.ok && decoded.value.code === saltCode) return new Secret(decoded.value.raw);
  const says = `a salt is a qualified text of ${saltTextSize} characters that begins with ${saltCode}`;
  throw new KeelsonError('usage', { says, keripy: 'ValueError' });
}

const saltTextSize = 24;

/** The qualified text of a salt. It is the secret itself. */
export function formatSalt(salt: Secret): string {
  return salt.use((raw) => encodePrimitive(saltCode, { raw }));
}

/** Opens a salter on its own, without a keyring. The salt stays with the salter until the caller wipes it. */
export async function openSalter(salt: Secret, tier: Tier): Promise<Salter> {
  return salterOf(salt, tier, await openSigners());
}

/** A salter of a salt of 16 bytes, which it takes over. */
export function salterOf(salt: Secret, tier: Tier, signerOf: SignerOf): Salter {
  const stretch: Salter['stretch'] = (stretching) =>
    stretched(salt, { ...stretching, tier: stretching.tier ?? tier });
  return {
    tier,
    salt,
    stretch,
    signer: async ({ code, transferable, ...stretching }) =>
      signerOf(await stretch({ ...stretching, sizeBytes: seedSizeBytes }), { code, transferable }),
  };
}

type Stretched = Stretching & { readonly tier: Tier; readonly sizeBytes: number };

async function stretched(salt: Secret, { path, tier, temp = false, sizeBytes }: Stretched): Promise<Secret> {
  const isWhole = Number.isSafeInteger(sizeBytes);
  if (!isWhole || sizeBytes < stretchedSizeBytesMin || sizeBytes > stretchedSizeBytesMax) {
    const says = `a stretched secret has ${stretchedSizeBytesMin} to ${stretchedSizeBytesMax} bytes`;
    throw new KeelsonError('usage', { says, keripy: 'ValueError', facts: { sizeBytes } });
  }
  return stretchPassword(passwordOf(path), { salt, tier, temp, sizeBytes });
}

/** What a password is stretched with. */
export type PasswordStretching = {
  readonly salt: Secret;
  readonly tier: Tier;
  readonly temp: boolean;
  readonly sizeBytes: number;
};

/** The secret that a password is stretched to. Holds the thread for as long as the tier costs. */
export async function stretchPassword(
  password: Uint8Array,
  { salt, tier, temp, sizeBytes }: PasswordStretching,
): Promise<Secret> {
  if (!isTier(tier)) throw wrongTier();
  const cost = temp ? temporaryCost : costs[tier];
  // Stretching goes on while others run: a salt that is wiped meanwhile must not become a salt of zeros.
  const copy = salt.use((bytes) => copyBytes(bytes));
  try {
    return new Secret(await argon2id({ password, salt: copy, ...cost, sizeBytes }));
  } finally {
    copy.fill(0);
  }
}

/** A tier that is none. What was given may be a secret in the wrong place, and is not repeated. */
export function wrongTier(): KeelsonError {
  return new KeelsonError('usage', { says: 'there are the tiers low, med and high', keripy: 'ValueError' });
}

/** The UTF-8 of a path. Half of a surrogate pair has none, and would be replaced by what others derive from too. */
function passwordOf(path: string): Uint8Array {
  if (/\p{Surrogate}/u.test(path)) {
    const says = 'a path for keys is a text with UTF-8, and this one has half a surrogate pair';
    throw new KeelsonError('usage', { says, keripy: 'UnicodeEncodeError' });
  }
  return new TextEncoder().encode(path);
}
