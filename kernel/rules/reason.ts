/**
 * Every "no", with a name, sorted into *never* (rejected) and *not yet* (escrowed).
 *
 * Source: DESIGN 2.1; keripy.md 5.1, 9. `keripy` is the class KERIpy raises in the same case.
 */
import type { EscrowKind } from '../state/escrow.ts';

type Never = { readonly waits: false; readonly keripy: string; readonly says: string };
type NotYet = {
  readonly waits: true;
  readonly escrow: EscrowKind;
  readonly keripy: string;
  readonly says: string;
};
export type Reason = Never | NotYet;

function never(says: string, keripy = 'ValidationError'): Never {
  return { waits: false, keripy, says };
}

function notYet(escrow: EscrowKind, keripy: string, says: string): NotYet {
  return { waits: true, escrow, keripy, says };
}

export const reasons = {
  // key events
  'log-closed': never('the log takes no further event'),
  'not-delegated': never('a delegated rotation needs a delegated identifier'),
  'is-delegated': never('a delegated identifier rotates by delegated rotation'),
  'prior-differs': never('the prior event named is not the one before'),
  'establishment-only': never('the log takes establishment events only'),
  'does-not-delegate': never('the delegator refuses to delegate'),
  'bad-witness-change': never('the witness change does not fit the witnesses in force'),
  'bad-toad': never('the witness threshold does not fit the witnesses'),
  'trait-not-allowed': never('the trait is allowed in inceptions only'),
  unsigned: never('no signature of the controller verifies'),
  'seal-pointer-lost': never('another event has the place of the one that is said to hold the seal'),
  'stale-rotation': never('the rotation is older than the latest one and may not supersede'),
  'unknown-log': notYet('ooes', 'OutOfOrderError', 'nothing of this log is known'),
  'ahead-of-log': notYet('ooes', 'OutOfOrderError', 'events before it are missing'),
  'misfit-source': notYet('mfes', 'MisfitEventSourceError', 'only a local source may bring it'),
  'signing-threshold-unmet': notYet('pses', 'MissingSignatureError', 'signatures are missing'),
  'prior-next-threshold-unmet': notYet(
    'pses',
    'MissingSignatureError',
    'signatures of keys committed to before are missing',
  ),
  'delegation-unsealed': notYet('pdes', 'MissingDelegationError', 'no seal of the delegator is known'),
  'delegation-unapproved': notYet(
    'dees',
    'MissingDelegableApprovalError',
    'the own delegator has not sealed it',
  ),
  'toad-unmet': notYet('pwes', 'MissingWitnessSignatureError', 'receipts of witnesses are missing'),
  'superseding-unsupported': notYet(
    'pses',
    'MissingSignatureError',
    'KERIpy 1.1 cannot carry out this recovery',
  ),
  'likely-duplicitous': notYet(
    'ldes',
    'LikelyDuplicitousError',
    'another version of the event was seen first',
  ),
  // receipts
  'receipt-of-unknown': notYet('ures', 'UnverifiedReceiptError', 'the receipted event is not known'),
  'witness-receipt-of-unknown': notYet(
    'uwes',
    'UnverifiedWitnessReceiptError',
    'the receipted event is not known',
  ),
  'transferable-receipt-of-unknown': notYet(
    'vres',
    'UnverifiedTransferableReceiptError',
    'the receipted event or the key state of the receiptor is not known',
  ),
  'stale-receipt': never('another event was accepted at the number of the receipt'),
  'receipt-without-signatures': never('a receipt carries at least one signature'),
  'no-good-receipt': never('no attached receipt verifies'),
  'receipts-full': never('the event keeps as many receipts of outsiders as it may'),
  'no-route': never('nothing is served at the route'),
  // replies
  'route-unknown': never('nothing handles the route'),
  'attributes-unfit': never('the attributes do not fit the route'),
  'reply-unsigned': never('a reply carries signatures'),
  'reply-not-attributed': never('nobody signed who may change the record', 'UnverifiedReplyError'),
  'own-record-from-remote': never(
    'records of own identifiers come by the protected path only',
    'UnverifiedReplyError',
  ),
  'notifier-untrusted': never(
    'the notifier neither controls the log nor backs it',
    'UntrustedKeyStateSource',
  ),
  'stale-notice': never('later events of the log are known'),
  'notice-conflicts': never('another event was accepted at the number of the notice'),
  'stale-reply': never('the record has a later update', 'UnverifiedReplyError'),
  'reply-signer-unknown': notYet('rpes', 'UnverifiedReplyError', 'the key state of the signer is not known'),
  'reply-establishment-differs': never('the signatures name no establishment event of the signer'),
  'reply-plain-signature-bad': never('the signature does not verify', 'UnverifiedReplyError'),
  'reply-signature-bad': never('no signature verifies'),
  'reply-threshold-unmet': notYet('rpes', 'UnverifiedReplyError', 'signatures are missing'),
  // queries
  'query-incomplete': never('the query lacks what its route asks for', 'KeyError'),
  'query-unsigned': never('a query carries a signature of the one who asks'),
  'query-signature-bad': never('no attached signature verifies'),
  'query-unanswerable': notYet('qnfs', 'QueryNotFoundError', 'what is asked for is not known'),
  // exchanges
  'exchange-unsigned': never('an exchange is signed by its sender', 'MissingSignatureError'),
  'exchange-not-of-transaction': never('the transaction named does not begin with an exchange inception'),
  'exchange-prior-unknown': notYet('epse', 'MissingSignatureError', 'the message before it is not known'),
  'exchange-signer-unknown': notYet(
    'epse',
    'MissingSignatureError',
    'the key state of the sender is not known',
  ),
  'exchange-establishment-differs': never('the signatures name no establishment event of the sender'),
  'exchange-signature-bad': never('no signature of the sender verifies', 'MissingSignatureError'),
  'exchange-threshold-unmet': notYet('epse', 'MissingSignatureError', 'signatures are missing'),
  // registries
  'registry-misfit': never('events of own registries come by the protected path only', 'ValueError'),
  'registry-issuer-differs': never('the event names another issuer than the registry'),
  'registry-closed-to-backers': never('a registry without backers takes no event for backers'),
  'registry-needs-backers': never('a registry with backers takes events for backers only'),
  'registry-unknown': notYet('oots', 'OutOfOrderError', 'nothing of this registry is known'),
  'ahead-of-registry': notYet('oots', 'OutOfOrderError', 'events before it are missing'),
  'registry-event-differs': never('another event was accepted at its number', 'LikelyDuplicitousError'),
  'registry-prior-differs': never('the prior event named is not the one before'),
  'credential-elsewhere': never('the credential was issued in another registry'),
  'already-revoked': never('the credential is revoked'),
  'backers-unfit': never('the change does not fit the backers in force'),
  'backer-threshold-unfit': never('the threshold does not fit the backers'),
  'registry-seal-differs': never('the registry event named is not the one accepted'),
  'registry-seal-malformed': never('the event named as sealing it has no seal of an event', 'KeyError'),
  'registry-seal-unknown': notYet('oots', 'OutOfOrderError', 'the registry event named is not known'),
  'registry-unanchored': notYet('taes', 'MissingAnchorError', 'no seal of the issuer is known'),
  'backers-short': notYet('twes', 'MissingWitnessSignatureError', 'signatures of backers are missing'),
  // credentials
  'credential-unissued': notYet('mres', 'MissingRegistryError', 'no issuance of the credential is known'),
  'credential-issuer-differs': never('the registry of the credential belongs to another issuer'),
  'credential-unsigned': never('a credential without registry is signed by its issuer'),
  'credential-signer-unknown': notYet(
    'mres',
    'MissingIssuerError',
    'the key state of the issuer is not known',
  ),
  'credential-establishment-differs': never('the signatures name no establishment event of the issuer'),
  'credential-signature-bad': never('no signature of the issuer verifies'),
  'credential-threshold-unmet': notYet('mres', 'MissingSignatureError', 'signatures are missing'),
  // the escrow itself
  'escrow-full': never('the escrow holds as much as it may; deliver it again later'),
  'removed-by-hand': never('somebody removed it from the escrow'),
  expired: never('what it waited for did not come in time'),
} as const satisfies { readonly [code: string]: Reason };

export type ReasonCode = keyof typeof reasons;

/** The reason by its code. */
export function reasonOf(code: ReasonCode): Reason {
  return reasons[code];
}
