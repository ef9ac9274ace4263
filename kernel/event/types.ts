/**
 * Messages as the kernel knows them: parsed once at the gate, afterwards the type is the proof.
 *
 * Source: keripy.md 1.2 (fields), conformance K-027…K-151. Wire labels stay in this folder; the
 * fields here say what they mean.
 */
import type { Digest, Key, Micros, Prefix, Said, Sn } from '../cesr/qualified.ts';
import type { Json, JsonMap } from './json.ts';
import type { Threshold } from './threshold.ts';

export type InceptionIlk = 'icp' | 'dip';
export type RotationIlk = 'rot' | 'drt';
export type KeyEventIlk = InceptionIlk | RotationIlk | 'ixn';
export type RegistryIlk = 'vcp' | 'vrt' | 'iss' | 'rev' | 'bis' | 'brv';
export type RoutedIlk = 'qry' | 'rpy' | 'pro' | 'bar' | 'exn' | 'xip';
/** Every message type of the wire; credentials have none and are named `acdc` here. */
export type Ilk = KeyEventIlk | RegistryIlk | RoutedIlk | 'rct';

/** How a body is written. */
export type Serialization = 'JSON' | 'CBOR' | 'MGPK' | 'CESR';

/** What every message has, whatever its type. */
export type Envelope = {
  /** The body exactly as received, never re-serialised. This is what is digested and signed. */
  readonly raw: Uint8Array;
  readonly serialization: Serialization;
  /** Protocol version of the body, such as [1, 0]. */
  readonly version: readonly [major: number, minor: number];
};

/** A seal of a key event that has a meaning for the kernel. Others are opaque. keripy.md 2.2. */
export type EventSeal = { readonly prefix: Prefix; readonly sn: string; readonly said: Said };

/**
 * A key event whose form was checked.
 *  1. `said` is the digest of `raw` by the algorithm of its code.
 *  2. Labels are exactly those of the type, in order.
 *  3. `sn` is 0 for inceptions and above 0 for all others.
 *  4. `prefix` of an inception derives from the event: its single key, or its digest.
 */
export type KeyEvent = Inception | Rotation | Interaction;

type KeyEventBase = Envelope & {
  readonly kind: 'key-event';
  readonly prefix: Prefix;
  readonly said: Said;
  readonly sn: Sn;
  /** Seals and other anchored data, in order, as parsed from the body. Wire label `a`. */
  readonly anchors: readonly Json[];
};

/** What inceptions and rotations establish. */
export type Establishment = {
  /** Keys that sign from here on. Wire label `k`. Never empty. */
  readonly keys: readonly Key[];
  /** Wire label `kt`. */
  readonly signingThreshold: Threshold;
  /** Digests of the keys that the next rotation must reveal. Wire label `n`. KERIpy: `ndigers`. */
  readonly nextKeyDigests: readonly Digest[];
  /** Wire label `nt`. */
  readonly nextThreshold: Threshold;
  /** Fewest witness receipts an event needs. Wire label `bt`. */
  readonly toad: number;
  /** Configuration traits such as `EO`, `DND`. Wire label `c`. Empty for version 1 rotations. */
  readonly traits: readonly string[];
};

export type Inception = KeyEventBase &
  Establishment & {
    readonly ilk: InceptionIlk;
    /** Wire label `b`. */
    readonly witnesses: readonly Prefix[];
    /** Set for `dip`, undefined for `icp`. Wire label `di`. */
    readonly delegator: Prefix | undefined;
  };

export type Rotation = KeyEventBase &
  Establishment & {
    readonly ilk: RotationIlk;
    /** SAID of the event before. Wire label `p`. */
    readonly prior: Said;
    /** Witnesses removed. Wire label `br`. */
    readonly cuts: readonly Prefix[];
    /** Witnesses added, after removal. Wire label `ba`. */
    readonly adds: readonly Prefix[];
  };

export type Interaction = KeyEventBase & {
  readonly ilk: 'ixn';
  readonly prior: Said;
};

/** A receipt names the event it is for; its signatures are attached. K-123…K-127. */
export type Receipt = Envelope & {
  readonly kind: 'receipt';
  readonly ilk: 'rct';
  readonly prefix: Prefix;
  readonly sn: Sn;
  /** SAID of the receipted event. */
  readonly said: Said;
};

/** A query: wire type `qry`. keripy.md 4.5. */
export type Query = Envelope & {
  readonly kind: 'query';
  readonly ilk: 'qry';
  readonly said: Said;
  /** Version 2 only. */
  readonly sender: Prefix | undefined;
  readonly dt: Micros;
  readonly route: string;
  readonly returnRoute: string;
  readonly query: JsonMap;
};

/** A reply: wire type `rpy`. keripy.md 4.6. */
export type Reply = Envelope & {
  readonly kind: 'reply';
  readonly ilk: 'rpy';
  readonly said: Said;
  /** Version 2 only. */
  readonly sender: Prefix | undefined;
  readonly dt: Micros;
  readonly route: string;
  readonly data: JsonMap;
};

/** A peer exchange message: wire types `exn` and `xip`. keripy.md 1.8. */
export type Exchange = Envelope & {
  readonly kind: 'exchange';
  readonly ilk: 'exn' | 'xip';
  readonly said: Said;
  readonly sender: Prefix;
  /** Empty text where the layout has none. */
  readonly recipient: string;
  /** SAID of the exchange answered; empty text for the first. */
  readonly prior: string;
  readonly dt: Micros;
  readonly route: string;
  readonly fields: JsonMap;
};

/** Demand for and disclosure of sealed data: wire types `pro` and `bar`; parsed, not acted on. */
export type Disclosure = Envelope & {
  readonly kind: 'disclosure';
  readonly ilk: 'pro' | 'bar';
  readonly said: Said;
  readonly dt: Micros;
  readonly route: string;
  readonly fields: JsonMap;
};

/** A registry (transaction event log) event. keripy.md 5.5. */
export type RegistryEvent = RegistryInception | RegistryRotation | CredentialEvent;

type RegistryEventBase = Envelope & {
  readonly kind: 'registry-event';
  readonly said: Said;
  /** The log this event belongs to: the registry for `vcp vrt`, the credential for the others. */
  readonly prefix: Prefix;
  readonly sn: Sn;
};

export type RegistryInception = RegistryEventBase & {
  readonly ilk: 'vcp';
  readonly issuer: Prefix;
  readonly traits: readonly string[];
  readonly toad: number;
  readonly backers: readonly Prefix[];
};

export type RegistryRotation = RegistryEventBase & {
  readonly ilk: 'vrt';
  readonly prior: Said;
  readonly toad: number;
  readonly cuts: readonly Prefix[];
  readonly adds: readonly Prefix[];
};

export type CredentialEvent = RegistryEventBase & {
  readonly ilk: 'iss' | 'rev' | 'bis' | 'brv';
  /** The registry: `ri`, or `ra.i`. */
  readonly registry: Prefix;
  /** Registry event reference of `bis brv`: wire label `ra`. */
  readonly registrySeal: EventSeal | undefined;
  /** `bis` names the issuer: wire label `ii`. */
  readonly issuer: Prefix | undefined;
  /** `rev brv` only. */
  readonly prior: Said | undefined;
  /** As written. */
  readonly dt: string;
};

/** The body of an ACDC credential. */
export type Credential = Envelope & {
  readonly kind: 'credential';
  readonly said: Said;
  readonly issuer: Prefix;
  /** Registry `ri`, when it has one. */
  readonly registry: string | undefined;
  readonly schema: string;
  readonly fields: JsonMap;
};

export type Message = KeyEvent | Receipt | Query | Reply | Exchange | Disclosure | RegistryEvent | Credential;
