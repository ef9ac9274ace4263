/** Sends of every kind, with fields of any content. */
import fc from 'fast-check';
import type { Json, JsonMap } from '../../kernel/event/json.ts';
import type { Send } from '../../kernel/state/effect.ts';

const text = fc.string({ unit: 'binary' });
const number = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });

const { json } = fc.letrec<{ json: Json; map: JsonMap }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    text,
    fc.record({ lexeme: fc.constantFrom('0', '-1.50', '3e400', '300000.0') }),
    fc.array(tie('json')),
    tie('map'),
  ),
  map: fc.record({ entries: fc.array(fc.tuple(fc.oneof(text, fc.constant('__proto__')), tie('json'))) }),
}));
const map: fc.Arbitrary<unknown> = fc.record({ entries: fc.array(fc.tuple(text, json)) });

const event = { prefix: text, sn: number, said: text };
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

/** The fields of each kind; a kind that is missing does not compile. */
const fields: { readonly [kind in Send['kind']]: { readonly [field: string]: fc.Arbitrary<unknown> } } = {
  receipt: event,
  notice: event,
  witness: event,
  query: { route: fc.constant('logs'), prefix: text, sn: optional(number), said: optional(text) },
  replay: { to: text, prefixes: fc.array(text) },
  'registry-replay': { to: text, logs: fc.array(text) },
  reply: { to: text, route: text, data: map },
  stream: { to: text, prefix: text, topics: map },
  'key-state-saved': { prefix: text, notice: map },
  'bad-clone-fn': { prefix: text, said: text, fn: number, attachedFn: number },
  'approve-delegation': { ...event, delegator: text },
  duplicity: { ...event, against: text },
  'exchange-saved': { said: text, route: text },
};

/** Any send of one kind. */
export function sendOfKind(kind: string): fc.Arbitrary<Send> {
  const own = Object.entries(fields).find(([name]) => name === kind)?.[1] ?? {};
  return fc.record({ kind: fc.constant(kind), ...own }) as unknown as fc.Arbitrary<Send>;
}

export const sendKinds: readonly string[] = Object.keys(fields);

/** Any send. */
export const anySend: fc.Arbitrary<Send> = fc.oneof(...sendKinds.map(sendOfKind));
