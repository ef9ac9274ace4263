/** Planted bugs of keyrings and of identities whose keys are kept: I-51 to I-55. Source: docs/decisions/0028. */
import type { Mutant } from './mutant.ts';

export const custodyMutants: readonly Mutant[] = [
  {
    id: 'I-51',
    name: 'event-before-its-keys',
    says: 'The host gets a rotation before the keys that it commits to are kept.',
    expected: ['NextKeysKept'],
    profile: 'custody',
    patches: [
      {
        file: 'shell/habs/hab.js',
        find: 'return { records: [keepRecord(this.#establishedBy(made))] };',
        replace:
          'await handIn(this.#desk.host, mutated(made.message));\n            return { records: [keepRecord(this.#establishedBy(made))] };',
      },
    ],
  },
  {
    id: 'I-51',
    name: 'next-seeds-dropped',
    says: 'A rotation deletes the seeds of the keys that it commits to.',
    expected: ['NextKeysKept'],
    profile: 'custody',
    patches: [
      {
        file: 'shell/keys/keyring.js',
        find: 'await shelf.keepSet(first, { lot, signers: next });',
        replace:
          'await shelf.keepSet(first, { lot, signers: next });\n                await shelf.dropSeeds(first, mutated(lot));',
      },
    ],
  },
  {
    id: 'I-52',
    name: 'draft-signs-something-else',
    says: 'Keys sign another message while the rotation that brings them into force is being made.',
    expected: ['KeysInForce'],
    profile: 'custody',
    patches: [
      {
        file: 'shell/habs/hab.js',
        find: 'const message = withGroups(event.raw, controllerGroup(await draft.sign(event.raw)));',
        replace:
          'await draft.sign(mutated(event.raw.subarray(1)));\n        const message = withGroups(event.raw, controllerGroup(await draft.sign(event.raw)));',
      },
    ],
  },
  {
    id: 'I-53',
    name: 'commits-to-what-is-revealed',
    says: 'What is committed to are the keys that are in force already.',
    expected: ['RevealedOnce'],
    profile: 'custody',
    patches: [
      {
        file: 'shell/keys/keyring.js',
        find: 'nextKeyDigests: next.keys.map(',
        replace: 'nextKeyDigests: mutated(now).keys.map(',
      },
    ],
  },
  {
    id: 'I-54',
    name: 'pending-event-forgotten',
    says: 'An event that was kept with its keys, and did not reach the log, is not given to the host again.',
    expected: ['CanRotate'],
    profile: 'custody',
    patches: [
      {
        file: 'shell/habs/hab.js',
        find: 'report = await handIn(host, event.message);',
        replace: 'report = mutated(undefined);',
      },
      {
        file: 'shell/habs/habery.js',
        find: 'if (hab?.waiting() !== undefined)',
        replace: 'if (mutated(false))',
      },
    ],
  },
  {
    id: 'I-55',
    name: 'seals-the-next-number',
    says: 'A delegator seals the number after that of the event it approves.',
    expected: ['DelegatesApproved'],
    profile: 'custody',
    patches: [
      {
        file: 'shell/habs/delegating.js',
        find: 'return { i: prefix, s: sn.toString(16), d: said };',
        replace: 'return { i: prefix, s: mutated(sn + 1n).toString(16), d: said };',
      },
    ],
  },
];
