/**
 * How each field of a native body is written, by label.
 *
 * Source: K-250…K-256; keripy.md 1.7. A native body has no labels: fields stand in the order of the
 * version 2 layouts, and each label has one form.
 */
import type { GroupKind } from '../cesr/counter-codes.ts';
import type { SealName } from './seal.ts';

/** The form of a field. `anchors` are seals for key events and a map for routed messages. */
export type NativeForm =
  | 'primitive'
  | 'number'
  | 'threshold'
  | 'primitives'
  | 'tags'
  | 'anchors'
  | 'datetime'
  | 'route'
  | 'map'
  | 'label';

export const nativeForms: ReadonlyMap<string, NativeForm> = new Map<string, NativeForm>([
  ['d', 'primitive'],
  ['i', 'primitive'],
  ['p', 'primitive'],
  ['di', 'primitive'],
  ['u', 'primitive'],
  ['ri', 'primitive'],
  ['x', 'primitive'],
  ['s', 'number'],
  ['bt', 'number'],
  ['kt', 'threshold'],
  ['nt', 'threshold'],
  ['k', 'primitives'],
  ['n', 'primitives'],
  ['b', 'primitives'],
  ['br', 'primitives'],
  ['ba', 'primitives'],
  ['c', 'tags'],
  ['a', 'anchors'],
  ['dt', 'datetime'],
  ['r', 'route'],
  ['rr', 'route'],
  ['q', 'map'],
]);

/** A kind of seal in native form: its group, and its labels with the form of each. */
export type NativeSeal = {
  readonly group: GroupKind;
  readonly fields: readonly (readonly [label: string, form: 'primitive' | 'number' | 'label'])[];
};

export const nativeSeals: { readonly [N in SealName]: NativeSeal } = {
  digest: { group: 'digest-seals', fields: [['d', 'primitive']] },
  'merkle-root': { group: 'root-seals', fields: [['rd', 'primitive']] },
  'source-event': {
    group: 'seal-sources',
    fields: [
      ['s', 'number'],
      ['d', 'primitive'],
    ],
  },
  'key-event': {
    group: 'seal-triples',
    fields: [
      ['i', 'primitive'],
      ['s', 'number'],
      ['d', 'primitive'],
    ],
  },
  'latest-event': { group: 'latest-seals', fields: [['i', 'primitive']] },
  'registrar-backer': {
    group: 'backer-seals',
    fields: [
      ['bi', 'primitive'],
      ['d', 'primitive'],
    ],
  },
  typed: {
    group: 'typed-seals',
    fields: [
      ['t', 'label'],
      ['d', 'primitive'],
    ],
  },
};

/** The seal of a group; undefined for groups that hold none. */
export function nativeSealOf(group: GroupKind): NativeSeal | undefined {
  return Object.values(nativeSeals).find((seal) => seal.group === group);
}
