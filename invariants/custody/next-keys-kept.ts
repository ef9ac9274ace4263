/**
 * I-51 NextKeysKept: an event that commits to next keys stands in a log only while their seeds are in the key store.
 *
 * Source: docs/decisions/0028; keripy.md 8.5, 11 (B-25). What a key store holds is what a custodian finds in it who
 * reads its disk and knows its passcode; the keyring itself is not asked.
 */
import type { Digest } from '../../kernel/cesr/qualified.ts';
import type { Custody, Judge, Verdict } from '../judge.ts';
import { proofsBy } from '../proofs.ts';
import type { Proofs } from '../proofs.ts';
import { broken } from '../verdict.ts';
import { ownEstablishments } from './own-establishments.ts';

/** The digests of the next keys that an establishment event commits to. */
type Commitment = {
  readonly prefix: string;
  readonly sn: bigint;
  readonly nextKeyDigests: readonly Digest[];
};

export const nextKeysKept: Judge = {
  id: 'I-51',
  name: 'NextKeysKept',
  says: 'next keys that an event of an own identifier commits to are durable before the event is, and stay so',
  source: 'docs/decisions/0028; keripy.md 8.5, 11 (B-25)',
  when: ['step', 'recovery'],
  needs: 'world',
  open: ({ algorithms }) => {
    const proofs = proofsBy(algorithms);
    const latest = new Map<string, bigint>();
    return {
      step: (seen) => {
        const commitments = ownEstablishments(seen);
        for (const { prefix, sn } of commitments)
          if (sn > (latest.get(prefix) ?? -1n)) latest.set(prefix, sn);
        return judgeAll(inForce(commitments, latest), seen.probe.custody, proofs);
      },
      opening: ({ probe: { custody, keyState }, refused }) => {
        if (custody === undefined || refused !== undefined) return undefined;
        const states = custody.prefixes().flatMap((prefix) => keyState(prefix) ?? []);
        const commitments = states.map(({ prefix, establishmentSn, nextKeyDigests }) => ({
          prefix,
          sn: establishmentSn,
          nextKeyDigests,
        }));
        return judgeAll(inForce(commitments, latest), custody, proofs);
      },
    };
  },
};

/** Without those that a log which was set back has again: their keys came into force, and may be gone since. */
function inForce(
  commitments: readonly Commitment[],
  latest: ReadonlyMap<string, bigint>,
): readonly Commitment[] {
  return commitments.filter(({ prefix, sn }) => sn >= (latest.get(prefix) ?? 0n));
}

function judgeAll(commitments: readonly Commitment[], custody: Custody | undefined, proofs: Proofs): Verdict {
  if (commitments.length === 0 || custody === undefined) return undefined;
  const keys = custody.keys();
  for (const { prefix, nextKeyDigests } of commitments) {
    const lost = nextKeyDigests.find((digest) => !keys.some((key) => proofs.commitsTo(digest, key)));
    if (lost !== undefined)
      return broken(`${prefix} commits to ${lost}, and no key of it is in the key store`);
  }
  return 'holds';
}
