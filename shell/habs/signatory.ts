/**
 * What signs data of a habery for itself, so that whoever changes it at rest is found out: an identity that is not listed and
 * never rotates.
 *
 * Source: keripy.md 8.5. KERIpy: `Signator`, `Habery.signator`; the same name, and so the same keys out of the same salt. Here it
 * is made when it is first asked for, and KERIpy makes it with the habery.
 */
import { isTransferable, parsePrefix } from '../../kernel/cesr/identifiers.ts';
import { decodePrimitive } from '../../kernel/cesr/primitive.ts';
import { isSignedBy } from '../../kernel/evidence/signatures.ts';
import { KeelsonError } from '../errors.ts';
import type { Host } from '../host.ts';
import type { Hab } from './hab.ts';

/** The name of the identity that signs data. */
export const signatoryName = '__signatory__';

/** How it is made. */
export const signatoryOptions = { transferable: false, hidden: true } as const;

export type Signatory = {
  /** The identifier, which is its key. */
  readonly prefix: string;
  /** The signature, which does not say whose it is: whoever checks it knows. */
  readonly sign: (data: Uint8Array) => Promise<string>;
  /** Whether the text is a signature of it over the data; false for what is no signature. */
  readonly verify: (data: Uint8Array, signature: string) => boolean;
};

/** What signs with that identity. Throws `KeelsonError` of code `hab-exists` when it is one that was made for something else. */
export function signatoryOf({ algorithms }: Pick<Host, 'algorithms'>, hab: Hab): Signatory {
  const parsed = parsePrefix(hab.prefix);
  if (!parsed.ok || isTransferable(parsed.value) || !hab.isHidden)
    throw new KeelsonError('hab-exists', {
      says: `the name ${signatoryName} is that of the identity that signs data, and another one has it`,
      keripy: 'ValueError',
      facts: { prefix: hab.prefix },
    });
  const prefix = parsed.value;
  return {
    prefix,
    sign: async (data) => {
      const [signature = ''] = await hab.signUnindexed(data);
      return signature;
    },
    verify: (data, signature) => {
      const decoded = decodePrimitive(signature);
      return (
        decoded.ok &&
        decoded.value.code === signatureCode &&
        isSignedBy(prefix, data, decoded.value, algorithms)
      );
    },
  };
}

/** An Ed25519 signature: that of the one scheme in which haberies make keys. */
const signatureCode = '0B';
