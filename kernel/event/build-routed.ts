/**
 * Builders of routed messages and exchanges.
 *
 * Source: keripy.md 1.2, 1.6 (M-21), 1.7, 1.8. Times come in with the plan: builders have no clock.
 */
import type { Fault } from '../cesr/fault.ts';
import { encodePath } from '../cesr/path.ts';
import { counterFor } from '../cesr/counter.ts';
import { genusOne } from '../cesr/counter-codes.ts';
import { err, ok, type Result } from '../std/result.ts';
import { type FieldValues, madeAs, makeMessage, type Making, writerRules } from './build.ts';
import { faultOf } from './form.ts';
import { emptyMap, type JsonEntry, type JsonMap } from './json.ts';
import { saidify } from './saidify.ts';
import type { Disclosure, Exchange, Query, Reply } from './types.ts';

/** What a routed message says of itself. `sender` is for version 2. `dt` is as it is to be written. */
export type RoutedPlan = { readonly route: string; readonly dt: string; readonly sender: string | undefined };
export type AskingPlan = RoutedPlan & { readonly returnRoute: string; readonly query: JsonMap };
export type TellingPlan = RoutedPlan & { readonly data: JsonMap };

/** A query: wire type `qry`. */
export function buildQuery(plan: AskingPlan, making: Making): Result<Query, Fault> {
  return madeAs('query', makeMessage('qry', askingFields(plan), [['d', making.saidCode]], making));
}

/** A reply: wire type `rpy`. */
export function buildReply(plan: TellingPlan, making: Making): Result<Reply, Fault> {
  return madeAs('reply', makeMessage('rpy', tellingFields(plan), [['d', making.saidCode]], making));
}

/** A demand for sealed data: wire type `pro`. KERIpy: prod. */
export function buildProd(plan: AskingPlan, making: Making): Result<Disclosure, Fault> {
  return madeAs('disclosure', makeMessage('pro', askingFields(plan), [['d', making.saidCode]], making));
}

/** A disclosure of sealed data: wire type `bar`. KERIpy: bare. */
export function buildBare(plan: TellingPlan, making: Making): Result<Disclosure, Fault> {
  return madeAs('disclosure', makeMessage('bar', tellingFields(plan), [['d', making.saidCode]], making));
}

function sentFields({ route, dt, sender }: RoutedPlan): FieldValues {
  return { d: '', dt, r: route, ...(sender === undefined ? {} : { i: sender }) };
}

function askingFields(plan: AskingPlan): FieldValues {
  return { ...sentFields(plan), rr: plan.returnRoute, q: plan.query };
}

function tellingFields(plan: TellingPlan): FieldValues {
  return { ...sentFields(plan), a: plan.data };
}

/** A message carried in an exchange: its label, its fields, and what was attached to it. */
export type Embed = { readonly label: string; readonly fields: JsonMap; readonly attached: string };

export type ExchangePlan = {
  readonly route: string;
  readonly sender: string;
  /** Empty text for none. */
  readonly recipient: string;
  readonly prior: string;
  readonly dt: string;
  readonly modifiers: JsonMap;
  readonly payload: JsonMap;
  readonly embeds: readonly Embed[];
  /** Whether version 1 names the recipient at the top too, as KERIpy does since 1.1.27. */
  readonly layout: 'without-rp' | 'with-rp';
};

/** An exchange and the pathed attachments of what it carries. */
export type BuiltExchange = { readonly message: Exchange; readonly attachment: string };

/** A version 1 exchange message: wire type `exn`. */
export function buildExchange(plan: ExchangePlan, making: Making): Result<BuiltExchange, Fault> {
  const embedded = embedsOf(plan.embeds, making);
  if (!embedded.ok) return embedded;
  const { route, sender, recipient, prior, dt, modifiers, payload } = plan;
  const addressed: readonly JsonEntry[] = recipient === '' ? [] : [['i', recipient]];
  const data: JsonMap = { entries: [...addressed, ...payload.entries] };
  const named = plan.layout === 'with-rp' ? { rp: recipient } : {};
  const fields = {
    d: '',
    i: sender,
    ...named,
    p: prior,
    dt,
    r: route,
    q: modifiers,
    a: data,
    e: embedded.value,
  };
  const message = madeAs('exchange', makeMessage('exn', fields, [['d', making.saidCode]], making));
  if (!message.ok) return message;
  const attachment = pathedOf(plan.embeds);
  return attachment.ok ? ok({ message: message.value, attachment: attachment.value }) : attachment;
}

/** The carried messages by label, with a SAID over all; an empty map for none. */
function embedsOf(embeds: readonly Embed[], making: Making): Result<JsonMap, Fault> {
  if (embeds.length === 0) return ok(emptyMap);
  const entries = [...embeds.map(({ label, fields }): JsonEntry => [label, fields]), ['d', ''] as const];
  const { saidCode: code, algorithms } = making;
  const block = saidify({ entries }, { label: 'd', code, serialization: 'JSON', digest: algorithms.digest });
  return block.ok
    ? ok(block.value.map)
    : err(faultOf(writerRules.writable, { field: 'e', facts: block.error }));
}

/** One group for each carried message that had attachments: a path to it, and the attachments. */
function pathedOf(embeds: readonly Embed[]): Result<string, Fault> {
  let text = '';
  for (const { label, attached } of embeds) {
    if (attached === '') continue;
    const path = encodePath(`-e-${label}`);
    if (!path.ok) return path;
    const material = path.value + attached;
    text += counterFor('pathed', material.length / 4, genusOne) + material;
  }
  return ok(text);
}

/** A version 2 exchange: within a transaction when `transaction` is its SAID. */
export type TransactedPlan = RoutedPlan & {
  readonly sender: string;
  readonly recipient: string;
  readonly transaction: string;
  readonly prior: string;
  readonly modifiers: JsonMap;
  readonly payload: JsonMap;
};

/** A version 2 exchange message: wire type `exn`. */
export function buildTransacted(plan: TransactedPlan, making: Making): Result<Exchange, Fault> {
  const { recipient, transaction, prior, modifiers, payload } = plan;
  const fields = { ...sentFields(plan), ri: recipient, x: transaction, p: prior, q: modifiers, a: payload };
  return madeAs('exchange', makeMessage('exn', fields, [['d', making.saidCode]], making));
}

/** The first message of a transaction: wire type `xip`; `nonce` is a qualified salt. */
export function buildTransactionInception(
  plan: Omit<TransactedPlan, 'transaction' | 'prior'> & { readonly nonce: string },
  making: Making,
): Result<Exchange, Fault> {
  const fields = {
    ...sentFields(plan),
    u: plan.nonce,
    ri: plan.recipient,
    q: plan.modifiers,
    a: plan.payload,
  };
  return madeAs('exchange', makeMessage('xip', fields, [['d', making.saidCode]], making));
}
