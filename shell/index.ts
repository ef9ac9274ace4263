/** The door of the library: open a store, feed it, ask it. */
export { Host } from './host.ts';
export type { HostParts, KnownAid, Past, PlacedEntry } from './host.ts';
export { openHost } from './open.ts';
export type { HostOptions } from './open.ts';
export type { HostPlace } from './place.ts';
export type { Checks } from './store-check.ts';
export { KeelsonError } from './errors.ts';
export type { ErrorCode, ErrorDetail, ErrorFacts } from './errors.ts';
export { Ingestion } from './ingestion.ts';
export type { ByteSource, IngestOptions } from './ingestion.ts';
export type { Report, Summary } from './report.ts';
export { Escrow } from './escrow.ts';
export type { EscrowFilter } from './escrow.ts';
export type { Explanation } from './explain.ts';
export type { ExportOptions } from './export.ts';
export type { Contested, KelEntry } from './kel.ts';
export { keyStateRecord } from './key-state-record.ts';
export type { KeyStateRecord } from './key-state-record.ts';
export type { Channel, ChannelOptions, Overflow } from './channels/channel.ts';
export type { Channels } from './channels/channels.ts';
export type { CueItem } from './channels/cues.ts';
export type { DecisionItem, DecisionOptions } from './channels/decisions.ts';
export type { OutgoingItem } from './channels/outgoing.ts';
export type { EntryItem } from './channels/past.ts';
export type { HostEvent, Listener } from './subscriptions.ts';
export { wordsOfAllMissing, wordsOfMissing } from './words.ts';
export { openAlgorithms } from './crypto/index.ts';
export type { Clock, Outlet, Timers } from './ports.ts';
export type { GrowthLimits } from './growth-alarm.ts';
export type { OutboxLimits } from './hand-off.ts';
export type { Published } from './rolled-back.ts';
export type { BatchLimits } from './writer.ts';
export type { ReadingLimits } from './reading.ts';
export {
  formatSalt,
  openExternalKeys,
  openExternalSigner,
  openKeyring,
  openLmdbKeys,
  openMemoryKeys,
  openMemorySigner,
  openProviderSigner,
  openSalter,
  openSecureKeyring,
  openSeededKeys,
  openSigners,
  parseSalt,
  randyCreator,
  saltyCreator,
  Secret,
} from './keys/index.ts';
export type {
  Algo,
  Creator,
  DraftSigning,
  DraftUse,
  EstablishedKeys,
  ExternalKeys,
  ExternalProgramOptions,
  ExternalSigner,
  GenerateKeyOptions,
  HabKeys,
  KeyChange,
  KeyDraft,
  KeyIngestion,
  KeyInception,
  KeyLot,
  KeyProvider,
  KeyReplay,
  Keyring,
  KeyringOptions,
  KeyRotation,
  KeysWanted,
  KnownSequence,
  LmdbKeys,
  LmdbKeysOptions,
  Parameters,
  Passcode,
  ProgramLimits,
  ProviderSignerOptions,
  PublicKey,
  RecordChange,
  Salter,
  SecureKeyring,
  SecureKeyringOptions,
  SecureSigner,
  SeedCode,
  SeededKeys,
  Signer,
  SignerOf,
  SignerOptions,
  SigningPlan,
  Situation,
  StoreKeyOptions,
  Stretching,
  Tier,
  UsingDraft,
} from './keys/index.ts';
export { Group, Groups, Hab, Habery, openGroups, openHabery, openHaberyAt } from './habs/index.ts';
export type {
  Consent,
  GroupEvent,
  GroupMessage,
  GroupOptions,
  GroupProgress,
  GroupProposal,
  GroupRotation,
  Asking,
  Endorsing,
  EndpointsWanted,
  EndRole,
  EventName,
  Exchanging,
  GroupSignatures,
  GroupsOptions,
  HaberyOptions,
  HaberyPlace,
  HabSigning,
  HabSpace,
  Joining,
  LocScheme,
  MakeOptions,
  MemberRef,
  Members,
  OwnEvent,
  PendingEvent,
  PlacedHabery,
  Plain,
  PlainMap,
  RotateOptions,
  Signatory,
  SignedStatement,
  StatementDraft,
  Telling,
  ThresholdText,
} from './habs/index.ts';
export type { Entropy } from './ports.ts';
