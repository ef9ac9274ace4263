/**
 * Exchanges by which the members of a group agree on what it says beside its events: `/multisig/rpy` for replies,
 * `/multisig/exn` for exchanges that are sent in its name. Each carries the statement and, attached by its path, what its
 * sender signed of it with the keys of the group.
 *
 * Source: keripy.md 1.8, 8.6. KERIpy: `grouping.multisigRpyExn`, `multisigExn`. What registries of credentials do
 * (`/multisig/vcp`, `/multisig/iss`, `/multisig/rev`) is none of this.
 */
import type { Attachments } from '../cesr/attachments.ts';
import type { Fault } from '../cesr/fault.ts';
import { parsePrefix } from '../cesr/identifiers.ts';
import type { Prefix } from '../cesr/qualified.ts';
import type { Algorithms } from '../crypto/algorithm.ts';
import { err, ok, type Result } from '../std/result.ts';
import type { Making } from './build.ts';
import { buildExchange, type BuiltExchange, type ExchangePlan } from './build-routed.ts';
import { attachedAt, embeddedAt, mapAt } from './embedded.ts';
import { faultOf, type FormRule } from './form.ts';
import { emptyMap, type JsonMap, mapOf, textOf } from './json.ts';
import { readJsonMap } from './json-read.ts';
import type { Exchange, Reply } from './types.ts';

/** What a group says beside its events. */
export type Statement = Reply | Exchange;

/** The last word of the route, which is the label of the statement too. */
type StatementWord = 'rpy' | 'exn';

/** True for the routes of this file. */
export function isStatementRoute(route: string): boolean {
  return wordOf(route) !== undefined;
}

/** A statement as a member sends it to the others. */
export type MultisigStatementPlan = {
  readonly sender: string;
  /** As it is to be written. */
  readonly dt: string;
  readonly group: string;
  readonly statement: Statement;
  /** What is attached to the statement, as text: signatures, and what goes with messages that it carries. */
  readonly attached: string;
  readonly layout: ExchangePlan['layout'];
};

/** The exchange that carries a statement of a group, as KERIpy makes it. The statement is one in JSON. */
export function buildMultisigStatement(
  { sender, dt, group, statement, attached, layout }: MultisigStatementPlan,
  making: Making,
): Result<BuiltExchange, Fault> {
  const fields = readJsonMap(statement.raw);
  if (statement.serialization !== 'JSON' || !fields.ok)
    return err(faultOf(multisigStatementRules.readable, { field: 'e' }));
  const label: StatementWord = statement.kind === 'reply' ? 'rpy' : 'exn';
  const embeds = [{ label, fields: fields.value, attached }];
  const payload = mapOf(['gid', group]);
  const route = `/multisig/${label}`;
  return buildExchange(
    { route, sender, recipient: '', prior: '', dt, modifiers: emptyMap, payload, embeds, layout },
    making,
  );
}

/** A statement of a group that a member sent. */
export type MultisigStatement = {
  readonly sender: Prefix;
  readonly statement: Statement;
  /** What the sender attached to the statement, as text; empty for nothing. */
  readonly attached: string;
  readonly group: Prefix;
};

const source = 'keripy.md 1.8, 8.6';
const keripy = 'ValueError';

export const multisigStatementRules = {
  route: {
    id: 'MULTISIG-STATEMENT-ROUTE',
    source,
    code: 'unknown-message-type',
    keripy,
    says: 'what a group says beside its events comes by /multisig/rpy or /multisig/exn',
  },
  group: {
    id: 'MULTISIG-STATEMENT-GROUP',
    source,
    code: 'bad-prefix',
    keripy,
    says: 'it names the group by its identifier',
  },
  readable: {
    id: 'MULTISIG-STATEMENT',
    source,
    code: 'undecodable-body',
    keripy,
    says: 'it carries one reply or exchange of version 1, as its route says, in JSON',
  },
} as const satisfies { readonly [name: string]: FormRule };

/** What a member sent; what is wrong with it otherwise. Whose member the sender is, is not looked at. */
export function readMultisigStatement(
  { sender, route, fields }: Pick<Exchange, 'sender' | 'route' | 'fields'>,
  attachments: Pick<Attachments, 'pathed'>,
  algorithms: Algorithms,
): Result<MultisigStatement, Fault> {
  const word = wordOf(route);
  if (word === undefined) return err(faultOf(multisigStatementRules.route, { field: 'r', facts: route }));
  const group = parsePrefix(textOf(mapAt(fields, 'a'), 'gid') ?? '');
  if (!group.ok) return err(faultOf(multisigStatementRules.group, { field: 'a' }));
  const statement = statementAt(fields, word, algorithms);
  if (statement === undefined) return err(faultOf(multisigStatementRules.readable, { field: 'e' }));
  return ok({ sender, statement, attached: attachedAt(attachments, word), group: group.value });
}

function statementAt(fields: JsonMap, word: StatementWord, algorithms: Algorithms): Statement | undefined {
  const message = embeddedAt(fields, word, algorithms);
  if (message?.version[0] !== 1) return undefined;
  if (word === 'rpy') return message.kind === 'reply' ? message : undefined;
  return message.kind === 'exchange' ? message : undefined;
}

function wordOf(route: string): StatementWord | undefined {
  const words: readonly StatementWord[] = ['rpy', 'exn'];
  return words.find((word) => route === `/multisig/${word}`);
}
