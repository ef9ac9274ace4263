/**
 * `flood`: more than anybody can check. Messages are made as cheaply as they are told apart, and come glued
 * together from one source.
 *
 * Source: dst.md 3.1 (flooder), 3.2 (flood); I-27, I-28, I-49.
 */
import { encodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import { parsePrefix, parseSaid } from '../../kernel/cesr/identifiers.ts';
import { snOf } from '../../kernel/cesr/number.ts';
import { receiptOf } from '../../kernel/event/receipt.ts';
import { assert } from '../../kernel/std/assert.ts';
import { asciiBytes, concatBytes } from '../../kernel/std/bytes.ts';
import { incept } from '../people/author.ts';
import type { Inception } from '../people/author.ts';
import type { Scene } from '../people/scene.ts';
import { bytesOf, coupleOfSignature } from '../people/wording.ts';
import type { AdversaryEntry } from '../plan.ts';
import { hashText } from '../random.ts';
import { inventedKey, inventedSaid, plainInception, plainInteraction } from './crafted.ts';

type Entry = Extract<AdversaryEntry, { readonly do: 'flood' }>;
type Kind = Entry['with'];

/** One message of a flood: whose, and its number. */
type Drop = { readonly scene: Scene; readonly entry: Entry; readonly number: number; readonly name: string };

const gluedCount = 8;
const pause = 20_000;

/** Sends the flood, a few messages at a time. */
export function actFlood(scene: Scene, entry: Entry): boolean {
  const { stage, company } = scene;
  if (!company.plan.nodes.some(({ id }) => id === entry.to)) return false;
  stage.truth.flooded(entry.to);
  for (let from = 0; from < entry.count; from += gluedCount) {
    const numbers = Array.from({ length: Math.min(gluedCount, entry.count - from) }, (_, at) => from + at);
    stage.later((from / gluedCount) * pause, () => {
      const bytes = concatBytes(numbers.map((number) => dropOf(scene, entry, number)));
      const note = `flood ${entry.with}`;
      stage.send({ from: entry.source, to: entry.to, bytes, source: 'remote', note });
    });
  }
  return true;
}

function dropOf(scene: Scene, entry: Entry, number: number): Uint8Array {
  const name = `flood/${String(entry.id)}/${String(number)}`;
  return drops[entry.with]({ scene, entry, number, name });
}

const drops: { readonly [K in Kind]: (drop: Drop) => Uint8Array } = {
  'unknown-aids': (drop) =>
    unverifiable(drop, { prefix: invented(drop), sn: (1 + (drop.number % 9)).toString(16) }),
  'far-numbers': (drop) => unverifiable(drop, { prefix: knownPrefix(drop), sn: farNumber(drop) }),
  receipts: strayReceipt,
  unanchored: (drop) => foreignInception(drop, 1),
  'half-signed': (drop) => foreignInception(drop, 2),
  unsigned,
  garbage,
};

function digestOf({ scene }: Drop) {
  return scene.company.desk.making.algorithms.digest;
}

function invented(drop: Drop): string {
  return inventedSaid(`${drop.name}/i`, digestOf(drop));
}

/** An AID of the plan, one after the other. */
function knownPrefix(drop: Drop): string {
  const known = [...drop.scene.company.nameOf.keys()];
  return known.length === 0 ? invented(drop) : (known[drop.number % known.length] ?? invented(drop));
}

const farNumbers: readonly bigint[] = [
  1_000n,
  (1n << 53n) - 1n,
  1n << 53n,
  (1n << 53n) + 1n,
  (1n << 53n) + 2n,
  (1n << 64n) + 1n,
  (1n << 128n) - 2n,
  (1n << 128n) - 1n,
];

function farNumber({ number }: Drop): string {
  const far = farNumbers[number % farNumbers.length] ?? 0n;
  const round = BigInt(Math.floor(number / farNumbers.length) * 16);
  return (far - round > 0n ? far - round : far).toString(16);
}

/** 64 bytes that nobody signed. */
function noise(drop: Drop): Uint8Array {
  const half = digestOf(drop)('blake3-256', asciiBytes(`${drop.name}/noise`));
  return concatBytes([half, half]);
}

function badSignature(drop: Drop) {
  const raw = noise(drop);
  return {
    text: encodeIndexed({ code: 'A', index: 0, ondex: 0, raw }),
    index: 0,
    ondex: 0,
    raw,
    span: { start: 0, end: 0 },
  };
}

function unverifiable(drop: Drop, of: { readonly prefix: string; readonly sn: string }): Uint8Array {
  const prior = inventedSaid(`${drop.name}/p`, digestOf(drop));
  const raw = plainInteraction({ ...of, prior }, digestOf(drop));
  return bytesOf({ raw, attached: { controllerSignatures: [badSignature(drop)] } }, 'plain');
}

/** A receipt of an event that nobody made, by somebody nobody knows. */
function strayReceipt(drop: Drop): Uint8Array {
  const digest = digestOf(drop);
  const prefix = parsePrefix(drop.number % 2 === 0 ? knownPrefix(drop) : invented(drop));
  const said = parseSaid(inventedSaid(`${drop.name}/d`, digest));
  const receiptor = parsePrefix(inventedKey(`${drop.name}/b`, digest, 'B'));
  assert(prefix.ok && said.ok && receiptor.ok, 'invented names are well formed');
  const sn = snOf(BigInt(drop.number % 7));
  const { raw } = receiptOf({ prefix: prefix.value, sn, said: said.value });
  return bytesOf(
    { raw, attached: { receiptCouples: [coupleOfSignature(receiptor.value, noise(drop))] } },
    'plain',
  );
}

/** An inception with good signatures that lacks a seal, or one of its two signatures. */
function foreignInception(drop: Drop, keyCount: 1 | 2): Uint8Array {
  const delegator = keyCount === 1 ? parsePrefix(knownPrefix(drop)) : undefined;
  const plan: Inception = {
    aid: drop.name,
    entry: drop.entry.id,
    keyCount,
    threshold: String(keyCount),
    nextCount: 1,
    nextThreshold: '1',
    toad: 0,
    witnesses: [],
    traits: [],
    delegator: delegator?.ok === true ? delegator.value : undefined,
    identifier: 'self-addressing',
  };
  const authored = incept(drop.scene.company.desk, plan);
  assert(authored !== undefined, 'an inception of a flood can be written');
  const { event, signatures } = authored;
  return bytesOf({ raw: event.raw, attached: { controllerSignatures: signatures.slice(0, 1) } }, 'plain');
}

/** A sound inception without signature, or with one that does not verify. */
function unsigned(drop: Drop): Uint8Array {
  const digest = digestOf(drop);
  const key = inventedKey(`${drop.name}/k`, digest, 'D');
  const raw = plainInception(key, inventedSaid(`${drop.name}/n`, digest), digest);
  const attached = drop.number % 2 === 0 ? {} : { controllerSignatures: [badSignature(drop)] };
  return bytesOf({ raw, attached }, 'plain');
}

/** Bytes of no kind: noise, half a message, a message of no type. */
function garbage(drop: Drop): Uint8Array {
  const kind = hashText(drop.name) % 3;
  if (kind === 0) return noise(drop);
  if (kind === 1) return unsigned(drop).subarray(0, 90);
  return asciiBytes(`{"v":"KERI10JSON000030_","t":"${'xyz'}","d":"${'#'.repeat(8)}"}`);
}
