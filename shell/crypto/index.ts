/** The algorithms of a host: digests of the kernel, signature schemes of this folder. */
import type { Algorithms, SignatureScheme } from '../../kernel/crypto/algorithm.ts';
import { KeelsonError } from '../errors.ts';
import { openDigest } from './digest.ts';
import { schemes } from './registry.ts';
import type { Scheme } from './scheme.ts';
import { deviations } from './self-test.ts';

/**
 * Opens every scheme and tests it. Throws `KeelsonError` of code `crypto-self-test` when Ed25519 decides
 * a crafted case otherwise than libsodium.
 */
export async function openAlgorithms(): Promise<Algorithms> {
  const [digest, opened] = await Promise.all([openDigest(), Promise.all(schemes.map((open) => open()))]);
  const byName = new Map<SignatureScheme, Scheme>(opened.map((scheme) => [scheme.name, scheme]));
  selfTest(byName.get('ed25519'));
  return {
    digest,
    verify: ({ scheme, key, message, signature }) =>
      byName.get(scheme)?.verify(key, message, signature) ?? false,
  };
}

function selfTest(ed25519: Scheme | undefined): void {
  const wrong = ed25519 === undefined ? [] : deviations(ed25519);
  const first = wrong[0];
  if (ed25519 !== undefined && first === undefined) return;
  throw new KeelsonError('crypto-self-test', {
    says: `Ed25519 decides otherwise than libsodium on ${first?.says ?? 'every case'}; reinstall the package libsodium-wrappers-sumo`,
    keripy: 'AuthNError',
    facts: { cases: wrong.map((crafted) => crafted.says) },
  });
}
