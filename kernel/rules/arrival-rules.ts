/**
 * The rules that place a message before any table of rules is asked, and those of the escrow itself.
 * `key-events.ts`, `receipts.ts`, `late.ts`, `contest.ts`, `hold.ts` and `step.ts` decide by them.
 *
 * Source: keripy.md 3.3, 4.2, 5.
 */
import type { ReasonCode } from './reason.ts';

export type ArrivalRow = {
  readonly id: string;
  readonly says: string;
  readonly source: string;
  /** Undefined where the rule lets the message through. */
  readonly reason: ReasonCode | undefined;
};

export const arrivalRules: readonly ArrivalRow[] = [
  {
    id: 'SEEN',
    source: 'K-183, K-4, K-10, B-3, B-8',
    reason: undefined,
    says: 'an event that was accepted before adds nothing but signatures and receipts',
  },
  {
    id: 'ORDER',
    source: 'K-049, K-208, K-2, K-6',
    reason: 'ahead-of-log',
    says: 'an event is decided when all events before it are accepted',
  },
  {
    id: 'PRIOR',
    source: 'K-045, K-050, U-7, U-8',
    reason: 'prior-differs',
    says: 'an event names the event before it on the trunk; one whose prior may still come is kept aside',
  },
  {
    id: 'PRIOR-WAITS',
    source: 'K-049, K-208, K-228; dst.md I-36',
    reason: 'ahead-of-log',
    says: 'an event that follows a waiting recovery is decided when that is accepted',
  },
  {
    id: 'FIRST-SEEN',
    source: 'K-005, K-006, K-223, K-226',
    reason: 'likely-duplicitous',
    says: 'the first seen version of an event stays; another one is kept aside as duplicity',
  },
  {
    id: 'ACCEPT',
    source: 'K-222, K-224',
    reason: undefined,
    says: 'an event that all rules hold for is accepted and gets the next first-seen number',
  },
  {
    id: 'RCT-SIGNED',
    source: 'K-125, PS-5',
    reason: 'receipt-without-signatures',
    says: 'a receipt carries signatures',
  },
  {
    id: 'RCT-STALE',
    source: 'K-127, R-2',
    reason: 'stale-receipt',
    says: 'a receipt names an accepted event or one that may still come',
  },
  {
    id: 'RCT-KNOWN',
    source: 'K-128, R-1, R-5',
    reason: 'receipt-of-unknown',
    says: 'a receipt is checked when its event and its signer are known',
  },
  {
    id: 'RCT-HELD',
    source: 'K-128, K-241',
    reason: 'receipt-of-unknown',
    says: 'good receipts of a waiting event wait with it',
  },
  {
    id: 'RCT-VERIFIED',
    source: 'K-130, R-6',
    reason: 'no-good-receipt',
    says: 'a receipt has a signature over the receipted event that verifies',
  },
  { id: 'RCT-SEEN', source: 'R-9', reason: undefined, says: 'receipts that are stored already add nothing' },
  {
    id: 'RCT-CAP',
    source: 'DESIGN 2.2; K-128, E-5',
    reason: 'receipts-full',
    says: 'an accepted event keeps no more receipts than its cap from others than its witnesses and its controller',
  },
  {
    id: 'RCT-ACCEPT',
    source: 'K-126, K-130',
    reason: undefined,
    says: 'receipts that verify are stored with their event',
  },
  {
    id: 'ROUTE',
    source: 'K-150, K-268',
    reason: 'no-route',
    says: 'the route of a message is one that is served',
  },
  {
    id: 'ESCROW-CAP',
    source: 'K-128, E-5',
    reason: 'escrow-full',
    says: 'the escrow holds no more than its caps',
  },
  {
    id: 'EXPIRY',
    source: 'keripy.md 5.1',
    reason: 'expired',
    says: 'nothing waits longer than the timeout of its kind',
  },
  {
    id: 'REMOVAL',
    source: 'DESIGN 2.2',
    reason: 'removed-by-hand',
    says: 'what a person removes from the escrow is gone, and the audit says so',
  },
];
