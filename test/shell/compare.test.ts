/** The comparison of vectors: what it must refuse, and the freedoms it must grant. test/vectors/README.md. */
import { describe, expect, test } from 'vitest';
import { caseDifference } from '../../shell/conformance/compare.ts';
import { objectOf } from '../../shell/conformance/json-path.ts';
import type { Json, JsonObject } from '../../shell/conformance/json-path.ts';

const accepted = (said: string, fn: number): Json => ({
  pre: 'EP',
  sn: fn,
  said,
  fn,
  ilk: fn === 0 ? 'icp' : 'ixn',
});
const message = (said: string | null, error: string | null, ilk: string | null = 'ixn'): Json => ({
  ilk,
  said,
  error,
});
const step = (messages: readonly Json[], more: JsonObject = {}): Json => ({
  messages,
  pending: false,
  ...more,
});

const recorded: JsonObject = {
  accepted: [accepted('E0', 0), accepted('E1', 1)],
  states: { EP: { s: '1', dt: '2024' } },
  kels: { EP: { '0': ['E0'], '1': ['E1'] } },
  attachments: { E0: { sigs: ['AA0', 'AA1'] } },
  escrows: { ooes: [['EQ', 1, 'EX']] },
  steps: [step([message('E0', null, 'icp'), message('E1', null)], { accepted_so_far: 2 })],
};

function differs(change: JsonObject, entry?: JsonObject, base = recorded): string | undefined {
  return caseDifference(base, entry, { ...base, ...change })?.path;
}

describe('what is compared', () => {
  test('the same outcome passes, whatever the order of sets', () => {
    expect(differs({ attachments: { E0: { sigs: ['AA1', 'AA0'], wigs: [] } } })).toBeUndefined();
  });

  test.each<[string, JsonObject, string]>([
    ['another event accepted', { accepted: [accepted('E0', 0), accepted('E9', 1)] }, 'accepted.EP.1.1'],
    ['another first-seen time', { states: { EP: { s: '1', dt: '2025' } } }, 'states.EP.dt'],
    ['a fork missing', { kels: { EP: { '0': ['E0'] } } }, 'kels.EP.1'],
    ['a signature lost', { attachments: { E0: { sigs: ['AA0'] } } }, 'attachments.E0.sigs'],
    ['a signature too many', { attachments: { E0: { sigs: ['AA0', 'AA1', 'AA2'] } } }, 'attachments.E0.sigs'],
    ['an escrow entry too few', { escrows: {} }, 'escrows.ooes'],
    ['a reply nobody expects', { replies: { accepted: ['ER'] } }, 'replies.accepted'],
    ['a step less', { steps: [] }, 'steps'],
    [
      'a message dropped',
      { steps: [step([message('E0', 'dropped', 'icp'), message('E1', null)])] },
      'steps.0.messages.0',
    ],
    [
      'a message more',
      { steps: [step([message('E0', null), message('E1', null), message('E2', null)])] },
      'steps.0.messages.2',
    ],
    [
      'bytes pending',
      { steps: [{ messages: [message('E0', null), message('E1', null)], pending: true }] },
      'steps.0.pending',
    ],
  ])('%s fails', (_, change, path) => {
    expect(differs(change)).toBe(path);
  });
});

describe('freedoms', () => {
  test('settled in the same chunk: escrowed or done, if the event is accepted by its end', () => {
    const steps = [step([message('E0', null, 'icp'), message('E1', 'escrowed')])];
    expect(differs({ steps })).toBeUndefined();
    const never = { ...recorded, accepted: [accepted('E0', 0)], kels: { EP: { '0': ['E0'] } } };
    expect(differs({ steps }, undefined, never)).toBe('steps.0.messages.1');
  });

  test('from bad bytes on, only that something is reported there', () => {
    const base = {
      ...recorded,
      steps: [step([message('E0', null, 'icp'), message(null, 'ColdStartError', null)])],
    };
    expect(
      differs(
        {
          steps: [
            { messages: [message('E0', null), message(null, 'dropped'), message('E1', null)], pending: true },
          ],
        },
        undefined,
        base,
      ),
    ).toBeUndefined();
    expect(differs({ steps: [step([message('E0', null), message('E1', null)])] }, undefined, base)).toBe(
      'steps.0.messages.1',
    );
    expect(differs({ steps: [step([message('E0', null)])] }, undefined, base)).toBe('steps.0.messages.1');
  });

  test('where chunks end inside messages, messages are compared in one row', () => {
    const base = {
      ...recorded,
      steps: [{ messages: [], pending: true }, step([message('E0', null), message('E1', null)])],
    };
    expect(
      differs(
        { steps: [{ messages: [message('E0', null)], pending: true }, step([message('E1', null)])] },
        undefined,
        base,
      ),
    ).toBeUndefined();
    expect(
      differs({ steps: [{ messages: [], pending: true }, step([message('E0', null)])] }, undefined, base),
    ).toBeDefined();
  });

  test('receipts of events that are accepted, held or contested are free, others are not', () => {
    const ooes = objectOf(recorded['escrows']);
    const receipt = (sn: number, said: string): Json => ['EP', sn, said, 'BW', '0B0'];
    expect(differs({ escrows: { ...ooes, ures: [receipt(1, 'E1')] } })).toBeUndefined();
    expect(differs({ escrows: { ...ooes, ures: [receipt(1, 'EZ')] } })).toBeUndefined();
    expect(differs({ escrows: { ...ooes, ures: [['EQ', 1, 'EX', 'BW', '0B0']] } })).toBeUndefined();
    expect(differs({ escrows: { ...ooes, ures: [receipt(7, 'EZ')] } })).toBe('escrows.ures');
  });

  test('awaiting delegation counts as pses by any of its names', () => {
    const base = { ...recorded, escrows: { pses: [['ED', 0, 'ED']] } };
    expect(differs({ escrows: { pdes: [['ED', 0, 'ED']] } }, undefined, base)).toBeUndefined();
    expect(differs({ escrows: { dees: [['ED', 0, 'ED']] } }, undefined, base)).toBeUndefined();
    expect(differs({ escrows: { pwes: [['ED', 0, 'ED']] } }, undefined, base)).toBe('escrows.pses');
  });
});

describe('overrides', () => {
  const other = {
    accepted: [accepted('E0', 0)],
    kels: { EP: { '0': ['E0'] } },
    steps: [step([message('E0', null), message('E1', 'dropped')])],
  };

  test('replace: the recorded outcome does not count', () => {
    const entry: JsonObject = { mode: 'replace', expected: other };
    expect(differs({}, entry)).toBeDefined();
    expect(differs(other, entry)).toBeUndefined();
  });

  test('either: the recorded outcome or one of the alternatives', () => {
    const entry: JsonObject = { mode: 'either', expected: [{ accepted: [] }, other] };
    expect(differs({}, entry)).toBeUndefined();
    expect(differs(other, entry)).toBeUndefined();
    expect(differs({ ...other, steps: [] }, entry)).toBeDefined();
  });

  test('ignore-fields: paths, positions, stars, and escrow entries by SAID', () => {
    expect(
      differs({ states: { EP: { s: '1', dt: '2025' } } }, { mode: 'ignore-fields', ignore: ['states.*.dt'] }),
    ).toBeUndefined();
    expect(differs({ escrows: {} }, { mode: 'ignore-fields', ignore: ['escrows.ooes.EX'] })).toBeUndefined();
    const steps = [step([message('E0', null), message('E1', 'dropped')])];
    expect(differs({ steps }, { mode: 'ignore-fields', ignore: ['steps.0.messages.1'] })).toBeUndefined();
    expect(differs({ steps }, { mode: 'ignore-fields', ignore: ['steps.0.messages.0'] })).toBe(
      'steps.0.messages.1',
    );
  });

  test('informational: only the core', () => {
    const entry: JsonObject = { mode: 'informational' };
    expect(differs({ steps: [], escrows: {}, attachments: {} }, entry)).toBeUndefined();
    expect(differs({ accepted: [] }, entry)).toBeDefined();
  });

  test('items of data cases: replaced singly, errors by their presence, inputs as they like', () => {
    const items: JsonObject = {
      items: [
        { op: 'matter-parse', qb64: 'X', why: 'w', error: 'E' },
        { op: 'number-hex', numh: '0', num: '0', qb64: 'MAAA' },
      ],
    };
    const seen = (second: Json): JsonObject => ({ items: [{ error: 'any text' }, second] });
    expect(caseDifference(items, undefined, seen({ num: '0', qb64: 'MAAA' }))).toBeUndefined();
    expect(caseDifference(items, undefined, seen({ num: '0' }))?.path).toBe('items.1.qb64');
    expect(caseDifference(items, undefined, seen({ error: 'no' }))?.path).toBe('items.1');
    expect(
      caseDifference(
        items,
        { mode: 'replace', expected: { items: { '1': { op: 'number-hex', numh: '0', error: 'E' } } } },
        seen({ error: 'no' }),
      ),
    ).toBeUndefined();
  });
});
