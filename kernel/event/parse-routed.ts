/**
 * Routed messages out of their bodies: queries, replies, disclosures and exchanges.
 *
 * Source: K-131…K-151; D-01, D-03, D-31; keripy.md 1.2, 1.7, 1.8.
 */
import type { Fault } from '../cesr/fault.ts';
import type { Micros, Prefix, Said } from '../cesr/qualified.ts';
import type { Algorithms } from '../crypto/algorithm.ts';
import { err, ok, type Result } from '../std/result.ts';
import { type Body, envelopeOf } from './body.ts';
import { bodyRules } from './body-rules.ts';
import {
  datetimeField,
  fieldsReader,
  mapField,
  mapOrEmptyListField,
  type ReadFields,
  prefixField,
  saidField,
  textField,
} from './fields.ts';
import { faultOf, firstFormFault } from './form.ts';
import { type JsonMap, textOf } from './json.ts';
import { exchangeRows } from './exchange-rules.ts';
import { isSaidOf } from './said-check.ts';
import type { Disclosure, Exchange, Query, Reply } from './types.ts';

const said = ['d', saidField] as const;
const sender = ['i', prefixField] as const;
const dt = ['dt', datetimeField] as const;
const route = ['r', textField] as const;

type Routed = { readonly said: Said; readonly dt: Micros; readonly route: string };
type Asking = Routed & { readonly returnRoute: string; readonly query: JsonMap };
type Telling = Routed & { readonly data: JsonMap };
type Sent = { readonly sender: Prefix };

const asking = { said, dt, route, returnRoute: ['rr', textField] } as const;
const telling = { said, dt, route } as const;
const readAskingOne = fieldsReader<Asking>({ ...asking, query: ['q', mapOrEmptyListField] });
const readAskingTwo = fieldsReader<Asking & Sent>({ ...asking, sender, query: ['q', mapField] });
const readTellingOne = fieldsReader<Telling>({ ...telling, data: ['a', mapOrEmptyListField] });
const readTellingTwo = fieldsReader<Telling & Sent>({ ...telling, sender, data: ['a', mapField] });

/** The query in a body of type `qry`. */
export function parseQuery(body: Body, algorithms: Algorithms): Result<Query, Fault> {
  const fields = readSent(body, readAskingOne, readAskingTwo);
  if (!fields.ok) return fields;
  return checked({ kind: 'query', ilk: 'qry', ...envelopeOf(body), ...fields.value }, algorithms);
}

/** The reply in a body of type `rpy`. */
export function parseReply(body: Body, algorithms: Algorithms): Result<Reply, Fault> {
  const fields = readSent(body, readTellingOne, readTellingTwo);
  if (!fields.ok) return fields;
  return checked({ kind: 'reply', ilk: 'rpy', ...envelopeOf(body), ...fields.value }, algorithms);
}

/** The disclosure in a body of type `pro` or `bar`. */
export function parseDisclosure(
  body: Body,
  ilk: 'pro' | 'bar',
  algorithms: Algorithms,
): Result<Disclosure, Fault> {
  const fields =
    ilk === 'pro'
      ? readSent(body, readAskingOne, readAskingTwo)
      : readSent(body, readTellingOne, readTellingTwo);
  if (!fields.ok) return fields;
  const { said: own, dt: at, route: path } = fields.value;
  return checked(
    { kind: 'disclosure', ilk, ...envelopeOf(body), said: own, dt: at, route: path, fields: body.map },
    algorithms,
  );
}

/** Reads by the reader of the body's version: those that name their sender are version 2. D-01. */
function readSent<T>(
  body: Body,
  one: ReadFields<T>,
  two: ReadFields<T & Sent>,
): Result<T & { readonly sender: Prefix | undefined }, Fault> {
  if (body.layout.labels.includes('i')) return two(body.map);
  const fields = one(body.map);
  return fields.ok ? ok({ ...fields.value, sender: undefined }) : fields;
}

type ExchangeFields = Routed & Sent;
const exchange = { said, sender, dt, route } as const;
const readExchangeOne = fieldsReader<ExchangeFields & { q: JsonMap; a: JsonMap; e: JsonMap; p: string }>({
  ...exchange,
  p: ['p', textField],
  q: ['q', mapOrEmptyListField],
  a: ['a', mapOrEmptyListField],
  e: ['e', mapOrEmptyListField],
});
const readExchangeTwo = fieldsReader<ExchangeFields & { q: JsonMap; a: JsonMap; ri: string }>({
  ...exchange,
  ri: ['ri', textField],
  q: ['q', mapField],
  a: ['a', mapField],
});

/** The exchange in a body of type `exn` or `xip`. */
export function parseExchange(
  body: Body,
  ilk: 'exn' | 'xip',
  algorithms: Algorithms,
): Result<Exchange, Fault> {
  const fields = (body.layout.labels.includes('ri') ? readExchangeTwo : readExchangeOne)(body.map);
  if (!fields.ok) return fields;
  const { said: own, sender: from, dt: at, route: path } = fields.value;
  const recipient = textOf(body.map, 'ri') ?? textOf(body.map, 'rp') ?? '';
  const prior = textOf(body.map, 'p') ?? '';
  const message: Exchange = {
    kind: 'exchange',
    ilk,
    ...envelopeOf(body),
    said: own,
    sender: from,
    recipient,
    prior,
    dt: at,
    route: path,
    fields: body.map,
  };
  const fault = firstFormFault(exchangeRows, message);
  return fault === undefined ? checked(message, algorithms) : err(fault);
}

function checked<M extends { readonly said: Said; readonly raw: Uint8Array }>(
  message: M,
  algorithms: Algorithms,
): Result<M, Fault> {
  return isSaidOf(message.said, message.raw, 1, algorithms)
    ? ok(message)
    : err(faultOf(bodyRules.said, { field: 'd' }));
}
