/**
 * Where secrets are kept, as a port: what keeps them needs to know nothing of KERI.
 *
 * The memory is the one here; others hold to the same promises, which `test/keys/provider-suite.ts` checks.
 */

/**
 * Secrets by id.
 *  1. What was stored is durable, to the degree of the provider, when `storeKey` resolves, and `getKey` answers it
 *     byte for byte until it is deleted or replaced.
 *  2. A call that changes something does it as a whole or not at all.
 *  3. Bytes are copied in both directions: who gave or got them may wipe them.
 *  4. Errors name the id and never what is kept under it.
 */
export type KeyProvider = {
  /** Rejects with `KeelsonError` of code `unknown-key` when nothing is kept under the id. */
  readonly getKey: (id: string) => Promise<Uint8Array>;
  /** Rejects with `KeelsonError` of code `key-exists` when the id is taken, unless told to replace. */
  readonly storeKey: (id: string, key: Uint8Array, options?: StoreKeyOptions) => Promise<void>;
  /** Answers whether there was something to delete. */
  readonly deleteKey: (id: string) => Promise<boolean>;
  /**
   * Makes several changes as one, and replaces what is there; of several changes of one id the last holds. A provider
   * that cannot leaves it out. Whoever wraps one that has it wraps this call too.
   */
  readonly changeKeys?: (changes: readonly KeyChange[]) => Promise<void>;
};

/** What is kept under an id from now on; undefined deletes it. */
export type KeyChange = { readonly id: string; readonly key: Uint8Array | undefined } & Sensitivity;

export type StoreKeyOptions = { readonly replace?: boolean } & Sensitivity;

/** What a provider may know about what it keeps. */
export type Sensitivity = {
  /** It is no secret: a provider may keep it at less cost. Left out, it is one. */
  readonly isPublic?: boolean;
};
