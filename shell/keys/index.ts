/** The door of keys: a keyring over a provider of secrets, and the parts it is made of. */
export { openKeyring } from './open-keyring.ts';
export type { KeyringOptions } from './open-keyring.ts';
export type { EstablishedKeys, Keyring, KnownSequence } from './keyring.ts';
export type { KeyIngestion, KeyInception, KeyReplay, KeyRotation, SigningPlan } from './key-plan.ts';
export type { KeyLot, Parameters, Situation } from './situation.ts';
export type { KeyProvider, StoreKeyOptions } from './key-provider.ts';
export { openMemoryKeys } from './memory-keys.ts';
export { Secret } from './secret.ts';
export { formatSalt, openSalter, parseSalt } from './salter.ts';
export type { Salter, Stretching, Tier } from './salter.ts';
export { openSigners } from './signer.ts';
export type { SeedCode, Signer, SignerOf, SignerOptions } from './signer.ts';
export { randyCreator, saltyCreator } from './creator.ts';
export type { Algo, Creator, KeysWanted } from './creator.ts';
export { openSeededKeys } from '../crypto/seeded-keys.ts';
export type { SeededKeys } from '../crypto/seeded-keys.ts';
