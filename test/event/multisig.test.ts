/** Exchanges by which members of a group agree: what is written is read, and what holds no event is refused. keripy.md 8.6. */
import { describe, expect, test } from 'vitest';
import { buildExchange } from '../../kernel/event/build-routed.ts';
import { buildInception, buildInteraction } from '../../kernel/event/build-key-event.ts';
import type { Making } from '../../kernel/event/build.ts';
import { emptyMap, textOf, valueOf } from '../../kernel/event/json.ts';
import type { Json, JsonMap } from '../../kernel/event/json.ts';
import { readJsonMap } from '../../kernel/event/json-read.ts';
import { buildMultisig, isMultisigRoute, readMultisig } from '../../kernel/event/multisig.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import { snOf } from '../../kernel/cesr/number.ts';
import type { Result } from '../../kernel/std/result.ts';
import { algorithms } from '../storage/drive.ts';

const making: Making = { version: [1, 0], serialization: 'JSON', saidCode: 'E', algorithms };
const key = 'DKiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU';
const digest = 'EMP7Lg6BtehOYZt2RwOqXLNfMUiUllejAp8G_5EiANXR';
const member = 'EA_SbBUZYwqLVlAAn14d6QUBQCSReJlZ755JqTgmRhXH';
const other = 'EHZks1BQ_ieuzASY7VoZNIOgIfnlE-SZJzO3OP_Wf3zM';
const dt = '2024-01-01T00:00:00.000000+00:00';

function made<T>(result: Result<T, unknown>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
}

const inception = (delegator?: string): KeyEvent =>
  made(
    buildInception(
      {
        keys: [key],
        signingThreshold: undefined,
        nextKeyDigests: [digest],
        nextThreshold: undefined,
        toad: 0,
        anchors: [{ entries: [['d', 'é \\ "']] }],
        witnesses: [],
        traits: [],
        delegator,
        identifier: 'self-addressing',
      },
      making,
    ),
  );

const interaction = (): KeyEvent => {
  const { prefix, said } = inception();
  return made(buildInteraction({ prefix, sn: snOf(1n), prior: said, anchors: [] }, making));
};

const attached =
  '-AABAABBJhJM_7VRUVhC1fipQOJPgCrti1FDqd9klVnSO84Kx5NtIkdkNWdom-e6rIwlkRTsfVnHPO4BLlNMP7_DlM24';

/** The pathed material of a built attachment, as a reader keeps it. */
function pathed(attachment: string) {
  const path = attachment.slice(4, 4 + (attachment.indexOf('-A', 4 + 4) - 4));
  return attachment === '' ? [] : [{ path, material: attachment.slice(4 + path.length) }];
}

describe('what a member shows is read as it was written', () => {
  test.each([
    ['icp', inception(), [member, other], 'without-rp'],
    ['icp', inception(other), [member], 'with-rp'],
    ['ixn', interaction(), undefined, 'with-rp'],
  ] as const)('%s', (word, event, rotating, layout) => {
    const signing = [member, other];
    const plan = { sender: member, dt, event, attached, signing, rotating, layout };
    const { message, attachment } = made(buildMultisig(plan, making));
    expect(message.route).toBe(`/multisig/${word}`);
    expect(isMultisigRoute(message.route)).toBe(true);
    expect(valueOf(message.fields, 'rp')).toBe(layout === 'with-rp' ? '' : undefined);
    const read = made(readMultisig(message, { pathed: pathed(attachment) }, algorithms));
    expect(read).toMatchObject({
      sender: member,
      group: event.prefix,
      signing,
      rotating: rotating ?? signing,
      attached,
    });
    expect(read.event.raw).toEqual(event.raw);
    const payload = valueOf(message.fields, 'a') as JsonMap;
    expect(textOf(payload, 'delegator')).toBe(event.ilk === 'dip' ? other : undefined);
  });

  test('members that are repeated count once, and none are read where the sender knows none', () => {
    const read = (smids: Json) =>
      made(readMultisig(exchange({ a: { gid: member, smids } }), { pathed: [] }, algorithms));
    expect(read([member, other, member, other]).signing).toEqual([member, other]);
    expect(read(null)).toMatchObject({ signing: [], rotating: [], attached: '' });
  });
});

/** An exchange with these parts in the place of sound ones. */
function exchange({
  route = '/multisig/icp',
  a = { gid: member, smids: [member] },
  label = 'icp',
  body = made(readJsonMap(inception().raw)),
}: {
  readonly route?: string;
  readonly a?: { readonly [label: string]: Json };
  readonly label?: string;
  readonly body?: JsonMap;
}) {
  const plan = {
    route,
    sender: member,
    recipient: '',
    prior: '',
    dt,
    modifiers: emptyMap,
    payload: { entries: Object.entries(a) },
    embeds: [{ label, fields: body, attached: '' }],
    layout: 'without-rp',
  } as const;
  return made(buildExchange(plan, making)).message;
}

const changed = (label: string, value: Json): JsonMap => ({
  entries: made(readJsonMap(inception().raw)).entries.map(([name, old]) => [
    name,
    name === label ? value : old,
  ]),
});

describe('what shows no event of a group is refused', () => {
  test.each([
    ['another route', { route: '/multisig/vcp' }, 'MULTISIG-ROUTE'],
    ['a longer route', { route: '/multisig/icp/now' }, 'MULTISIG-ROUTE'],
    ['no group', { a: { smids: [member] } }, 'MULTISIG-MEMBERS'],
    ['a group that is no identifier', { a: { gid: 'team', smids: [member] } }, 'MULTISIG-MEMBERS'],
    ['members that are no list', { a: { gid: member, smids: member } }, 'MULTISIG-MEMBERS'],
    ['a member that is no identifier', { a: { gid: member, smids: ['bob'] } }, 'MULTISIG-MEMBERS'],
    [
      'next members that are no list',
      { a: { gid: member, smids: [member], rmids: 'x' } },
      'MULTISIG-MEMBERS',
    ],
    ['an event under another label', { label: 'rot' }, 'MULTISIG-EVENT'],
    ['an event of another kind', { body: made(readJsonMap(interaction().raw)) }, 'MULTISIG-EVENT'],
    ['a map that is no message', { body: emptyMap }, 'MULTISIG-EVENT'],
    ['an event whose SAID is another', { body: changed('d', other) }, 'MULTISIG-EVENT'],
    ['an event that was changed', { body: changed('kt', '2') }, 'MULTISIG-EVENT'],
    ['an event in CBOR', { body: changed('v', 'KERI10CBOR00012b_') }, 'MULTISIG-EVENT'],
  ] as const)('%s', (_, parts, rule) => {
    const read = readMultisig(exchange(parts), { pathed: [] }, algorithms);
    expect(read.ok ? 'read' : read.error.rule).toBe(rule);
  });
});
