// Signs for Keelson with Ed25519 keys in memory, which are gone when it ends: the smallest program of the form `signer`,
// to begin another one from. See docs/guides/external-keys.md.
import { generateKeyPairSync, sign } from 'node:crypto';
import { createInterface } from 'node:readline';

const keys = new Map();

class No extends Error {}

function keyOf(id) {
  const key = keys.get(id);
  if (key === undefined) throw new No('unknown-key');
  return key;
}

const publicKey = (id) => ({
  scheme: 'ed25519',
  public: keyOf(id).publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64'),
});

const operations = {
  hello: ({ protocol, versions, form }) => {
    if (protocol !== 'keelson-keys' || !versions.includes(1) || form !== 'signer') throw new No('refused');
    return { protocol, version: 1, form };
  },
  generate: ({ key, scheme }) => {
    if (scheme !== 'ed25519') throw new No('refused');
    if (keys.has(key)) throw new No('key-exists');
    keys.set(key, generateKeyPairSync('ed25519'));
    return publicKey(key);
  },
  public: ({ key }) => publicKey(key),
  sign: ({ key, data }) => ({
    signature: sign(null, Buffer.from(data, 'base64'), keyOf(key).privateKey).toString('base64'),
  }),
  delete: ({ key }) => ({ existed: keys.delete(key) }),
};

function answer({ id, op, ...fields }) {
  try {
    const operation = Object.hasOwn(operations, op) ? operations[op] : undefined;
    if (operation === undefined) throw new No('refused');
    return { id, ok: operation(fields) };
  } catch (error) {
    if (error instanceof No) return { id, error: error.message };
    console.error(`memory_signer: ${op}: ${error.name}`);
    return { id, error: 'failed' };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
}
