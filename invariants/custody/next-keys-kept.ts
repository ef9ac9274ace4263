/**
 * I-51 NextKeysKept: an event that commits to next keys stands in a log only while their seeds are in the key store.
 *
 * Source: docs/decisions/0028; keripy.md 8.5, 11 (B-25). What a key store holds is what a custodian finds in it who
 * reads its disk and knows its passcode; the keyring itself is not asked.
 */
import { digestAlgorithmOf } from '../../kernel/cesr/identifiers.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import { asciiBytes } from '../../kernel/std/bytes.ts';
import type { Custody, Judge, Verdict } from '../judge.ts';
import { broken } from '../verdict.ts';

/** An identifier, and the digests of the next keys that its latest establishment event commits to. */
type Commitment = { readonly prefix: string; readonly nextKeyDigests: readonly string[] };

export const nextKeysKept: Judge = {
  id: 'I-51',
  name: 'NextKeysKept',
  says: 'next keys that an event of an own identifier commits to are durable before the event is, and stay so',
  source: 'docs/decisions/0028; keripy.md 8.5, 11 (B-25)',
  when: ['step', 'recovery'],
  needs: 'world',
  open: ({ algorithms }) => ({
    step: ({ step, probe: { custody } }) => {
      const own = custody?.prefixes() ?? [];
      const made = step.writes.flatMap((write): readonly Commitment[] => {
        if (write.kind !== 'append-event' || !own.includes(write.stored.event.prefix)) return [];
        const { event } = write.stored;
        return event.ilk === 'ixn' ? [] : [event];
      });
      return custody === undefined ? undefined : judgeAll(made, custody, algorithms);
    },
    opening: ({ probe: { custody, keyState }, refused }) => {
      if (custody === undefined || refused !== undefined) return undefined;
      const states = custody.prefixes().flatMap((prefix) => keyState(prefix) ?? []);
      return judgeAll(states, custody, algorithms);
    },
  }),
};

function judgeAll(commitments: readonly Commitment[], custody: Custody, algorithms: Algorithms): Verdict {
  if (commitments.length === 0) return undefined;
  const keys = custody.keys();
  for (const { prefix, nextKeyDigests } of commitments) {
    const lost = nextKeyDigests.find((digest) => !keys.some((key) => isDigestOf(digest, key, algorithms)));
    if (lost !== undefined)
      return broken(`${prefix} commits to ${lost}, and no key of it is in the key store`);
  }
  return 'holds';
}

/** Whether `digest` commits to the public key. */
export function isDigestOf(digest: string, key: string, algorithms: Algorithms): boolean {
  const code = digest.slice(0, 1);
  const algorithm = digestAlgorithmOf(code);
  if (algorithm === undefined) return false;
  return encodePrimitive(code, { raw: algorithms.digest(algorithm, asciiBytes(key)) }) === digest;
}
