/**
 * Exchanges by which the members of a group agree on its events: `/multisig/icp`, `/multisig/rot`, `/multisig/ixn`.
 * Each carries the event of the group and, attached by its path, what its sender signed of it.
 *
 * Source: keripy.md 1.8, 8.6. KERIpy: `grouping.multisigInceptExn`, `multisigRotateExn`, `multisigInteractExn`.
 */
import type { Attachments } from '../cesr/attachments.ts';
import type { Fault } from '../cesr/fault.ts';
import type { Prefix } from '../cesr/qualified.ts';
import { parsePrefix } from '../cesr/identifiers.ts';
import type { Algorithms } from '../crypto/algorithm.ts';
import { err, ok, type Result } from '../std/result.ts';
import type { Making } from './build.ts';
import { buildExchange, type BuiltExchange, type ExchangePlan } from './build-routed.ts';
import { attachedAt, embeddedAt, mapAt } from './embedded.ts';
import { faultOf, type FormRule } from './form.ts';
import { emptyMap, isList, type JsonEntry, type JsonMap, textOf, valueOf } from './json.ts';
import { readJsonMap } from './json-read.ts';
import type { Exchange, KeyEvent, KeyEventIlk } from './types.ts';

/** The last word of the route, which is the label of the event too. */
export type MultisigWord = 'icp' | 'rot' | 'ixn';

/** What an event is proposed as. */
export function multisigWordOf(ilk: KeyEventIlk): MultisigWord {
  if (ilk === 'ixn') return 'ixn';
  return ilk === 'icp' || ilk === 'dip' ? 'icp' : 'rot';
}

/** True for the routes of this file. */
export function isMultisigRoute(route: string): boolean {
  return wordOf(route) !== undefined;
}

/** An event as its member sends it to the others. */
export type MultisigPlan = {
  readonly sender: string;
  /** As it is to be written. */
  readonly dt: string;
  readonly event: KeyEvent;
  /** What is attached to the event: the signatures that the sender has of it, as text. */
  readonly attached: string;
  /** Members whose keys sign. */
  readonly signing: readonly string[];
  /** Members whose next keys are committed to; an interaction names none. */
  readonly rotating: readonly string[] | undefined;
  readonly layout: ExchangePlan['layout'];
};

/** The exchange that carries an event of a group, as KERIpy makes it. The event is one in JSON. */
export function buildMultisig(plan: MultisigPlan, making: Making): Result<BuiltExchange, Fault> {
  const { sender, dt, event, attached, signing, rotating, layout } = plan;
  const word = multisigWordOf(event.ilk);
  const fields = readJsonMap(event.raw);
  if (event.serialization !== 'JSON' || !fields.ok)
    return err(faultOf(multisigRules.readable, { field: 'e' }));
  const delegator = event.ilk === 'dip' ? event.delegator : undefined;
  const payload: readonly JsonEntry[] = [
    ['gid', event.prefix],
    ['smids', signing],
    ...(rotating === undefined ? [] : [['rmids', rotating] as const]),
    ...(delegator === undefined ? [] : [['delegator', delegator] as const]),
  ];
  return buildExchange(
    {
      route: `/multisig/${word}`,
      sender,
      recipient: '',
      prior: '',
      dt,
      modifiers: emptyMap,
      payload: { entries: payload },
      embeds: [{ label: word, fields: fields.value, attached }],
      layout,
    },
    making,
  );
}

/** An event of a group that a member sent. */
export type Multisig = {
  readonly sender: Prefix;
  readonly event: KeyEvent;
  /** What the sender attached to the event, as text; empty for nothing. */
  readonly attached: string;
  readonly group: Prefix;
  readonly signing: readonly Prefix[];
  /** As `signing` where the sender named none. */
  readonly rotating: readonly Prefix[];
};

const source = 'keripy.md 1.8, 8.6';
const keripy = 'ValueError';

export const multisigRules = {
  route: {
    id: 'MULTISIG-ROUTE',
    source,
    code: 'unknown-message-type',
    keripy,
    says: 'an event of a group comes by /multisig/icp, /multisig/rot or /multisig/ixn',
  },
  members: {
    id: 'MULTISIG-MEMBERS',
    source,
    code: 'bad-prefix',
    keripy,
    says: 'it names the group, and its members by their identifiers',
  },
  readable: {
    id: 'MULTISIG-EVENT',
    source,
    code: 'undecodable-body',
    keripy,
    says: 'it carries one event of the kind that its route names, in JSON',
  },
} as const satisfies { readonly [name: string]: FormRule };

/** What a member sent; what is wrong with it otherwise. Whose member the sender is, is not looked at. */
export function readMultisig(
  exchange: Pick<Exchange, 'sender' | 'route' | 'fields'>,
  attachments: Pick<Attachments, 'pathed'>,
  algorithms: Algorithms,
): Result<Multisig, Fault> {
  const { sender, route, fields } = exchange;
  const word = wordOf(route);
  if (word === undefined) return err(faultOf(multisigRules.route, { field: 'r', facts: route }));
  const payload = mapAt(fields, 'a');
  const parsed = parsePrefix(textOf(payload, 'gid') ?? '');
  const signing = membersAt(payload, 'smids');
  const rotating = valueOf(payload, 'rmids') === undefined ? signing : membersAt(payload, 'rmids');
  if (!parsed.ok || signing === undefined || rotating === undefined)
    return err(faultOf(multisigRules.members, { field: 'a' }));
  const event = eventAt(fields, word, algorithms);
  if (event === undefined) return err(faultOf(multisigRules.readable, { field: 'e' }));
  const attached = attachedAt(attachments, word);
  return ok({ sender, event, attached, group: parsed.value, signing, rotating });
}

function wordOf(route: string): MultisigWord | undefined {
  const words: readonly MultisigWord[] = ['icp', 'rot', 'ixn'];
  return words.find((word) => route === `/multisig/${word}`);
}

/** The members, each once; none where the sender knows none, which KERIpy writes as null. */
function membersAt(map: JsonMap, label: string): readonly Prefix[] | undefined {
  const value = valueOf(map, label) ?? [];
  if (!isList(value)) return undefined;
  const members: Prefix[] = [];
  for (const item of value) {
    const parsed = typeof item === 'string' ? parsePrefix(item) : undefined;
    if (parsed?.ok !== true) return undefined;
    if (!members.includes(parsed.value)) members.push(parsed.value);
  }
  return members;
}

/** The event under the label that its kind wants. */
function eventAt(fields: JsonMap, word: MultisigWord, algorithms: Algorithms): KeyEvent | undefined {
  const message = embeddedAt(fields, word, algorithms);
  if (message?.kind !== 'key-event') return undefined;
  return multisigWordOf(message.ilk) === word ? message : undefined;
}
