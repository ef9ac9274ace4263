/**
 * Parties with real keys, messages with real SAIDs, and a world that steps them: builders for the tests of
 * routed messages, registries and credentials.
 */
import sodium from 'libsodium-wrappers-sumo';
import type {
  Attachments,
  EventReference,
  IndexedSignature,
  ReceiptCouple,
} from '../../kernel/cesr/attachments.ts';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import { parseKey, parsePrefix } from '../../kernel/cesr/identifiers.ts';
import { encodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import { microsOf, parseDatetime } from '../../kernel/cesr/datetime.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Key, Prefix, Said } from '../../kernel/cesr/qualified.ts';
import { formatVersionString } from '../../kernel/cesr/version-string.ts';
import { parseMessage } from '../../kernel/event/parse.ts';
import type { Message } from '../../kernel/event/types.ts';
import type { Outcome } from '../../kernel/settle.ts';
import { settle } from '../../kernel/settle.ts';
import { defaultReceiver } from '../../kernel/receiver.ts';
import type { Result } from '../../kernel/std/result.ts';
import type { Source } from '../../kernel/state/stored.ts';
import type { Receiver, View } from '../../kernel/state/view.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import { modelLog } from './model-log.ts';
import type { ModelLog } from './model-log.ts';

export const algorithms = await openAlgorithms();
await sodium.ready;

/** The value of a result that a test builds on. */
export function given<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`a builder made something malformed: ${JSON.stringify(result.error)}`);
  return result.value;
}

export type KeyPair = { readonly text: Key; readonly sign: (bytes: Uint8Array) => Uint8Array };

/** The key pair of a name: the same name, the same keys. Code `B` keys are not transferable. */
export function keyPair(name: string, code: 'B' | 'D' = 'D'): KeyPair {
  const pair = sodium.crypto_sign_seed_keypair(
    algorithms.digest('blake3-256', new TextEncoder().encode(name)),
  );
  return {
    text: given(parseKey(encodePrimitive(code, { raw: pair.publicKey }))),
    sign: (bytes) => sodium.crypto_sign_detached(bytes, pair.privateKey),
  };
}

/** A party that is its key, such as a witness. */
export type Plain = { readonly prefix: Prefix; readonly pair: KeyPair };

export function plainParty(name: string): Plain {
  const pair = keyPair(name, 'B');
  return { prefix: given(parsePrefix(pair.text)), pair };
}

export type Fields = { readonly [label: string]: unknown };
type Making = {
  readonly saids?: readonly string[];
  readonly protocol?: 'KERI' | 'ACDC';
  readonly major?: 1 | 2;
};

/** A message of these fields, its version string and SAIDs computed. */
export function message<K extends Message['kind']>(
  kind: K,
  fields: Fields,
  making: Making = {},
): Extract<Message, { readonly kind: K }> {
  const { saids = ['d'], protocol = 'KERI', major = 1 } = making;
  const dummy = '#'.repeat(44);
  const blank = (v: string) => ({
    v,
    ...fields,
    ...Object.fromEntries(saids.map((label) => [label, dummy])),
  });
  const version = (size: number) =>
    formatVersionString({
      protocol,
      version: [major, 0],
      genus: major === 1 ? undefined : [2, 0],
      serialization: 'JSON',
      size,
    });
  const size = new TextEncoder().encode(JSON.stringify(ordered(blank(version(0)), fields))).length;
  const v = version(size);
  const dummied = ordered(blank(v), fields);
  const digest = algorithms.digest('blake3-256', new TextEncoder().encode(JSON.stringify(dummied)));
  const said = encodePrimitive('E', { raw: digest });
  const body = Object.fromEntries(
    Object.entries(dummied).map(([label, value]) => [label, saids.includes(label) ? said : value]),
  );
  const raw = new TextEncoder().encode(JSON.stringify(body));
  const parsed = given(
    parseMessage({ raw, protocol, version: [major, 0], serialization: 'JSON' }, 0, algorithms),
  );
  if (parsed.kind !== kind) throw new Error(`built a ${parsed.kind}, not a ${kind}`);
  return parsed as Extract<Message, { readonly kind: K }>;
}

function ordered(all: Fields, order: Fields): Fields {
  return Object.fromEntries(['v', ...Object.keys(order)].map((label) => [label, all[label]]));
}

/** Signatures by the keys at `places`, over the raw bytes. */
export function signatures(
  pairs: readonly KeyPair[],
  raw: Uint8Array,
  places?: readonly number[],
): readonly IndexedSignature[] {
  return (places ?? pairs.map((_, place) => place)).map((index) => {
    const pair = pairs[index];
    if (pair === undefined) throw new Error('there is no such key');
    const signature = pair.sign(raw);
    const text = encodeIndexed({ code: 'A', index, ondex: index, raw: signature });
    return { text, index, ondex: index, raw: signature, span: { start: 0, end: 0 } };
  });
}

export function couple({ prefix, pair }: Plain, raw: Uint8Array): ReceiptCouple {
  const signature = pair.sign(raw);
  return {
    prefix,
    text: encodePrimitive('0B', { raw: signature }),
    raw: signature,
    span: { start: 0, end: 0 },
  };
}

/** Attachments of one plain signature. */
export function plainly(party: Plain, { raw }: Message): Attachments {
  return { ...noAttachments, receiptCouples: [couple(party, raw)] };
}

/** Attachments of one group of signatures, made under `under`. */
export function grouped(
  party: Party,
  { raw }: Message,
  under: EventReference = party.under(),
  places?: readonly number[],
): Attachments {
  const keys = party.keysAt(under.sn);
  return { ...noAttachments, signatureGroups: [{ ...under, signatures: signatures(keys, raw, places) }] };
}

/** Attachments of one group of signatures, made under the latest establishment event. */
export function latestGroup(party: Party, { raw }: Message): Attachments {
  return {
    ...noAttachments,
    latestSignatureGroups: [
      { prefix: party.prefix, signatures: signatures(party.keysAt(party.under().sn), raw) },
    ],
  };
}

/** The same, with every signature broken. */
export function spoiled(attachments: Attachments): Attachments {
  const broken = (raw: Uint8Array) => raw.map((byte, place) => (place === 3 ? byte ^ 1 : byte));
  const indexed = (s: IndexedSignature) => {
    const raw = broken(s.raw);
    return { ...s, raw, text: encodeIndexed({ code: 'A', index: s.index, ondex: s.index, raw }) };
  };
  const withBroken = <T extends { readonly signatures: readonly IndexedSignature[] }>(g: T) => ({
    ...g,
    signatures: g.signatures.map(indexed),
  });
  return {
    ...attachments,
    witnessSignatures: attachments.witnessSignatures.map(indexed),
    receiptCouples: attachments.receiptCouples.map((c) => ({
      ...c,
      raw: broken(c.raw),
      text: encodePrimitive('0B', { raw: broken(c.raw) }),
    })),
    signatureGroups: attachments.signatureGroups.map(withBroken),
    latestSignatureGroups: attachments.latestSignatureGroups.map(withBroken),
  };
}

export type KeyEventMessage = Extract<Message, { readonly kind: 'key-event' }>;
type Signed = { readonly message: KeyEventMessage; readonly attachments: Attachments };

/** A transferable party that makes its own log. */
export type Party = {
  readonly prefix: Prefix;
  /** Its events so far, signed. */
  readonly log: readonly Signed[];
  /** The latest establishment event. */
  readonly under: () => EventReference;
  readonly keysAt: (sn: bigint) => readonly KeyPair[];
  readonly rotate: () => Signed;
  readonly interact: (anchors?: readonly Fields[]) => Signed;
};

export type Inception = {
  readonly keyCount?: number;
  readonly threshold?: string;
  readonly witnesses?: readonly Plain[];
  readonly toad?: number;
  readonly delegator?: Prefix;
};

/** A party, from its inception. Each rotation changes all keys; all sign. */
export function party(name: string, how: Inception = {}): Party {
  const { keyCount = 1, threshold = keyCount.toString(16), witnesses = [], toad = 0, delegator } = how;
  const pairs = (round: number) =>
    Array.from({ length: keyCount }, (_, at) => keyPair(`${name} ${String(round)} ${String(at)}`));
  const digests = (round: number) =>
    pairs(round).map(({ text }) =>
      encodePrimitive('E', { raw: algorithms.digest('blake3-256', new TextEncoder().encode(text)) }),
    );
  const log: Signed[] = [];
  const keys = new Map<bigint, readonly KeyPair[]>();
  let round = 0;
  const bt = toad.toString(16);
  const establishing = (at: number) => ({
    kt: threshold,
    k: pairs(at).map(({ text }) => text),
    nt: threshold,
    n: digests(at + 1),
    bt,
  });
  const add = (fields: Fields, saids: readonly string[]): Signed => {
    const event = message('key-event', fields, { saids });
    const signed = { message: event, attachments: attached(event, pairs(round), witnesses) };
    if (event.ilk !== 'ixn') keys.set(event.sn, pairs(round));
    log.push(signed);
    return signed;
  };
  const incepted = add(
    {
      t: delegator === undefined ? 'icp' : 'dip',
      d: '',
      i: '',
      s: '0',
      ...establishing(0),
      b: witnesses.map(({ prefix }) => prefix),
      c: [],
      a: [],
      ...(delegator === undefined ? {} : { di: delegator }),
    },
    ['d', 'i'],
  );
  const { prefix } = incepted.message;
  const after = () => ({ i: prefix, s: log.length.toString(16), p: log.at(-1)?.message.said });
  return {
    prefix,
    log,
    under: () => {
      const latest = log.findLast(({ message: { ilk } }) => ilk !== 'ixn')?.message ?? incepted.message;
      return { prefix, sn: latest.sn, said: latest.said };
    },
    keysAt: (sn) => keys.get(sn) ?? [],
    rotate: () => {
      round += 1;
      return add({ t: 'rot', d: '', ...after(), ...establishing(round), br: [], ba: [], a: [] }, ['d']);
    },
    interact: (anchors = []) => add({ t: 'ixn', d: '', ...after(), a: anchors }, ['d']),
  };
}

function attached(
  event: KeyEventMessage,
  pairs: readonly KeyPair[],
  witnesses: readonly Plain[],
): Attachments {
  return {
    ...noAttachments,
    controllerSignatures: signatures(pairs, event.raw),
    witnessSignatures: signatures(
      witnesses.map(({ pair }) => pair),
      event.raw,
    ),
  };
}

/** The key event seal of a message. */
export function sealOf({
  prefix,
  sn,
  said,
}: {
  readonly prefix: Prefix;
  readonly sn: bigint;
  readonly said: Said;
}): Fields {
  return { i: prefix, s: sn.toString(16), d: said };
}

export type Delivery = { readonly source?: Source; readonly sourceId?: string };

export type World = {
  readonly log: ModelLog;
  readonly view: View;
  /** Delivers a message now; answers with the outcomes, the message's own first. */
  readonly receive: (
    message: Message,
    attachments: Attachments,
    delivery?: Delivery,
  ) => readonly [Outcome, ...Outcome[]];
  /** Delivers all events that the party has made. */
  readonly learn: (party: Party, delivery?: Delivery) => void;
  /** Lets time pass. */
  readonly wait: (seconds: number) => void;
  /** Tries again what is due, as the timers do. */
  readonly sweep: () => readonly Outcome[];
};

/** A receiver that knows nothing yet. Its clock starts at the start of 2024. */
export function world(receiver: Partial<Receiver> = {}): World {
  const log = modelLog();
  const view: View = { log: log.reader, algorithms, receiver: { ...defaultReceiver, ...receiver } };
  let now: bigint = given(parseDatetime('2024-01-01T00:00:00.000000+00:00'));
  const receive: World['receive'] = (arrived, attachments, { source = 'remote', sourceId = '' } = {}) => {
    const outcomes = settle(
      view,
      { kind: 'receive', message: arrived, attachments, source, sourceId, at: microsOf(now) },
      log.apply,
    );
    const [first, ...more] = outcomes;
    if (first === undefined) throw new Error('a delivery has an outcome');
    return [first, ...more];
  };
  return {
    log,
    view,
    receive,
    learn: (known, delivery = {}) => {
      for (const { message: event, attachments } of known.log) receive(event, attachments, delivery);
    },
    wait: (seconds) => {
      now += BigInt(seconds) * 1_000_000n;
    },
    sweep: () =>
      log.reader
        .waitingDue(microsOf(now), 100)
        .flatMap((id) => settle(view, { kind: 'retry', id, at: microsOf(now) }, log.apply)),
  };
}

/** What a decision says, in short: outcome, rule, and escrow or reason. */
export function verdict([
  {
    step: { decision },
  },
]: readonly [Outcome, ...Outcome[]]): string {
  if (decision.outcome === 'escrowed') return `escrowed ${decision.escrow} ${decision.why.rule}`;
  return decision.outcome === 'rejected' ? `rejected ${decision.why.rule}` : decision.outcome;
}

/** A time of 2023, `minutes` after noon of the last day. */
export function time(minutes: number): string {
  return `2023-12-31T12:${String(minutes).padStart(2, '0')}:00.000000+00:00`;
}
