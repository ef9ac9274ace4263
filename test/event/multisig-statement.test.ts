/** What a group says beside its events: what a member shows of it is read as it was written, and what is none is refused. keripy.md 8.6. */
import { describe, expect, test } from 'vitest';
import { buildExchange, buildReply } from '../../kernel/event/build-routed.ts';
import type { Making } from '../../kernel/event/build.ts';
import { emptyMap, mapOf } from '../../kernel/event/json.ts';
import type { Json, JsonMap } from '../../kernel/event/json.ts';
import { readJsonMap } from '../../kernel/event/json-read.ts';
import {
  buildMultisigStatement,
  isStatementRoute,
  readMultisigStatement,
} from '../../kernel/event/multisig-statement.ts';
import type { Statement } from '../../kernel/event/multisig-statement.ts';
import { isMultisigRoute } from '../../kernel/event/multisig.ts';
import type { Result } from '../../kernel/std/result.ts';
import { algorithms } from '../storage/drive.ts';

const making: Making = { version: [1, 0], serialization: 'JSON', saidCode: 'E', algorithms };
const group = 'EMP7Lg6BtehOYZt2RwOqXLNfMUiUllejAp8G_5EiANXR';
const member = 'EA_SbBUZYwqLVlAAn14d6QUBQCSReJlZ755JqTgmRhXH';
const dt = '2024-01-01T00:00:00.000000+00:00';
const attached =
  '-AABAABBJhJM_7VRUVhC1fipQOJPgCrti1FDqd9klVnSO84Kx5NtIkdkNWdom-e6rIwlkRTsfVnHPO4BLlNMP7_DlM24';

function made<T>(result: Result<T, unknown>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
}

const reply = made(
  buildReply(
    {
      route: '/end/role/add',
      dt,
      sender: undefined,
      data: mapOf(['cid', group], ['role', 'agent'], ['eid', member]),
    },
    making,
  ),
);

type Parts = {
  readonly route?: string;
  readonly gid?: Json;
  readonly label?: string;
  readonly body?: JsonMap;
};

const fields = ({ raw }: Pick<Statement, 'raw'>): JsonMap => made(readJsonMap(raw));

/** An exchange with these parts in the place of sound ones. */
function exchange({ route = '/multisig/rpy', gid = group, label = 'rpy', body = fields(reply) }: Parts) {
  const plan = {
    route,
    sender: member,
    recipient: '',
    prior: '',
    dt,
    modifiers: emptyMap,
    payload: mapOf(['gid', gid]),
    embeds: [{ label, fields: body, attached: '' }],
    layout: 'without-rp',
  } as const;
  return made(buildExchange(plan, making)).message;
}

describe('what a member shows is read as it was written', () => {
  test.each([
    ['rpy', reply, 'without-rp'],
    ['rpy', reply, 'with-rp'],
    ['exn', exchange({ route: '/a/greeting' }), 'without-rp'],
  ] as const)('%s', (word, statement, layout) => {
    const plan = { sender: member, dt, group, statement, attached, layout };
    const { message, attachment } = made(buildMultisigStatement(plan, making));
    expect([message.route, isStatementRoute(message.route), isMultisigRoute(message.route)]).toEqual([
      `/multisig/${word}`,
      true,
      false,
    ]);
    const path = attachment.slice(4, attachment.indexOf('-A', 8));
    const pathed = [{ path, material: attachment.slice(4 + path.length) }];
    const read = made(readMultisigStatement(message, { pathed }, algorithms));
    expect(read).toMatchObject({ sender: member, group, attached });
    expect(read.statement.raw).toEqual(statement.raw);
  });
});

/** As KERIpy makes the exchange of the same reply or exchange: 1.1.17, and 1.3.6 with `rp`. */
const ofKeripy = [
  ['rpy', 'without-rp', 'EFXKZ2YaZQyaOd8CG4IQ0A4whx5jUSVtwlXXxbZyxgON'],
  ['exn', 'without-rp', 'EODYtxyPWb6k65Egv4rjUVsMIORgUgKakaX0X1aMBl_K'],
  ['rpy', 'with-rp', 'ELGA76f_XPmzg8ijrgOakUXQFo2LcMdZNIu64efmES63'],
  ['exn', 'with-rp', 'EACzVHEg9VSTdw7AWmjAzRXuhSl81i8kMX7Jn4_imUQl'],
] as const;

describe("what a member shows is the same bytes as KERIpy's", () => {
  test.each(ofKeripy)('%s %s', (word, layout, said) => {
    const plan = {
      route: '/a/greeting',
      sender: group,
      recipient: '',
      prior: '',
      dt,
      modifiers: emptyMap,
      payload: mapOf(['m', 'hi']),
      embeds: [],
      layout,
    } as const;
    const statement = word === 'rpy' ? reply : made(buildExchange(plan, making)).message;
    const shown = { sender: member, dt, group, statement, attached, layout };
    const { message, attachment } = made(buildMultisigStatement(shown, making));
    expect(message.said).toBe(said);
    const path = `5AACAA-e-${word}`;
    expect(attachment).toBe(`-LAa${path}${attached}`);
  });
});

describe('what is no statement of a group is refused', () => {
  const changed = (label: string, value: Json): JsonMap => ({
    entries: fields(reply).entries.map(([name, old]) => [name, name === label ? value : old]),
  });
  test.each([
    ['an event of a group', { route: '/multisig/ixn' }, 'MULTISIG-STATEMENT-ROUTE'],
    ['the inception of a registry', { route: '/multisig/vcp' }, 'MULTISIG-STATEMENT-ROUTE'],
    ['what is issued by a registry', { route: '/multisig/iss' }, 'MULTISIG-STATEMENT-ROUTE'],
    ['what is revoked by a registry', { route: '/multisig/rev' }, 'MULTISIG-STATEMENT-ROUTE'],
    ['a group that is no identifier', { gid: 'team' }, 'MULTISIG-STATEMENT-GROUP'],
    ['no group', { gid: null }, 'MULTISIG-STATEMENT-GROUP'],
    ['a reply under another label', { label: 'exn' }, 'MULTISIG-STATEMENT'],
    ['a reply as an exchange', { route: '/multisig/exn', label: 'exn' }, 'MULTISIG-STATEMENT'],
    ['an exchange as a reply', { body: fields(exchange({})) }, 'MULTISIG-STATEMENT'],
    ['a map that is no message', { body: emptyMap }, 'MULTISIG-STATEMENT'],
    ['a reply that was changed', { body: changed('r', '/end/role/cut') }, 'MULTISIG-STATEMENT'],
    ['a reply in CBOR', { body: changed('v', 'KERI10CBOR00012b_') }, 'MULTISIG-STATEMENT'],
  ] as const)('%s', (_, parts, rule) => {
    const read = readMultisigStatement(exchange(parts), { pathed: [] }, algorithms);
    expect(read.ok ? 'read' : read.error.rule).toBe(rule);
  });

  test('what is not in JSON cannot be shown', () => {
    const plan = { sender: member, dt, group, attached, layout: 'without-rp' } as const;
    const built = buildMultisigStatement({ ...plan, statement: { ...reply, serialization: 'CBOR' } }, making);
    expect(built.ok ? 'made' : built.error.rule).toBe('MULTISIG-STATEMENT');
  });
});
