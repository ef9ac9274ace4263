/** A sound program of the form `signer`: `sound-signer.js [FILE]`. It writes what it is told to no place but the file. */
import { openProviderSigner } from '../../../shell/keys/provider-signer.ts';
import { KeelsonError } from '../../../shell/errors.ts';
import type { PublicKey } from '../../../shell/keys/secure-signer.ts';
import { openRows } from './rows-in-a-file.ts';
import { No, serve } from './serving.ts';
import type { Asked } from './serving.ts';

const [path] = process.argv.slice(2);
const rows = openRows(path);
const signer = await openProviderSigner({
  provider: {
    getKey: async (id) => {
      const there = rows.get(id);
      if (there === undefined) throw new KeelsonError('unknown-key', { says: 'nothing is kept' });
      return Uint8Array.from(Buffer.from(there, 'hex'));
    },
    storeKey: async (id, key) => {
      if (rows.get(id) !== undefined) throw new KeelsonError('key-exists', { says: 'it is taken' });
      rows.change([[id, Buffer.from(key).toString('hex')]]);
    },
    deleteKey: async (id) => {
      const isThere = rows.get(id) !== undefined;
      if (isThere) rows.change([[id, null]]);
      return isThere;
    },
  },
});

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const shown = ({ scheme, raw }: PublicKey): object => ({ scheme, public: base64(raw) });

async function handle(asked: Asked): Promise<object> {
  const key = asked['key'] as string;
  switch (asked.op) {
    case 'generate':
      return shown(await signer.generateKey(key, { scheme: asked['scheme'] as 'ed25519' }));
    case 'public':
      return shown(await signer.publicKey(key));
    case 'sign':
      return {
        signature: base64(await signer.signSecure(key, Buffer.from(asked['data'] as string, 'base64'))),
      };
    case 'delete':
      return { existed: await signer.deleteKey(key) };
    default:
      throw new No('refused');
  }
}

await serve('signer', false, async (asked) => {
  try {
    return await handle(asked);
  } catch (error) {
    if (error instanceof KeelsonError) throw new No(error.code);
    throw error;
  }
});
