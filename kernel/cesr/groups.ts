/**
 * What each kind of group holds when it is attached to a body, and what the reader does with it.
 *
 * Source: keripy.md 7.6; C-046…C-056, C-064…C-066, D-20, K-157. Rows are by kind; which code names a kind,
 * and in what its count is, are the rows of `counter-codes.ts`, one table a genus version.
 */
import type { GroupKind } from './counter-codes.ts';

/** One part of an element. `signatures` is a counted group of indexed signatures; `group` is any group. */
export type Field =
  | 'prefix'
  | 'key'
  | 'sn'
  | 'fn'
  | 'said'
  | 'datetime'
  | 'signature'
  | 'indexed'
  | 'indexed-or-signatures'
  | 'signatures'
  | 'path'
  | 'group';

/** How a group is read. */
export type GroupUse =
  /** Elements of the same fields, one after another. */
  | { readonly use: 'elements'; readonly fields: readonly Field[] }
  /** Further groups of attachments. */
  | { readonly use: 'container' }
  /** A path, and material that is handed over as it came. */
  | { readonly use: 'pathed' }
  /** A path, and as many groups as the count says; handed over as they came. */
  | { readonly use: 'path-and-groups' }
  /** Known, but of no meaning here: its size is known, so it is passed over. K-157. */
  | { readonly use: 'skip' }
  /** May not be attached to a body. */
  | { readonly use: 'refuse' };

const container: GroupUse = { use: 'container' };
const skip: GroupUse = { use: 'skip' };
const refuse: GroupUse = { use: 'refuse' };

function elements(...fields: readonly Field[]): GroupUse {
  return { use: 'elements', fields };
}

/** The rows. A group of `path-signatures` is kept as pathed material, an element at a time. */
export const groupUses: { readonly [K in GroupKind]: GroupUse } = {
  'controller-signatures': elements('indexed'),
  'witness-signatures': elements('indexed'),
  'receipt-couples': elements('key', 'signature'),
  'transferable-receipts': elements('prefix', 'sn', 'said', 'indexed-or-signatures'),
  'first-seen': elements('fn', 'datetime'),
  'signature-groups': elements('prefix', 'sn', 'said', 'signatures'),
  'latest-signature-groups': elements('prefix', 'signatures'),
  'seal-sources': elements('sn', 'said'),
  'seal-triples': elements('prefix', 'sn', 'said'),
  'path-signatures': elements('path', 'group'),
  'path-signature-groups': { use: 'path-and-groups' },
  pathed: { use: 'pathed' },
  attachments: container,
  generic: container,
  'body-with-attachments': refuse,
  'datagram-segment': refuse,
  'essr-wrapper': refuse,
  'fixed-body': refuse,
  'map-body': refuse,
  'non-native-body': skip,
  map: skip,
  list: skip,
  'digest-seals': skip,
  'root-seals': skip,
  'latest-seals': skip,
  'backer-seals': skip,
  'typed-seals': skip,
  'essr-payload': skip,
  'blinded-states': skip,
  'bound-states': skip,
  'typed-media': skip,
  genus: refuse,
};
