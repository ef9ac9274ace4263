/**
 * Errors at the border of the library, and the one table from their codes to exit codes.
 *
 * Bad input is never an error of this kind: it is a decision. These are wrong calls, a machine that
 * fails, and our own faults.
 */
import { StoreDamaged, StoreError } from '../storage/store.ts';

/** Why the library throws, with the exit code of the command for it. DESIGN 5. */
export const errorExits = {
  /** The call makes no sense: wrong arguments. */
  usage: 64,
  'unknown-prefix': 1,
  'unknown-said': 1,
  'unknown-escrow': 1,
  'unknown-key': 1,
  'key-exists': 1,
  'no-next-keys': 1,
  'hab-exists': 1,
  'unknown-hab': 1,
  'keys-differ': 1,
  'event-refused': 2,
  'event-waits': 2,
  'not-approved': 2,
  'wrong-passcode': 1,
  'keys-locked': 1,
  'key-refused': 1,
  'wrong-signature': 1,
  'program-not-started': 74,
  'program-ended': 74,
  'program-silent': 74,
  'program-garbled': 74,
  'program-failed': 74,
  'not-in-the-past': 1,
  'no-message': 2,
  'damaged-store': 1,
  'rolled-back': 1,
  'crypto-self-test': 70,
  'host-stopped': 74,
  'host-closed': 64,
  'store-failed': 74,
  'disk-full': 74,
  aborted: 74,
  'channel-overflow': 74,
  /** What a member of a group sent, or what is asked of a group, does not hold. */
  'not-a-proposal': 1,
  'wrong-group': 1,
  'wrong-members': 1,
  'not-a-member': 1,
  'wrong-place': 1,
  'signed-other': 1,
  'group-rotated': 1,
  'cannot-read': 74,
  'cannot-write': 74,
  'our-fault': 70,
} as const satisfies { readonly [code: string]: number };

export type ErrorCode = keyof typeof errorExits;

export type ErrorFacts = { readonly [name: string]: unknown };

/** What is said about an error beside its code. */
export type ErrorDetail = {
  /** One sentence, without a final stop: what is wrong and what to do. */
  readonly says: string;
  /** The class KERIpy raises in the like case. */
  readonly keripy?: string;
  readonly facts?: ErrorFacts;
  readonly cause?: unknown;
};

/** The only error the library throws on purpose. */
export class KeelsonError extends Error {
  override readonly name = 'KeelsonError';
  readonly code: ErrorCode;
  /** KERIpy's class name. */
  readonly keripy: string;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, detail: ErrorDetail) {
    super(`${detail.says} [${code}]`, { cause: detail.cause });
    this.code = code;
    this.keripy = detail.keripy ?? 'KeriError';
    this.facts = detail.facts ?? {};
  }
}

/** Codes of the platform's input and output errors that the user can do something about. */
const inputOutputCodes = new Set([
  'ENOENT',
  'EACCES',
  'EISDIR',
  'ENOTDIR',
  'EPERM',
  'EIO',
  'ENOSPC',
  'EROFS',
  'EMFILE',
  'EBUSY',
  'EEXIST',
]);

function platformCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What LMDB says of a file whose pages are not what was written. */
const damageOfPages = /^MDB_(?:CORRUPTED|PAGE_NOTFOUND|INVALID|INCOMPATIBLE|BAD_TXN|PANIC)\b/;

/** What a store error says, without its code. */
function plainMessage({ message, code }: StoreError): string {
  return message.replace(` [${code}]`, '');
}

/** Any thrown value as one of ours. */
export function asKeelsonError(error: unknown): KeelsonError {
  if (error instanceof KeelsonError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = platformCode(error);
  if (code !== undefined && inputOutputCodes.has(code)) {
    return new KeelsonError('cannot-read', { says: message, facts: { platformCode: code }, cause: error });
  }
  if (error instanceof StoreDamaged) {
    const { table, key } = error;
    return new KeelsonError('damaged-store', {
      says: plainMessage(error),
      facts: { table, key },
      cause: error,
    });
  }
  if (error instanceof StoreError && error.code === 'damaged') {
    return new KeelsonError('damaged-store', { says: plainMessage(error), cause: error });
  }
  if (error instanceof StoreError && error.code === 'disk-full') {
    return new KeelsonError('disk-full', { says: plainMessage(error), cause: error });
  }
  if (error instanceof StoreError && error.code === 'open-failed') {
    const says = `${plainMessage(error)}; name a folder that you may read and write`;
    return new KeelsonError('store-failed', { says, facts: { storeCode: error.code }, cause: error });
  }
  if (error instanceof StoreError) {
    const isOfDisk = error.code === 'commit-failed' || error.code === 'poisoned';
    const says = isOfDisk ? `${message}; check the disk, then open the store again` : plainMessage(error);
    return new KeelsonError('store-failed', { says, facts: { storeCode: error.code }, cause: error });
  }
  if (damageOfPages.test(message)) {
    const says = `a page of the store is damaged (${message}); see \`keelson store verify\``;
    return new KeelsonError('damaged-store', { says, cause: error });
  }
  return new KeelsonError('our-fault', { says: `${message}; please report this`, cause: error });
}
