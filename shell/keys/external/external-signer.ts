/**
 * Keys that a program makes, keeps and signs with: the signer form of the protocol, for security modules and services
 * of keys.
 *
 * Source: M-100, M-101, M-103; docs/guides/external-keys.md. No answer is taken on trust: a signature is checked
 * with the public key before anybody gets it.
 */
import { LRUCache } from 'lru-cache';
import { copyBytes } from '../../../kernel/std/bytes.ts';
import { openAlgorithms } from '../../crypto/index.ts';
import { refused } from '../key-plan.ts';
import { isSigningScheme, publicKeySizeBytes, schemeDefault, signatureSizeBytes } from '../secure-signer.ts';
import type { PublicKey, SecureSigner } from '../secure-signer.ts';
import { ExternalProgram } from './external-program.ts';
import type { ExternalProgramOptions } from './external-program.ts';
import { wrongSignature } from './program-faults.ts';
import { formatBytes, parseBytes } from './protocol.ts';
import type { AnswerFields } from './protocol.ts';

/** A signer that a program is. Calls reject with the codes of a signer, and with those of a program. */
export type ExternalSigner = SecureSigner & {
  /** Ends the program. */
  readonly close: () => Promise<void>;
};

/** Public keys that are remembered, so that a signature is one call. */
const rememberedMax = 4096;

/** Starts a program of the form `signer`. Rejects with `KeelsonError`: `program-not-started` and its kin. */
export async function openExternalSigner(options: ExternalProgramOptions): Promise<ExternalSigner> {
  const { verify } = await openAlgorithms();
  const program = new ExternalProgram('signer', options);
  await program.open();
  const remembered = new LRUCache<string, PublicKey>({ max: rememberedMax });
  const publicKey = async (id: string): Promise<PublicKey> => {
    const known = remembered.get(id);
    if (known !== undefined) return known;
    const key = await program.call({ op: 'public', key: id, isChange: false, read: readPublicKey });
    remembered.set(id, key);
    return key;
  };
  const isBy = ({ scheme, raw }: PublicKey, message: Uint8Array, signature: Uint8Array): boolean =>
    verify({ scheme, key: raw, message, signature });
  return {
    generateKey: async (id, { scheme = schemeDefault } = {}) => {
      if (!isSigningScheme(scheme)) throw refused('name a scheme of keys that can be made', {});
      remembered.delete(id);
      const read = (fields: AnswerFields): PublicKey | undefined => {
        const key = readPublicKey(fields);
        return key?.scheme === scheme ? key : undefined;
      };
      return program.call({ op: 'generate', key: id, fields: { scheme }, isChange: true, read });
    },
    publicKey: async (id) => {
      const { scheme, raw } = await publicKey(id);
      return { scheme, raw: raw.slice() };
    },
    signSecure: async (id, payload) => {
      const data = formatBytes(payload);
      const message = copyBytes(payload);
      const key = await publicKey(id);
      const fields = { data };
      const signature = await program.call({
        op: 'sign',
        key: id,
        fields,
        isChange: false,
        read: readSignature,
      });
      if (isBy(key, message, signature)) return signature;
      remembered.delete(id);
      throw wrongSignature(id);
    },
    verifySecure: async (id, payload, signature) => isBy(await publicKey(id), payload, signature),
    deleteKey: async (id) => {
      remembered.delete(id);
      const read = ({ existed }: AnswerFields) => (typeof existed === 'boolean' ? existed : undefined);
      return program.call({ op: 'delete', key: id, isChange: true, read });
    },
    close: () => program.close(),
  };
}

function readPublicKey({ scheme, public: raw }: AnswerFields): PublicKey | undefined {
  const bytes = parseBytes(raw);
  if (typeof scheme !== 'string' || !isSigningScheme(scheme)) return undefined;
  return bytes?.length === publicKeySizeBytes[scheme] ? { scheme, raw: bytes } : undefined;
}

function readSignature({ signature }: AnswerFields): Uint8Array | undefined {
  const bytes = parseBytes(signature);
  return bytes?.length === signatureSizeBytes ? bytes : undefined;
}
