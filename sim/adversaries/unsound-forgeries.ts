/**
 * Unsound forgeries: ways to be wrong, one row each. None of them may be accepted anywhere. Those with keys are
 * signed by whoever holds the present keys; those without need nobody's.
 *
 * Source: dst.md 4 (I-01, I-02, I-03, I-04, I-05, I-07, I-09, I-10, I-13, I-17, I-33); 3.2 (attachment games).
 */
import type { IndexedSignature } from '../../kernel/cesr/attachments.ts';
import { mapOf } from '../../kernel/event/json.ts';
import type { JsonEntry } from '../../kernel/event/json.ts';
import { parseMessage } from '../../kernel/event/parse.ts';
import { formatThreshold, isSatisfied } from '../../kernel/event/threshold.ts';
import type { KeyPair } from '../keys.ts';
import { digestOfKey, interact, plainPrefix, signAll } from '../people/author.ts';
import type { Authored } from '../people/author.ts';
import { headOf } from '../people/company.ts';
import type { Scene } from '../people/scene.ts';
import { attachedTo } from '../people/telling.ts';
import { receiptsOf } from '../people/witness.ts';
import { bytesOf, coupleOf, coupleOfSignature, receiptBytes, repeatedSignature } from '../people/wording.ts';
import type { AdversaryEntry } from '../plan.ts';
import { craft, inventedSaid, respaced } from './crafted.ts';
import { makeSound } from './sound-forgery.ts';
import type { Target } from './target.ts';

/** One way to be wrong. `make` answers no messages when it does not apply. */
export type Forgery = {
  readonly name: string;
  readonly what: Extract<AdversaryEntry, { readonly do: 'forge' }>['what'] | 'any';
  readonly make: (scene: Scene, target: Target) => readonly Uint8Array[];
};

/** Key pairs of the adversary itself. */
export function ownKeys({ company }: Scene, { entry }: Target, count: number): readonly KeyPair[] {
  return Array.from({ length: count }, (_, at) =>
    company.desk.signer.pair(`thief/${String(entry.id)}/${String(at)}`),
  );
}

/** Signatures of keys, each at its own place. */
function signedBy(keys: readonly KeyPair[], raw: Uint8Array): readonly IndexedSignature[] {
  return signAll(
    keys,
    raw,
    keys.map((_, index) => ({ index, ondex: index })),
  );
}

export function signedBytes(raw: Uint8Array, keys: readonly KeyPair[]): Uint8Array {
  return bytesOf({ raw, attached: { controllerSignatures: signedBy(keys, raw) } }, 'plain');
}

/** Fields of an interaction after `before`; what is given replaces them. */
export function interactionFields(
  { before }: Target,
  change: { readonly sn?: bigint; readonly prior?: string } = {},
): readonly JsonEntry[] {
  const { prefix, sn, said } = before.event;
  return [
    ['t', 'ixn'],
    ['d', ''],
    ['i', prefix],
    ['s', (change.sn ?? sn + 1n).toString(16)],
    ['p', change.prior ?? said],
    ['a', []],
  ];
}

export function digestOf({ company }: Scene) {
  return company.desk.making.algorithms.digest;
}

/** Fields of a rotation after `before` to keys of choice. */
export function rotationFields(
  scene: Scene,
  { before }: Target,
  keys: readonly KeyPair[],
  next: readonly KeyPair[],
): readonly JsonEntry[] {
  const { prefix, sn, said } = before.event;
  const { delegator, toad } = before.after;
  return [
    ['t', delegator === undefined ? 'rot' : 'drt'],
    ['d', ''],
    ['i', prefix],
    ['s', (sn + 1n).toString(16)],
    ['p', said],
    ['kt', keys.length.toString(16)],
    ['k', keys.map(({ key }) => key)],
    ['nt', next.length.toString(16)],
    ['n', next.map((pair) => digestOfKey(scene.company.desk, pair))],
    ['bt', toad.toString(16)],
    ['br', []],
    ['ba', []],
    ['a', []],
  ];
}

export function crafted(scene: Scene, fields: readonly JsonEntry[], keys: readonly KeyPair[]): Uint8Array {
  return signedBytes(craft(fields, ['d'], digestOf(scene)), keys);
}

/** Two places of the list of `a` and `p` change: what is signed is what is sent. */
function swapped(fields: readonly JsonEntry[]): readonly JsonEntry[] {
  const [type, said, prefix, sn, prior, anchors] = fields;
  return [type, said, sn, prefix, anchors, prior].flatMap((field) => (field === undefined ? [] : [field]));
}

/** What needs the present keys. */
export const keyedForgeries: readonly Forgery[] = [
  {
    name: 'odd-order',
    what: 'interact',
    make: (scene, target) => [crafted(scene, swapped(interactionFields(target)), target.before.after.keys)],
  },
  {
    name: 'respaced',
    what: 'interact',
    make: (scene, target) => {
      const raw = respaced(craft(interactionFields(target), ['d'], digestOf(scene)));
      return [signedBytes(raw, target.before.after.keys)];
    },
  },
  {
    name: 'gap',
    what: 'interact',
    make: (scene, target) => {
      const sn = target.before.event.sn + 2n;
      return [crafted(scene, interactionFields(target, { sn }), target.before.after.keys)];
    },
  },
  {
    name: 'other-prior',
    what: 'interact',
    make: (scene, target) => {
      const prior = target.person.trunk[Number(target.before.event.sn) - 1]?.event.said;
      const invented = inventedSaid(`prior/${String(target.entry.id)}`, digestOf(scene));
      const fields = interactionFields(target, { prior: prior ?? invented });
      return [crafted(scene, fields, target.before.after.keys)];
    },
  },
  {
    name: 'under-threshold',
    what: 'any',
    make: (scene, target) => {
      const authored = interact(scene.company.desk, target.before, [target.before.event.said]);
      const { signatures } = authored;
      if (!isTooLittle(authored)) return [];
      return [
        bytesOf(
          { raw: authored.event.raw, attached: { controllerSignatures: signatures.slice(0, 1) } },
          'plain',
        ),
      ];
    },
  },
  {
    name: 'repeated-index',
    what: 'any',
    make: (scene, target) => {
      const authored = interact(scene.company.desk, target.before, [target.before.event.said]);
      const first = authored.signatures[0];
      if (first === undefined || !isTooLittle(authored)) return [];
      const attached = { controllerSignatures: repeatedSignature(first) };
      return [bytesOf({ raw: authored.event.raw, attached }, 'plain')];
    },
  },
  {
    name: 'present-keys-again',
    what: 'rotate',
    make: (scene, target) => {
      const { keys } = target.before.after;
      return [crafted(scene, rotationFields(scene, target, keys, keys), keys)];
    },
  },
  {
    name: 'unexposed-beside-present',
    what: 'rotate',
    make: (scene, target) => {
      const keys = [...ownKeys(scene, target, 1), ...target.before.after.keys];
      return [crafted(scene, rotationFields(scene, target, keys, []), keys)];
    },
  },
  { name: 'second-inception', what: 'incept', make: secondInception },
  { name: 'sealed-foreign-inception', what: 'incept', make: sealedForeignInception },
];

/** What needs no keys of the person. */
export const keylessForgeries: readonly Forgery[] = [
  {
    name: 'own-keys',
    what: 'interact',
    make: (scene, target) => {
      const keys = ownKeys(scene, target, target.before.after.keys.length);
      return [crafted(scene, interactionFields(target), keys)];
    },
  },
  {
    name: 'unexposed-keys',
    what: 'rotate',
    make: (scene, target) => {
      const keys = ownKeys(scene, target, Math.max(1, target.before.after.nextKeys.length));
      return [crafted(scene, rotationFields(scene, target, keys, keys), keys)];
    },
  },
  {
    name: 'nothing-committed',
    what: 'rotate',
    make: (scene, target) => {
      const keys = ownKeys(scene, target, 1);
      return [crafted(scene, rotationFields(scene, target, keys, []), keys)];
    },
  },
  {
    name: 'foreign-inception',
    what: 'incept',
    make: (scene, target) => {
      const { raw, keys } = foreignInception(scene, target);
      return [signedBytes(raw, keys)];
    },
  },
  { name: 'respaced-honest', what: 'any', make: respacedHonest },
  { name: 'signatures-of-another', what: 'any', make: signaturesOfAnother },
  { name: 'receipts-of-another', what: 'any', make: receiptsOfAnother },
  { name: 'receipts-of-strangers', what: 'any', make: receiptsOfStrangers },
  { name: 'receipts-repeated', what: 'any', make: receiptsRepeated },
  {
    name: 'replies-again',
    what: 'any',
    make: ({ company }, { entry }) => company.replies.get(entry.aid) ?? [],
  },
];

/** True when the first signature alone does not meet the threshold. */
function isTooLittle({ signatures, after }: Authored): boolean {
  return !isSatisfied(
    after.threshold,
    signatures.slice(0, 1).map(({ index }) => index),
  );
}

/** Another inception of an identifier that is its own key: sound but for the one that was there before. */
function secondInception(scene: Scene, target: Target): readonly Uint8Array[] {
  const first = target.person.trunk[0];
  const key = first?.after.keys[0];
  if (first === undefined || key === undefined || !target.holds([key])) return [];
  if (String(key.key) !== String(first.event.prefix)) return [];
  const next = digestOfKey(scene.company.desk, ownKeys(scene, target, 1)[0] ?? key);
  const fields: readonly JsonEntry[] = [
    ['t', 'icp'],
    ['d', ''],
    ['i', first.event.prefix],
    ['s', '0'],
    ['kt', formatThreshold(first.after.threshold)],
    ['k', [key.key]],
    ['nt', '1'],
    ['n', [next]],
    ['bt', '0'],
    ['b', []],
    ['c', []],
    ['a', []],
  ];
  const raw = craft(fields, ['d'], digestOf(scene));
  const made = parseMessage(
    { raw, protocol: 'KERI', version: [1, 0], serialization: 'JSON' },
    0,
    scene.company.desk.making.algorithms,
  );
  if (!made.ok || made.value.kind !== 'key-event') return [];
  scene.stage.truth.made(made.value, true);
  return [signedBytes(raw, [key])];
}

/** A delegated inception whose identifier is not the digest of it. */
function foreignInception(
  scene: Scene,
  target: Target,
): { readonly raw: Uint8Array; readonly keys: readonly KeyPair[]; readonly prefix: string } {
  const keys = ownKeys(scene, target, 1);
  const prefix = inventedSaid(`foreign/${String(target.entry.id)}`, digestOf(scene));
  const fields: readonly JsonEntry[] = [
    ['t', 'dip'],
    ['d', ''],
    ['i', prefix],
    ['s', '0'],
    ['kt', '1'],
    ['k', keys.map(({ key }) => key)],
    ['nt', '0'],
    ['n', []],
    ['bt', '0'],
    ['b', []],
    ['c', []],
    ['a', []],
    ['di', target.person.prefix],
  ];
  return { raw: craft(fields, ['d'], digestOf(scene)), keys, prefix };
}

/** Such an inception, with the seal of the delegator whose keys were stolen. */
function sealedForeignInception(scene: Scene, target: Target): readonly Uint8Array[] {
  const { raw, keys, prefix } = foreignInception(scene, target);
  const seal = mapOf(['i', prefix], ['s', '0'], ['d', saidWithin(raw)]);
  const sealing = makeSound(scene, target, [seal]);
  if (sealing === undefined) return [];
  return [...sealing.map(({ bytes }) => bytes), signedBytes(raw, keys)];
}

const saidAt = 39;
const saidSize = 44;

/** The SAID that a body written by `craft` says first. */
function saidWithin(raw: Uint8Array): string {
  return String.fromCharCode(...raw.subarray(saidAt, saidAt + saidSize));
}

/** The latest event of the person in other bytes, with its own SAID and its own signatures. */
function respacedHonest({ company }: Scene, { person }: Target): readonly Uint8Array[] {
  const head = headOf(person);
  return [bytesOf({ raw: respaced(head.event.raw), attached: attachedTo(company, head) }, 'plain')];
}

/** The event before, or after, lends what is attached to it. */
function lender({ person, before }: Target): Authored | undefined {
  const at = Number(before.event.sn);
  return person.trunk[at - 1] ?? person.trunk[at + 1];
}

function signaturesOfAnother({ company }: Scene, target: Target): readonly Uint8Array[] {
  const other = lender(target);
  if (other === undefined) return [];
  const { raw } = target.before.event;
  return [bytesOf({ raw, attached: attachedTo(company, other) }, 'plain')];
}

function receiptsOfAnother({ company }: Scene, target: Target): readonly Uint8Array[] {
  const other = lender(target);
  if (other === undefined) return [];
  const receipts = [...receiptsOf(company, other.event.said)];
  if (receipts.length === 0) return [];
  const receiptCouples = receipts.map(([prefix, raw]) => coupleOfSignature(prefix, raw));
  return [receiptBytes(target.before.event, { receiptCouples }, 'plain')];
}

const strangerCount = 3;

/**
 * An honest event with receipts of those that are no witnesses of it, instead of its own: of keys of the
 * adversary, and of witnesses of others that collude.
 */
export function receiptsOfStrangers(scene: Scene, target: Target): readonly Uint8Array[] {
  const { company, stage } = scene;
  const head = headOf(target.person);
  const { raw, said } = head.event;
  const colluding = target.entry.colluding
    .map(company.nodePair)
    .filter((pair) => !head.after.witnesses.includes(plainPrefix(pair)));
  const receiptCouples = [...ownKeys(scene, target, strangerCount), ...colluding].map((pair) => {
    const prefix = plainPrefix(pair);
    stage.truth.lies(prefix);
    stage.truth.receipted(said, prefix);
    return coupleOf(prefix, pair, raw);
  });
  const attached = { controllerSignatures: head.signatures, receiptCouples };
  return [bytesOf({ raw, attached }, 'plain')];
}

/** An honest event with one receipt of one witness, in every form it can have. */
function receiptsRepeated(scene: Scene, { person }: Target): readonly Uint8Array[] {
  const { company } = scene;
  const head = headOf(person);
  const attached = attachedTo(company, head);
  const first = attached.witnessSignatures?.[0];
  const witness = first === undefined ? undefined : head.after.witnesses[first.index];
  if (first === undefined || witness === undefined) return [];
  const couple = coupleOfSignature(witness, first.raw);
  const alone = {
    ...attached,
    witnessSignatures: repeatedSignature(first),
    receiptCouples: [couple, couple],
  };
  return [bytesOf({ raw: head.event.raw, attached: alone }, 'plain')];
}
