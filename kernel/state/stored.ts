/** What the log remembers of one accepted message. */
import type { Attachments, EventReference } from '../cesr/attachments.ts';
import type { Fn, Micros, Prefix, Said, Sn } from '../cesr/qualified.ts';
import type { Credential, Exchange, KeyEvent, RegistryEvent, Reply } from '../event/types.ts';

/** Whether a message came by the protected path or from outside. K-211. */
export type Source = 'local' | 'remote';

/** What an establishment event leaves in force beside its own fields. */
export type Standing = {
  /** Witnesses after cuts and adds. */
  readonly witnesses: readonly Prefix[];
  readonly traits: readonly string[];
  readonly delegator: Prefix | undefined;
};

/**
 * An accepted key event.
 *  1. `establishment` is the event itself for inceptions and rotations, else the latest one before it
 *     on its branch.
 *  2. `standing` is set exactly for inceptions and rotations.
 *  3. `delegation` is set for `dip` and `drt` whose seal was seen.
 */
export type StoredEvent = {
  readonly event: KeyEvent;
  readonly fn: Fn;
  /** When it was first seen here. */
  readonly at: Micros;
  readonly source: Source;
  readonly establishment: { readonly sn: Sn; readonly said: Said };
  readonly standing: Standing | undefined;
  /** The delegator's event that seals this one. */
  readonly delegation: EventReference | undefined;
};

/** An accepted reply: the latest of its record. keripy.md 4.6. */
export type StoredReply = {
  readonly reply: Reply;
  readonly attachments: Attachments;
  readonly at: Micros;
  /** Sequence number of the establishment event it was signed under; undefined for a plain key. */
  readonly signedAtSn: Sn | undefined;
};

/** An accepted registry event. keripy.md 5.5. */
export type StoredRegistryEvent = {
  readonly event: RegistryEvent;
  readonly attachments: Attachments;
  readonly at: Micros;
  /** The issuer's event that seals this one. */
  readonly anchor: EventReference;
};

/** A registry after its latest event. KERIpy: registry state record. */
export type RegistryState = {
  readonly registry: Prefix;
  readonly issuer: Prefix;
  readonly sn: Sn;
  readonly said: Said;
  readonly ilk: 'vcp' | 'vrt';
  readonly at: Micros;
  readonly toad: number;
  readonly backers: readonly Prefix[];
  readonly traits: readonly string[];
  readonly cuts: readonly Prefix[];
  readonly adds: readonly Prefix[];
  readonly anchor: EventReference;
};

/** A credential after its latest registry event. KERIpy: credential state record. */
export type CredentialState = {
  readonly credential: Prefix;
  readonly registry: Prefix;
  readonly sn: Sn;
  readonly said: Said;
  readonly ilk: 'iss' | 'rev' | 'bis' | 'brv';
  /** As written in the event. */
  readonly dt: string;
  readonly registrySeal: EventReference | undefined;
  readonly anchor: EventReference;
};

/** A verified version of an event that lost to the first seen one. K-001, K-006. */
export type DuplicityEvidence = {
  readonly event: KeyEvent;
  readonly attachments: Attachments;
  readonly at: Micros;
  /** The accepted event of the same number. */
  readonly against: Said;
};

/** A peer exchange message whose signatures were checked. */
export type StoredExchange = {
  readonly exchange: Exchange;
  readonly attachments: Attachments;
  readonly at: Micros;
};

/** A credential body whose SAID was checked. */
export type StoredCredential = {
  readonly credential: Credential;
  readonly attachments: Attachments;
  readonly at: Micros;
};
