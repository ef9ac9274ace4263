/**
 * The door of the kernel: the pure machine. Commands go in; decisions, writes, sends come out.
 *
 * Nothing here does I/O, asks a clock, or draws chance. See docs/ARCHITECTURE.md.
 */
export type { Command } from './command.ts';
export { step } from './step.ts';
export { settle, stepsPerCommandMax } from './settle.ts';
export type { Outcome } from './settle.ts';
export { defaultEscrowLimits, defaultReceiver } from './receiver.ts';

export type { Decision, Missing, Subject, Why } from './state/decision.ts';
export type { ReplyRecord, Send, Write } from './state/effect.ts';
export { escrowKinds, escrowScope, scopesOf, waitKey } from './state/escrow.ts';
export type { EscrowKind, EscrowScope, EscrowUsage, WaitKey, Waiting } from './state/escrow.ts';
export { stateAfter, stateAt } from './state/evolve.ts';
export type { KeyState } from './state/key-state.ts';
export type { Step } from './state/step.ts';
export type {
  CredentialState,
  DuplicityEvidence,
  RegistryState,
  Source,
  Standing,
  StoredCredential,
  StoredEvent,
  StoredExchange,
  StoredRegistryEvent,
  StoredReply,
} from './state/stored.ts';
export type { EscrowLimits, LogReader, Receiver, View } from './state/view.ts';

export type { Algorithms, DigestAlgorithm, SignatureCheck, SignatureScheme } from './crypto/algorithm.ts';
export { noAttachments } from './cesr/attachments.ts';
export type {
  Attachments,
  EventReference,
  IndexedSignature,
  ReceiptCouple,
  SignatureGroup,
  Span,
} from './cesr/attachments.ts';
export type { Fault, FaultCode } from './cesr/fault.ts';
export type { Digest, Fn, Key, Micros, Prefix, Said, Sn } from './cesr/qualified.ts';
export type {
  Credential,
  CredentialEvent,
  Disclosure,
  Exchange,
  Ilk,
  Inception,
  Interaction,
  KeyEvent,
  KeyEventIlk,
  Message,
  Query,
  Receipt,
  RegistryEvent,
  Reply,
  Rotation,
} from './event/types.ts';
export type { Json, JsonList, JsonMap, JsonNumber } from './event/json.ts';
export type { Threshold } from './event/threshold.ts';

export { feed as feedStream, finish as finishStream, isPending, openStream } from './cesr/stream.ts';
export type { Fed, Piece, StreamLimits, StreamState } from './cesr/stream.ts';
export { parseMessage } from './event/parse.ts';
export type { FramedBody } from './event/parse.ts';
export { resolvePath } from './event/resolve-path.ts';
export { saidify } from './event/saidify.ts';
export type { Saidifying } from './event/saidify.ts';
export { ampleToad, majorityOf, nextMajorityOf } from './event/ample.ts';
export type { Making } from './event/build.ts';
export { buildInception, buildInteraction, buildReceipt, buildRotation } from './event/build-key-event.ts';
export type { InceptionPlan, InteractionPlan, RotationPlan } from './event/build-key-event.ts';
export {
  buildBare,
  buildExchange,
  buildProd,
  buildQuery,
  buildReply,
  buildTransacted,
  buildTransactionInception,
} from './event/build-routed.ts';
export type {
  AskingPlan,
  BuiltExchange,
  Embed,
  ExchangePlan,
  RoutedPlan,
  TellingPlan,
  TransactedPlan,
} from './event/build-routed.ts';
export {
  buildBackedIssuance,
  buildBackedRevocation,
  buildIssuance,
  buildRegistryInception,
  buildRegistryRotation,
  buildRevocation,
} from './event/build-registry.ts';
export type { BackedPlan, IssuancePlan, RegistryPlan, RegistryRotationPlan } from './event/build-registry.ts';
export { buildCredential, subjectSaidOf } from './event/build-credential.ts';
export type { CredentialPlan } from './event/build-credential.ts';

export { acceptanceRules } from './rules/acceptance.ts';
export { arrivalRules } from './rules/arrival-rules.ts';
export { reasonOf, reasons } from './rules/reason.ts';
export type { Reason, ReasonCode } from './rules/reason.ts';
export type { RuleRow } from './rules/row.ts';
export { standingRules } from './rules/standing.ts';
export { supersedingRules } from './rules/superseding.ts';
