/**
 * The code tables of counters, by genus and version: what a group holds and in what its count is.
 *
 * Source: keripy.md 7.4 (version 1 of KERIpy 1.1.17, version 2 of the newest); CV-05, CV-07;
 * C-034…C-067.
 */
import { assert } from '../std/assert.ts';

/** What a group holds; one name for what both versions have under different codes. */
export type GroupKind =
  | 'controller-signatures'
  | 'witness-signatures'
  | 'receipt-couples'
  | 'transferable-receipts'
  | 'first-seen'
  | 'signature-groups'
  | 'latest-signature-groups'
  | 'seal-sources'
  | 'seal-triples'
  | 'path-signatures'
  | 'path-signature-groups'
  | 'pathed'
  | 'attachments'
  | 'generic'
  | 'body-with-attachments'
  | 'datagram-segment'
  | 'essr-wrapper'
  | 'fixed-body'
  | 'map-body'
  | 'non-native-body'
  | 'map'
  | 'list'
  | 'digest-seals'
  | 'root-seals'
  | 'latest-seals'
  | 'backer-seals'
  | 'typed-seals'
  | 'essr-payload'
  | 'blinded-states'
  | 'bound-states'
  | 'typed-media'
  | 'genus';

/** One counter code. */
export type CounterRow = {
  readonly code: string;
  readonly kind: GroupKind;
  /** In what the count is: elements, quadlets of text (triplets of binary), or a genus version, which frames nothing. */
  readonly counts: 'elements' | 'quadlets' | 'version';
  /** Base64 digits of the count: 2, 3 or 5. */
  readonly countSize: number;
  /** True when a genus code at the front of the group changes the tables within it. C-046, C-064. */
  readonly overridable: boolean;
};

/** The version of the code tables that counters are read by. */
export type Genus = { readonly code: string; readonly major: 1 | 2; readonly minor: number };

export const genusOne: Genus = { code: 'AAA', major: 1, minor: 0 };
export const genusTwo: Genus = { code: 'AAA', major: 2, minor: 0 };

/** The universal genus code, which all tables have. C-057, C-067. */
const genusRow: CounterRow = {
  code: '-_AAA',
  kind: 'genus',
  counts: 'version',
  countSize: 3,
  overridable: false,
};

const small = { counts: 'elements', countSize: 2, overridable: false } as const;

/** Counters of version 1, exactly those of KERIpy 1.1.17. */
export const counterRowsOne: readonly CounterRow[] = [
  { ...small, code: '-A', kind: 'controller-signatures' },
  { ...small, code: '-B', kind: 'witness-signatures' },
  { ...small, code: '-C', kind: 'receipt-couples' },
  { ...small, code: '-D', kind: 'transferable-receipts' },
  { ...small, code: '-E', kind: 'first-seen' },
  { ...small, code: '-F', kind: 'signature-groups' },
  { ...small, code: '-G', kind: 'seal-sources' },
  { ...small, code: '-H', kind: 'latest-signature-groups' },
  { ...small, code: '-I', kind: 'seal-triples' },
  { ...small, code: '-J', kind: 'path-signatures' },
  { ...small, code: '-K', kind: 'path-signature-groups' },
  { ...small, code: '-L', kind: 'pathed', counts: 'quadlets' },
  { ...small, code: '-V', kind: 'attachments', counts: 'quadlets' },
  { ...small, code: '-0V', kind: 'attachments', counts: 'quadlets', countSize: 5 },
  { ...small, code: '--AAA', kind: 'genus', counts: 'version', countSize: 3 },
];

const kindsTwo: readonly (readonly [letter: string, kind: GroupKind])[] = [
  ['A', 'generic'],
  ['B', 'body-with-attachments'],
  ['C', 'attachments'],
  ['D', 'datagram-segment'],
  ['E', 'essr-wrapper'],
  ['F', 'fixed-body'],
  ['G', 'map-body'],
  ['H', 'non-native-body'],
  ['I', 'map'],
  ['J', 'list'],
  ['K', 'controller-signatures'],
  ['L', 'witness-signatures'],
  ['M', 'receipt-couples'],
  ['N', 'transferable-receipts'],
  ['O', 'first-seen'],
  ['P', 'pathed'],
  ['Q', 'digest-seals'],
  ['R', 'root-seals'],
  ['S', 'seal-sources'],
  ['T', 'seal-triples'],
  ['U', 'latest-seals'],
  ['V', 'backer-seals'],
  ['W', 'typed-seals'],
  ['X', 'signature-groups'],
  ['Y', 'latest-signature-groups'],
  ['Z', 'essr-payload'],
  ['a', 'blinded-states'],
  ['b', 'bound-states'],
  ['c', 'typed-media'],
];

/** Counters of version 2: a small and a large one of each kind, all counting quadlets. */
export const counterRowsTwo: readonly CounterRow[] = [
  ...kindsTwo.flatMap(([letter, kind]): readonly CounterRow[] => {
    const row = { kind, counts: 'quadlets', overridable: letter <= 'C' } as const;
    return [
      { ...row, code: `-${letter}`, countSize: 2 },
      { ...row, code: `--${letter}`, countSize: 5 },
    ];
  }),
  genusRow,
];

function indexed(rows: readonly CounterRow[]): ReadonlyMap<string, CounterRow> {
  const byCode = new Map(rows.map((row) => [row.code, row]));
  assert(byCode.size === rows.length, 'no counter code stands in a table twice');
  return byCode;
}

const byCodeOne = indexed([...counterRowsOne, genusRow]);
const byCodeTwo = indexed(counterRowsTwo);

/** The counters known under a genus version, by code. Those of version 1 include the universal genus code. */
export function counterTable(major: Genus['major']): ReadonlyMap<string, CounterRow> {
  return major === 1 ? byCodeOne : byCodeTwo;
}
