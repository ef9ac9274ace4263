/** The door of keys: a keyring over a provider of secrets, and the parts it is made of. */
export { hasKeyring, openKeyring } from './open-keyring.ts';
export type { KeyringOptions } from './open-keyring.ts';
export type { Keyring } from './keyring.ts';
export type {
  DraftSigning,
  DraftUse,
  EstablishedKeys,
  HabKeys,
  KeyDraft,
  KnownSequence,
  RecordChange,
  RecordsNow,
  UsingDraft,
} from './hab-keys.ts';
export type { KeyIngestion, KeyInception, KeyReplay, KeyRotation, SigningPlan } from './key-plan.ts';
export type { KeyLot, Parameters, Situation } from './situation.ts';
export type { KeyChange, KeyProvider, StoreKeyOptions } from './key-provider.ts';
export { openLmdbKeys } from './lmdb-keys.ts';
export type { LmdbKeys, LmdbKeysOptions } from './lmdb-keys.ts';
export type { Passcode } from './passcode.ts';
export { openMemoryKeys } from './memory-keys.ts';
export { openMemorySigner, openProviderSigner } from './provider-signer.ts';
export type { ProviderSignerOptions } from './provider-signer.ts';
export type { GenerateKeyOptions, PublicKey, SecureSigner } from './secure-signer.ts';
export { openSecureKeyring } from './open-secure-keyring.ts';
export type { SecureKeyringOptions } from './open-secure-keyring.ts';
export type { SecureKeyring } from './secure-keyring.ts';
export { openExternalKeys } from './external/external-keys.ts';
export type { ExternalKeys } from './external/external-keys.ts';
export type { ExternalProgramOptions, ProgramLimits } from './external/external-program.ts';
export { openExternalSigner } from './external/external-signer.ts';
export type { ExternalSigner } from './external/external-signer.ts';
export { Secret } from './secret.ts';
export { formatSalt, openSalter, parseSalt } from './salter.ts';
export type { Salter, Stretching, Tier } from './salter.ts';
export { openSigners } from './signer.ts';
export type { SeedCode, Signer, SignerOf, SignerOptions } from './signer.ts';
export { randyCreator, saltyCreator } from './creator.ts';
export type { Algo, Creator, KeysWanted } from './creator.ts';
export { openSeededKeys } from '../crypto/seeded-keys.ts';
export type { SeededKeys } from '../crypto/seeded-keys.ts';
