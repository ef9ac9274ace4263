/**
 * The one escrow: messages that wait, by what they wait for.
 *
 * Source: DESIGN 2.2; keripy.md 5. What arrives wakes what waited; ticks expire and sweep again.
 */
import type { Attachments } from '../cesr/attachments.ts';
import type { Micros, Prefix, Said, Sn } from '../cesr/qualified.ts';
import type { Message } from '../event/types.ts';
import type { Source } from './stored.ts';

/**
 * The names KERIpy's users know the kinds of waiting by.
 *  ooes out of order · pses short of signatures · pwes short of witnesses · pdes, dees short of
 *  delegation · ldes likely duplicitous · mfes misfit source · ures, uwes, vres receipts of unknown
 *  events (plain, witness, transferable) · qnfs queries · rpes replies · epse exchanges · oots, twes,
 *  taes registry events (out of order, short of backers, without anchor) · mres credentials whose issuance is not known
 * KERIpy has no name for
 *  strays events refused because another event has their place, kept in case a recovery gives it back
 */
export const escrowKinds = [
  'ooes',
  'pses',
  'pwes',
  'pdes',
  'ldes',
  'mfes',
  'dees',
  'ures',
  'uwes',
  'vres',
  'qnfs',
  'rpes',
  'epse',
  'oots',
  'twes',
  'taes',
  'mres',
  'strays',
] as const;
export type EscrowKind = (typeof escrowKinds)[number];

/**
 * What may come that would free a waiting message, as a key of the index:
 *  `event <prefix> <sn>` an event of that number · `seal <delegator> <said>` a seal of the said in that
 *  log · `said <said>` anything new about that message (signatures, receipts) ·
 *  `state <prefix>` any new event of that log · `keys <prefix>` one that establishes keys · `registry <prefix> <sn>` a registry event ·
 *  `record <table> <key>` an update of that record.
 */
export type WaitKey = string;

export const waitKey = {
  event: (prefix: Prefix, sn: bigint): WaitKey => `event ${prefix} ${sn.toString(16)}`,
  seal: (sealer: Prefix, said: Said): WaitKey => `seal ${sealer} ${said}`,
  said: (said: Said): WaitKey => `said ${said}`,
  held: (said: Said): WaitKey => `held ${said}`,
  state: (prefix: Prefix): WaitKey => `state ${prefix}`,
  keys: (prefix: Prefix): WaitKey => `keys ${prefix}`,
  registry: (prefix: Prefix, sn: bigint): WaitKey => `registry ${prefix} ${sn.toString(16)}`,
  record: (table: string, key: readonly string[]): WaitKey => `record ${table} ${key.join(' ')}`,
};

/** A message that waits. One entry a message (or a receiptor's signature on an unknown event). */
export type Waiting = {
  /** Unique; made of the kind of message, the SAID and, for receipts, the signature. */
  readonly id: string;
  readonly kind: EscrowKind;
  /** True while nothing of it could be checked: own, smaller caps. DESIGN 2.3. */
  readonly quarantined: boolean;
  readonly prefix: Prefix;
  readonly sn: Sn | undefined;
  readonly said: Said;
  readonly message: Message;
  readonly attachments: Attachments;
  readonly source: Source;
  /** Who delivered it, for caps per source; empty text when the caller did not say. */
  readonly sourceId: string;
  readonly reason: string;
  readonly waitsFor: readonly WaitKey[];
  /** When it came to wait. */
  readonly since: Micros;
  /** When it is to be tried again if nothing wakes it. */
  readonly due: Micros;
  readonly expires: Micros;
  readonly attempts: number;
  /** What it takes of the caps. */
  readonly sizeBytes: number;
};

/** What a scope holds of the escrow at present. */
export type EscrowUsage = { readonly count: number; readonly sizeBytes: number };

/** A set of waiting messages that has a cap of its own. */
export type EscrowScope = string;

export const escrowScope = {
  total: 'total',
  quarantine: 'quarantine',
  prefix: (prefix: Prefix): EscrowScope => `prefix ${prefix}`,
  source: (sourceId: string): EscrowScope => `source ${sourceId}`,
};

/** The scopes that an entry counts in. */
export function scopesOf(waiting: Waiting): readonly EscrowScope[] {
  return [
    waiting.quarantined ? escrowScope.quarantine : escrowScope.total,
    escrowScope.prefix(waiting.prefix),
    escrowScope.source(waiting.sourceId),
  ];
}
