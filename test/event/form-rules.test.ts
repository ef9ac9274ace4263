/** Form rules, row by row: K-024…K-075, K-109…K-151, K-184…K-186; C-093…C-112. Rows: docs/RULES.md. */
import { expect, test } from 'vitest';
import { digest } from '../../kernel/crypto/registry.ts';
import { parseMessage } from '../../kernel/event/parse.ts';
import { ruleTables } from '../support/rule-rows.ts';

type Value = string | number | readonly Value[] | { readonly [label: string]: Value };
type Body = { readonly [label: string]: Value };

const key = (last: string, code = 'D'): string => `${code}${'A'.repeat(42)}${last}`;
const [said, other, transferable, fixed] = [key('0', 'E'), key('1', 'E'), key('2'), key('3', 'B')];
const at = '2021-06-27T21:26:21.233257+00:00';

const icp: Body = {
  v: '',
  t: 'icp',
  d: said,
  i: said,
  s: '0',
  kt: '1',
  k: [transferable],
  nt: '1',
  n: [other],
  bt: '0',
  b: [],
  c: [],
  a: [],
};
const dip: Body = { ...icp, t: 'dip', di: other };
const fixedIcp: Body = { ...icp, i: fixed, k: [fixed], nt: '0', n: [] };
const rot: Body = {
  v: '',
  t: 'rot',
  d: said,
  i: other,
  s: '1',
  p: other,
  kt: '1',
  k: [transferable],
  nt: '1',
  n: [other],
  bt: '0',
  br: [],
  ba: [],
  a: [],
};
const ixn: Body = { v: '', t: 'ixn', d: said, i: other, s: '1', p: other, a: [] };
const rpy: Body = { v: '', t: 'rpy', d: said, dt: at, r: '/end/role/add', a: {} };
const exn: Body = {
  v: '',
  t: 'exn',
  d: said,
  i: other,
  rp: other,
  p: '',
  dt: at,
  r: '/x',
  q: {},
  a: {},
  e: {},
};
const exnTwo: Body = {
  v: '',
  t: 'exn',
  d: said,
  i: other,
  ri: other,
  x: '',
  p: '',
  dt: at,
  r: '/x',
  q: {},
  a: {},
};
const xip: Body = {
  v: '',
  t: 'xip',
  d: said,
  u: `0A${'A'.repeat(22)}`,
  i: other,
  ri: other,
  dt: at,
  r: '/x',
  q: {},
  a: {},
};
const vcp: Body = { v: '', t: 'vcp', d: said, i: said, ii: other, s: '0', c: [], bt: '0', b: [], n: 'nonce' };
const bis: Body = {
  v: '',
  t: 'bis',
  d: said,
  i: other,
  ii: other,
  s: '0',
  ra: { i: other, s: '0', d: other },
  dt: at,
};

type Framing = {
  readonly protocol?: string;
  readonly minor?: number;
  readonly major?: number;
  readonly spaces?: number;
  readonly v?: string;
};

const isVersionTwo = (body: Body): boolean => 'u' in body || 'x' in body;

/** The fault that a body is refused with; undefined when it is taken. */
function faultOf(body: Body, framing: Framing = {}) {
  const { protocol = 'KERI', minor = 0, spaces = 0 } = framing;
  const major = framing.major ?? (isVersionTwo(body) ? 2 : 1);
  const write = (v: string): string => JSON.stringify('v' in body ? { ...body, v } : body, undefined, spaces);
  const named = (size: number): string =>
    major === 1
      ? `${protocol}1${minor.toString(16)}JSON${size.toString(16).padStart(6, '0')}_`
      : `${protocol}CAACAAJSON${base64(size)}.`;
  const raw = new TextEncoder().encode(write(framing.v ?? named(write(named(0)).length)));
  const message = parseMessage({ raw, protocol, version: [major, minor], serialization: 'JSON' }, 0, {
    digest,
    verify: () => false,
  });
  return message.ok ? undefined : message.error;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const base64 = (size: number): string =>
  [18, 12, 6, 0].map((shift) => alphabet.charAt((size >> shift) & 63)).join('');

/** `{ a, b }` without `label`. */
function without(body: Body, label: string): Body {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== label));
}

type Case = readonly [rule: string, field: string, body: Body, framing?: Framing];

const cases: readonly Case[] = [
  ['BODY-CANONICAL', '', icp, { spaces: 1 }],
  ['BODY-CANONICAL', '', { ...ixn, a: [{ n: 'x' }, 'caf\u00e9'] }, { spaces: 2 }],
  ['BODY-VERSION', 'v', icp, { v: 'KERI10JSON000000_' }],
  ['BODY-VERSION', 'v', { t: 'icp', ...without(icp, 't') }],
  ['BODY-SUPPORTED', 'v', icp, { minor: 1 }],
  ['BODY-PROTOCOL', 'v', icp, { protocol: 'CREL' }],
  ['BODY-TYPE', 't', { ...icp, t: 'inc' }],
  ['BODY-TYPE', 't', { ...icp, t: 'acdc' }],
  ['LABELS-ALL', 'n', without(icp, 'n')],
  ['LABELS-ALL', 't', without(icp, 't')],
  ['LABELS-ONLY', 'x', { ...icp, x: '' }],
  ['LABELS-ORDER', 'p', { v: '', t: 'ixn', d: said, i: other, p: other, s: '1', a: [] }],
  ['SAID', 'd', ixn],
  ['SAID', 'd', rpy],
  ['FIELD-PREFIX', 'i', { ...ixn, i: 'alice' }],
  ['FIELD-PREFIX', 'di', { ...dip, di: '' }],
  ['FIELD-SAID', 'p', { ...ixn, p: transferable }],
  ['FIELD-KEYS', 'k', { ...icp, k: [transferable.slice(1)] }],
  ['FIELD-KEYS', 'k', { ...icp, k: transferable }],
  ['FIELD-NEXT', 'n', { ...icp, n: [transferable] }],
  ['FIELD-BACKERS', 'b', { ...icp, b: ['witness'] }],
  ['FIELD-SN', 's', { ...ixn, s: '01' }],
  ['FIELD-SN', 's', { ...ixn, s: 'A' }],
  ['FIELD-SN', 's', { ...ixn, s: 1 }],
  ['FIELD-THRESHOLD', 'kt', { ...icp, kt: ['1/2', '1/3'] }],
  ['FIELD-THRESHOLD', 'kt', { ...icp, kt: ['3/2'] }],
  ['FIELD-TOAD', 'bt', { ...icp, bt: '00' }],
  ['FIELD-TRAITS', 'c', { ...icp, c: [1] }],
  ['FIELD-LIST', 'a', { ...ixn, a: {} }],
  ['FIELD-TEXT', 'r', { ...rpy, r: 1 }],
  ['FIELD-MAP', 'a', { ...rpy, a: 'x' }],
  ['FIELD-DATETIME', 'dt', { ...rpy, dt: '27 June 2021' }],
  ['ICP-SN', 's', { ...icp, s: '1' }],
  ['KEYS-SOME', 'k', { ...icp, k: [] }],
  ['KEYS-SOME', 'k', { ...rot, k: [] }],
  ['KT-FITS', 'kt', { ...icp, kt: '2' }],
  ['KT-FITS', 'kt', { ...rot, kt: ['1/2', '1/2'] }],
  ['DIP-PREFIX', 'i', { ...dip, i: transferable }],
  ['ICP-BASIC', 'i', { ...icp, i: transferable, k: [transferable, key('4')] }],
  ['ICP-BASIC', 'i', { ...icp, i: key('4') }],
  ['ICP-SELF-ADDRESSING', 'i', { ...icp, i: other }],
  ['NONTRANS-NEXT', 'n', { ...fixedIcp, nt: '1', n: [other] }],
  ['NONTRANS-BACKERS', 'b', { ...fixedIcp, bt: '1', b: [key('5', 'B')] }],
  ['NONTRANS-ANCHORS', 'a', { ...fixedIcp, a: [{ d: other }] }],
  ['WITNESS-ONCE', 'b', { ...icp, bt: '1', b: [fixed, fixed] }],
  ['WITNESS-KEY', 'b', { ...icp, bt: '1', b: [transferable] }],
  ['TOAD-BOUNDS', 'bt', { ...icp, bt: '1' }],
  ['TOAD-BOUNDS', 'bt', { ...icp, bt: '0', b: [fixed] }],
  ['TOAD-BOUNDS', 'bt', { ...icp, bt: '2', b: [fixed] }],
  ['ROT-SN', 's', { ...rot, s: '0' }],
  ['DRT-PREFIX', 'i', { ...rot, t: 'drt', i: transferable }],
  ['CUTS-ONCE', 'br', { ...rot, br: [fixed, fixed] }],
  ['ADDS-ONCE', 'ba', { ...rot, bt: '1', ba: [fixed, fixed] }],
  ['IXN-SN', 's', { ...ixn, s: '0' }],
  ['EXN-RECIPIENT', 'rp', { ...exn, rp: 'bob' }],
  ['EXN-RECIPIENT', 'ri', { ...exnTwo, ri: 'bob' }],
  ['EXN-PRIOR', 'p', { ...exn, p: 'the last one' }],
  ['EXN-TRANSACTION', 'x', { ...exnTwo, x: other }],
  ['XIP-NONCE', 'u', { ...xip, u: 'short' }],
  ['TEL-SN', 's', { ...vcp, s: '1' }],
  ['VCP-SELF-ADDRESSING', 'i', { ...vcp, i: other }],
  ['VCP-BACKER-ONCE', 'b', { ...vcp, bt: '1', b: [fixed, fixed] }],
  ['VCP-TOAD-BOUNDS', 'bt', { ...vcp, bt: '1' }],
  ['VCP-NO-BACKERS', 'b', { ...vcp, bt: '1', b: [fixed], c: ['NB'] }],
  ['FIELD-REGISTRY-SEAL', 'ra', { ...bis, ra: { s: '0', i: other, d: other } }],
];

test.each(cases.map(([rule, field, body, framing]) => ({ rule, field, body, framing })))(
  '$rule refuses a $body.t and names $field',
  ({ rule, field, body, framing }) => {
    expect(faultOf(body, framing)).toMatchObject({ kind: 'form', rule, field });
  },
);

test('BODY-DECODES refuses what is no map of the serialization', () => {
  for (const text of ['{"v":"KERI10JSON000000_"', '[]', 'null']) {
    const raw = new TextEncoder().encode(text);
    const message = parseMessage({ raw, protocol: 'KERI', version: [1, 0], serialization: 'JSON' }, 0, {
      digest,
      verify: () => false,
    });
    expect(message).toMatchObject({ ok: false, error: { rule: 'BODY-DECODES' } });
  }
});

test('a fault has its place in the stream: the field, when it can be told', () => {
  const fault = faultOf({ ...ixn, s: '01' });
  const text = JSON.stringify({ ...ixn, v: 'KERI10JSON000000_', s: '01' });
  expect(text.slice(fault?.span?.start, fault?.span?.end)).toContain('01');
});

test('all other bodies of these cases are refused for their SAID alone', () => {
  for (const body of [icp, dip, fixedIcp, rot, ixn, rpy, exn, exnTwo, xip, vcp, bis])
    expect(faultOf(body)).toMatchObject({ rule: 'SAID' });
});

test('every form rule of readers has a case; those of writers and of groups are tested beside', async () => {
  const tables = (await ruleTables()).filter(({ file }) => file.startsWith('kernel/event/'));
  const tested = new Set([...cases.map(([rule]) => rule), 'BODY-DECODES']);
  expect(
    tables
      .flatMap(({ rows }) => rows.map(({ id }) => id))
      .filter((id) => !/^(?:WRITE|MULTISIG)-/.test(id) && !tested.has(id)),
  ).toEqual([]);
});
