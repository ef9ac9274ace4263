/** What one signature scheme must give. The code rows of `kernel/cesr/codes.ts` name the schemes. */
import type { SignatureScheme } from '../../kernel/crypto/algorithm.ts';

/**
 * A signature scheme that is ready for use.
 *  1. `verify` never throws: a key or signature of wrong size or form is `false`.
 *  2. `verify` is a function of its arguments.
 */
export type Scheme = {
  readonly name: SignatureScheme;
  readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
};

/** Opens a scheme; may load code first. */
export type OpenScheme = () => Promise<Scheme>;
