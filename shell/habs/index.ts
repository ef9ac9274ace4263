/** The door of identities. */
export { Habery, openHabery } from './habery.ts';
export type { HaberyOptions, HabSpace } from './habery.ts';
export { openHaberyAt } from './open-at.ts';
export type { HaberyPlace, PlacedHabery } from './open-at.ts';
export { Hab } from './hab.ts';
export type { EndRole, HabSigning, LocScheme, OwnEvent } from './hab.ts';
export type { EventName } from './delegating.ts';
export type { EndpointsWanted } from './endpoints.ts';
export type { Asking, Endorsing, Exchanging, Telling } from './speaker.ts';
export type { MakeOptions, RotateOptions, ThresholdText } from './hab-plan.ts';
export type { PendingEvent } from './hab-record.ts';
export type { Plain, PlainMap } from './plain.ts';
export { Groups, openGroups } from './groups.ts';
export type { GroupOptions, GroupProposal, GroupsOptions, Joining } from './groups.ts';
export { Group } from './group.ts';
export type { Consent, GroupEvent, GroupProgress, GroupRotation } from './group.ts';
export type { GroupMessage } from './group-message.ts';
export type { MemberRef, Members } from './group-members.ts';
