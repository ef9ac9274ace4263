/**
 * What an identity says beside its own events: endorsements, receipts, queries, replies, exchanges.
 *
 * Source: keripy.md 1.8, 4.1–4.6, 8.5, 8.8. KERIpy: `endorse`, `receipt`, `witness`, `query`, `reply`, `exchange` of
 * `BaseHab`.
 */
import { isTransferable, parsePrefix } from '../../kernel/cesr/identifiers.ts';
import { buildReceipt } from '../../kernel/event/build-key-event.ts';
import { buildExchange, buildQuery, buildReply } from '../../kernel/event/build-routed.ts';
import type { BuiltExchange, Embed } from '../../kernel/event/build-routed.ts';
import { openBody } from '../../kernel/event/body.ts';
import type { KeyEvent, Message, Reply } from '../../kernel/event/types.ts';
import { asciiText, tailOf } from '../../kernel/std/bytes.ts';
import { stateAt } from '../../kernel/state/evolve.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import { KeelsonError } from '../errors.ts';
import { oneMessageOf } from '../one-message.ts';
import {
  coupleGroup,
  establishedGroup,
  latestGroup,
  pipelined,
  withGroups,
  witnessGroup,
} from './attached.ts';
import { stampOf } from './hab-desk.ts';
import type { HabDesk } from './hab-desk.ts';
import { written } from './making-events.ts';
import { handIn } from './own-log.ts';
import { jsonMapOf } from './plain.ts';
import type { PlainMap } from './plain.ts';

/** Who speaks: an identity of its own, or a group. */
export type Speaker = {
  readonly prefix: string;
  readonly state: () => KeyState;
  readonly sign: (
    message: Uint8Array,
    signing?: {
      readonly indices?: readonly number[];
      readonly ondices?: readonly (number | undefined)[];
    },
  ) => Promise<readonly string[]>;
  readonly signUnindexed: (message: Uint8Array) => Promise<readonly string[]>;
};

/** How signatures say whose they are. */
export type Endorsing = {
  /** They are of the latest keys, as those of queries are, and not of the keys that an event established. */
  readonly last?: boolean;
  /** One group around all. On unless switched off. */
  readonly pipelined?: boolean;
};

/** The body with signatures of the speaker, which say whose they are. */
export async function endorsed(
  speaker: Speaker,
  body: Uint8Array,
  { last = false, pipelined: isPipelined = true }: Endorsing = {},
): Promise<Uint8Array> {
  const groups = await groupsOf(speaker, body, last);
  return withGroups(body, isPipelined ? pipelined(groups) : groups);
}

async function groupsOf(speaker: Speaker, body: Uint8Array, last: boolean): Promise<string> {
  const { prefix, keys, establishmentSn: sn, establishmentSaid: said } = speaker.state();
  if (!isTransferable(prefix)) return coupleGroup(keys, await speaker.signUnindexed(body));
  const signatures = await speaker.sign(body);
  return last ? latestGroup(prefix, signatures) : establishedGroup({ prefix, sn, said }, signatures);
}

/** A receipt of an event that the host has accepted, and which it gets as well. Rejects with `usage` and `unknown-said`. */
export async function receiptOf(desk: HabDesk, speaker: Speaker, event: Uint8Array): Promise<Uint8Array> {
  const accepted = acceptedOf(desk, event);
  const { raw } = written(buildReceipt(accepted, desk.making));
  const receipt = withGroups(raw, await groupsOf(speaker, accepted.raw, false));
  await handIn(desk.host, receipt);
  return receipt;
}

/**
 * A receipt of an event as one of its witnesses, of an event that the host has accepted, and which it gets as well.
 * Rejects with `usage` for a speaker that is none of its witnesses, and with `unknown-said`.
 */
export async function witnessReceiptOf(
  desk: HabDesk,
  speaker: Speaker,
  event: Uint8Array,
): Promise<Uint8Array> {
  const accepted = acceptedOf(desk, event);
  const { reader } = desk.host;
  const stored = reader.event(accepted.said);
  const index =
    stored === undefined ? -1 : stateAt(reader, stored).witnesses.findIndex((one) => one === speaker.prefix);
  if (index < 0) throw noWitness(speaker.prefix, accepted);
  const { raw } = written(buildReceipt(accepted, desk.making));
  const [signature = ''] = await desk.keys.sign(accepted.raw, {
    by: { keys: speaker.state().keys },
    indices: [index],
  });
  const receipt = withGroups(raw, pipelined(witnessGroup([signature])));
  await handIn(desk.host, receipt);
  return receipt;
}

/** What is asked of somebody. */
export type Asking = {
  /** `logs`, `ksn`, `mbx`, `tels`, `tsn`. */
  readonly route: string;
  /** The identifier that is asked about. */
  readonly pre: string;
  /** Who is asked. */
  readonly src: string;
  /** What else the query says, before `i` and `src`. */
  readonly query?: PlainMap;
  readonly replyRoute?: string;
  /** The time that the query says; now when left out. */
  readonly stamp?: string;
};

/** A query, signed by the latest keys. */
export function queryOf(desk: HabDesk, speaker: Speaker, asking: Asking): Promise<Uint8Array> {
  const { route, pre, src, query = {}, replyRoute = '', stamp } = asking;
  const dt = stampOf(desk, stamp);
  const map = jsonMapOf({ ...query, i: pre, src });
  const plan = { route, dt, sender: undefined, returnRoute: replyRoute, query: map };
  return endorsed(speaker, written(buildQuery(plan, desk.making)).raw, { last: true });
}

/** What is told at a route. */
export type Telling = { readonly route: string; readonly data: PlainMap; readonly stamp?: string };

/** A reply, signed by the keys that the last establishment event established. */
export function replyOf(desk: HabDesk, speaker: Speaker, telling: Telling): Promise<Uint8Array> {
  return endorsed(speaker, replyToldBy(desk, telling).raw);
}

/** A reply without signatures. */
export function replyToldBy(desk: HabDesk, { route, data, stamp }: Telling): Reply {
  const plan = { route, dt: stampOf(desk, stamp), sender: undefined, data: jsonMapOf(data) };
  return written(buildReply(plan, desk.making));
}

/** What is sent to somebody. */
export type Exchanging = {
  readonly route: string;
  readonly payload?: PlainMap;
  /** Who gets it; nobody in particular when left out. */
  readonly recipient?: string;
  readonly modifiers?: PlainMap;
  /** SAID of the exchange that is answered. */
  readonly prior?: string;
  /** Messages that go along, by label, with what is attached to them. */
  readonly embeds?: { readonly [label: string]: Uint8Array };
  readonly stamp?: string;
  /** Whether the recipient is named at the top too, as KERIpy does since 1.1.27. */
  readonly layout?: 'without-rp' | 'with-rp';
};

/** An exchange, signed as replies are; what is attached to embedded messages follows the signatures. */
export async function exchangeOf(
  desk: HabDesk,
  speaker: Speaker,
  exchanging: Exchanging,
): Promise<Uint8Array> {
  const { message, attachment } = exchangeSentBy(desk, speaker.prefix, exchanging);
  const signed = await endorsed(speaker, message.raw, { pipelined: false });
  return withGroups(signed, attachment);
}

/** An exchange without signatures, and what is attached to the messages in it. */
export function exchangeSentBy(desk: HabDesk, sender: string, exchanging: Exchanging): BuiltExchange {
  const { route, payload = {}, recipient = '', modifiers = {}, prior = '', embeds = {} } = exchanging;
  const { stamp, layout = 'without-rp' } = exchanging;
  const plan = {
    route,
    sender,
    recipient,
    prior,
    dt: stampOf(desk, stamp),
    modifiers: jsonMapOf(modifiers),
    payload: jsonMapOf(payload),
    embeds: Object.entries(embeds).map(([label, message]) => embedOf(desk, label, message)),
    layout,
  };
  return written(buildExchange(plan, desk.making));
}

/** A message as others carry it. Throws `KeelsonError` of code `usage`. */
function embedOf({ making }: HabDesk, label: string, bytes: Uint8Array): Embed {
  const { message } = oneMessageOf(bytes, making.algorithms);
  const { raw, version, serialization } = message;
  const protocol = message.kind === 'credential' ? 'ACDC' : 'KERI';
  const { map } = written(openBody({ raw, protocol, version, serialization }));
  return { label, fields: map, attached: asciiText(tailOf(bytes, raw.length)) };
}

/** The event that the host has accepted. Throws `KeelsonError`: `usage` for what is no event, `unknown-said`. */
function acceptedOf({ host, making }: HabDesk, bytes: Uint8Array): KeyEvent {
  const event = keyEventOf(oneMessageOf(bytes, making.algorithms).message);
  const stored = host.reader.event(event.said);
  if (stored !== undefined) return stored.event;
  throw new KeelsonError('unknown-said', {
    says: `the event ${event.said} is not accepted here, and nothing is signed about it; ingest it first`,
    keripy: 'ValueError',
    facts: { said: event.said },
  });
}

/** The message when it is a key event. Throws `KeelsonError` of code `usage`. */
export function keyEventOf(message: Message): KeyEvent {
  if (message.kind === 'key-event') return message;
  throw new KeelsonError('usage', { says: 'give a key event', keripy: 'ValueError' });
}

function noWitness(prefix: string, { said }: KeyEvent): KeelsonError {
  const isPrefix = parsePrefix(prefix).ok;
  const says = `${prefix} is no witness of the event ${said}; receipt it as one who is not: \`receipt\``;
  return new KeelsonError('usage', {
    says,
    keripy: 'ValueError',
    facts: isPrefix ? { prefix, said } : { said },
  });
}
