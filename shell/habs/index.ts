/** The door of identities. */
export { Habery, openHabery } from './habery.ts';
export type { HaberyOptions, HabSpace } from './habery.ts';
export { Hab } from './hab.ts';
export type { HabSigning, OwnEvent } from './hab.ts';
export type { MakeOptions, RotateOptions, ThresholdText } from './hab-plan.ts';
export type { PendingEvent } from './hab-record.ts';
export type { Plain, PlainMap } from './plain.ts';
