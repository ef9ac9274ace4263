/** Parameters of commands: flags and files say the same, flags go before, and what is not known is refused. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  inceptionParameters,
  makeOptionsOf,
  rotateOptionsOf,
  rotationParameters,
} from '../../../../shell/cli/identity/event-parameters.ts';
import { readJsonText } from '../../../../shell/cli/identity/json-file.ts';
import { parametersOf } from '../../../../shell/cli/identity/parameter.ts';
import type { GivenFlags } from '../../../../shell/cli/identity/parameter.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keelson-parameters-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const aid = 'EIaGMMWJFPmtXznY1IIiKDIrg-vIyge6mBl2QV8dDjI3';
const witness = 'BN8t3n1lxcV0SWGJIIF46fpSUqA7Mqre5KJNN3nbx3mr';

function inFile(content: string): string {
  const path = join(folder, 'parameters.json');
  writeFileSync(path, content);
  return path;
}

type Flags = GivenFlags<typeof inceptionParameters>;
const ofFlags = (flags: Flags) => parametersOf(inceptionParameters, { file: undefined, flags });
const ofFile = (content: string) => parametersOf(inceptionParameters, { file: inFile(content), flags: {} });

describe('a parameter is the same', () => {
  test.each<readonly [string, Flags, string, object]>([
    ['counts', { icount: '3', toad: '0' }, '{"icount": 3, "toad": "0"}', { icount: 3, toad: 0 }],
    ['a threshold in hex', { isith: 'a' }, '{"isith": "a"}', { isith: 'a' }],
    ['weights', { isith: '["1/2", "1/2"]' }, '{"isith": ["1/2", "1/2"]}', { isith: ['1/2', '1/2'] }],
    [
      'weights of several lists',
      { nsith: '[["1/2","1/2"],["1"]]' },
      '{"nsith": [["1/2","1/2"],["1"]]}',
      { nsith: [['1/2', '1/2'], ['1']] },
    ],
    ['witnesses', { wits: [witness] }, `{"wits": ["${witness}"]}`, { wits: [witness] }],
    ['a delegator', { delpre: aid }, `{"delpre": "${aid}"}`, { delpre: aid }],
    ['yes or no', { transferable: false }, '{"transferable": false}', { transferable: false }],
    ['traits', { traits: ['DND'] }, '{"traits": ["DND"]}', { traits: ['DND'] }],
    ['a seal', { data: '{"b":"2","a":"1"}' }, '{"data": {"b":"2","a":"1"}}', { data: [{ b: '2', a: '1' }] }],
    [
      'seals with numbers',
      { data: '[{"n": 12}, {"d":"E"}]' },
      '{"data": [{"n": 12}, {"d":"E"}]}',
      { data: [{ n: 12 }, { d: 'E' }] },
    ],
  ])('by flag and by file: %s', (_, flags, file, values) => {
    expect(ofFlags(flags)).toEqual(values);
    expect(ofFile(file)).toEqual(values);
  });

  test('seals may stand in a file of their own, in their order', () => {
    const path = join(folder, 'seals.json');
    writeFileSync(path, '[ {"z": "1", "a": {"y": "2", "b": "3"}} ]\n');
    const { data = [] } = ofFlags({ data: `@${path}` });
    expect(JSON.stringify(data)).toBe('[{"z":"1","a":{"y":"2","b":"3"}}]');
  });
});

test('flags go before the file', () => {
  const file = inFile('{"icount": 3, "ncount": 2, "estOnly": true}');
  const values = parametersOf(inceptionParameters, { file, flags: { icount: '1', estOnly: false } });
  expect(values).toEqual({ icount: 1, ncount: 2, estOnly: false });
});

test('the options file of KERIpy for an inception is read as it is', () => {
  const file =
    '{"transferable": true, "wits": [], "toad": 0, "icount": 1, "ncount": 1, "isith": "1", "nsith": "1", "estOnly": true}';
  expect(makeOptionsOf(ofFile(file))).toEqual({
    transferable: true,
    wits: [],
    toad: 0,
    icount: 1,
    ncount: 1,
    isith: '1',
    nsith: '1',
    traits: ['EO'],
  });
});

describe('what is refused', () => {
  test.each([
    ['{"icont": 1}', /has a field "icont", which this command does not have; it has icount, .*\[usage\]/],
    ['{"salt": "0AAwMTIzNDU2Nzg5YWJjZGVm"}', /has a field "salt", which this command does not have/],
    ['{"__proto__": 1}', /has a field "__proto__"/],
    ['{"toString": 1}', /has a field "toString"/],
    ['[1]', /holds no parameters: write a map/],
    ['{"icount": 1, "icount": 2}', /cannot be read as JSON: label "icount" occurs twice/],
    ['{"icount": 1 2}', /cannot be read as JSON/],
    ['{"icount": 1', /cannot be read as JSON: the text ends/],
    ['', /cannot be read as JSON/],
    ['{"icount": -1}', /icount is a whole number from 0 on \[usage\]/],
    ['{"icount": 1.5}', /icount is a whole number/],
    ['{"isith": true}', /isith is a number in hex, or a list of weights/],
    ['{"wits": "B"}', /wits is a list of prefixes/],
    ['{"wits": ["nobody"]}', /wits is a list of prefixes/],
    ['{"transferable": "yes"}', /transferable is true or false/],
    ['{"traits": ["XX"]}', /traits is a list of some of EO, DND/],
    ['{"data": ["no map"]}', /data is a seal or a list of seals/],
    ['{"data": [{"b": "a", "1": "c"}]}', /data is a seal or a list of seals/],
    ['{"data": [{"n": 12345678901234567890}]}', /data is a seal or a list of seals/],
  ])('in a file: %s', (content, says) => {
    expect(() => ofFile(content)).toThrow(says);
  });

  test('by flag, and what was given is not repeated', () => {
    const secret = '0AAwMTIzNDU2Nzg5YWJjZGVm';
    for (const flags of [{ icount: secret }, { delpre: secret }, { data: secret }, { traits: [secret] }]) {
      const act = (): unknown => ofFlags(flags);
      expect(act).toThrow(/\[usage\]/);
      expect(act).not.toThrow(secret);
    }
  });

  test('a file that is not there', () => {
    const file = join(folder, 'away.json');
    expect(() => parametersOf(inceptionParameters, { file, flags: {} })).toThrow(/\[cannot-read\]/);
  });
});

test('white space between the parts of JSON does not matter, and that in strings stays', () => {
  const text = ' {\n  "a b" : [ 1 , "c \\" d" ],\t"e":{ } }\r\n';
  expect(readJsonText(text, 'it')).toEqual(readJsonText('{"a b":[1,"c \\" d"],"e":{}}', 'it'));
});

test('a whole new list of witnesses says which go and which come', () => {
  const values = parametersOf(rotationParameters, { file: undefined, flags: { wits: [witness, aid] } });
  expect(rotateOptionsOf(values, [witness, 'B1', 'B2'])).toEqual({ cuts: ['B1', 'B2'], adds: [aid] });
  expect(rotateOptionsOf({ witsCut: ['B1'], witsAdd: [aid] }, ['B1'])).toEqual({ cuts: ['B1'], adds: [aid] });
  expect(() => rotateOptionsOf({ wits: [], witsCut: ['B1'] }, ['B1'])).toThrow(/not both \[usage\]/);
});
