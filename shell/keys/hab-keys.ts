/**
 * What an identity asks of its keys: the port between `shell/habs` and whoever keeps keys.
 *
 * Source: keripy.md 8.3, 8.5; docs/decisions/0028. A keyring is one. Others may hold keys that never leave a machine:
 * nothing here asks for a seed.
 */
import type { Digest, Key } from '../../kernel/cesr/qualified.ts';
import type { KeyIngestion, KeyInception, KeyReplay, KeyRotation, SigningPlan } from './key-plan.ts';
import type { Parameters, Situation } from './situation.ts';

/** What an establishment event says of keys. */
export type EstablishedKeys = {
  /** The current public keys. KERIpy: `verfers`. */
  readonly keys: readonly Key[];
  /** Digests of the next ones. KERIpy: `digers`. */
  readonly nextKeyDigests: readonly Digest[];
};

/** What a sequence comes of, and where it stands. */
export type KnownSequence = { readonly parameters: Parameters; readonly situation: Situation };

/** Where the signatures of a draft point to; all its keys sign. */
export type DraftSigning = {
  /** Places in the current list of keys, which sign; all of them when left out. */
  readonly indices?: readonly number[];
  /** One for each signature. When left out: the place of the key in the list that was committed to. */
  readonly ondices?: readonly (number | undefined)[];
};

/**
 * Keys that are about to come into force: made, but not kept.
 *  1. Nothing of them is kept while it is looked at; they sign until the call that made them has ended.
 */
export type KeyDraft = EstablishedKeys & {
  /** Indexed signatures by the current keys of the draft. */
  readonly sign: (message: Uint8Array, signing?: DraftSigning) => Promise<readonly string[]>;
};

/** A small public record by id; undefined deletes it. */
export type RecordChange = { readonly id: string; readonly record: Uint8Array | undefined };

/** What is kept together with the keys of a draft, as one durable change. */
export type DraftUse = {
  /** The identifier that the sequence gets. */
  readonly prefix?: string;
  readonly records?: readonly RecordChange[];
};

/** Records as they are while a draft is looked at: those too that were changed just before and are about to be kept. */
export type RecordsNow = Pick<HabKeys, 'getRecord'>;

/**
 * Looks at a draft before it is kept: makes the event of it, has it judged, and says what is kept with it. What it
 * throws undoes everything. It calls nothing of the keys but these two: their other changes wait until it has ended.
 */
export type UsingDraft = (draft: KeyDraft, records: RecordsNow) => Promise<DraftUse>;

/**
 * Keys of identities, and the small records that change with them. Errors are of type `KeelsonError`, and hold no secret.
 *  1. What a call answers is kept before it answers.
 *  2. A call with `using` keeps the keys and all that `using` answers, or nothing, also when the process dies in it.
 *  3. When a call with `using` rejects with what `using` threw, nothing was kept. When it rejects with anything else,
 *     `known` and `getRecord` say whether it was.
 */
export type HabKeys = {
  /** Begins a sequence, which is known by its first public key until it is given its identifier. */
  readonly incept: (plan?: KeyInception, using?: UsingDraft) => Promise<EstablishedKeys>;
  /** Makes next keys the current ones, and new next keys. */
  readonly rotate: (prefix: string, plan?: KeyRotation, using?: UsingDraft) => Promise<EstablishedKeys>;
  /** Takes over sets of seeds that others made; the draft is of the set that is current. */
  readonly ingest: (
    seeds: readonly (readonly string[])[],
    plan?: KeyIngestion,
    using?: UsingDraft,
  ) => Promise<readonly (readonly Key[])[]>;
  /** Goes on to the next of the sets that are known beforehand. */
  readonly replay: (prefix: string, plan?: KeyReplay, using?: UsingDraft) => Promise<EstablishedKeys>;
  /** Gives a sequence its identifier. */
  readonly move: (names: { readonly from: string; readonly to: string }) => Promise<void>;
  readonly sign: (message: Uint8Array, signing: SigningPlan) => Promise<readonly string[]>;
  readonly signUnindexed: (message: Uint8Array, signing: SigningPlan) => Promise<readonly string[]>;
  /** Where a sequence stands; undefined when the prefix is not known. */
  readonly known: (prefix: string) => Promise<KnownSequence | undefined>;
  /** What is kept under the id of a record; undefined when nothing is. */
  readonly getRecord: (id: string) => Promise<Uint8Array | undefined>;
  /** Changes records, as one where the provider of the keys can, else in their order. */
  readonly changeRecords: (changes: readonly RecordChange[]) => Promise<void>;
};
