/**
 * Compares what was reported chunk by chunk: the class of outcome of each message, and whether the
 * parser waits for more.
 *
 * Source: test/vectors/README.md, "Settled in the same chunk", "Bad bytes", "Slices".
 */
import { differAt, isIgnored, listOf, objectOf } from './json-path.ts';
import type { Difference, Json, JsonObject } from './json-path.ts';

type Class = 'ok' | 'escrowed' | 'framing' | 'dropped';

const escrowedErrors = new Set([
  'escrowed',
  'OutOfOrderError',
  'MissingSignatureError',
  'MissingWitnessSignatureError',
  'MissingDelegationError',
  'UnverifiedReceiptError',
  'UnverifiedWitnessReceiptError',
  'UnverifiedTransferableReceiptError',
  'UnverifiedReplyError',
  'QueryNotFoundError',
  'LikelyDuplicitousError',
  'MissingAnchorError',
  'MissingDelegableApprovalError',
  'MisfitEventSourceError',
]);

/** `ExtractionError` and its subclasses. keripy.md 9. */
const framingErrors = new Set([
  'framing',
  'ColdStartError',
  'ExtractionError',
  'ShortageError',
  'UnexpectedCodeError',
  'UnexpectedCountCodeError',
  'UnexpectedOpCodeError',
  'DeserializeError',
  'VersionError',
  'KindError',
  'ProtocolError',
  'UnknownCodeError',
  'ConversionError',
]);

function classOf(message: JsonObject): Class {
  const error = message['error'];
  if (error === null || error === undefined) return 'ok';
  if (typeof error === 'string' && escrowedErrors.has(error)) return 'escrowed';
  if (typeof error === 'string' && framingErrors.has(error)) return 'framing';
  return listOf(message['error_bases']).includes('ExtractionError') ? 'framing' : 'dropped';
}

/** A message that could not be framed, or whose body failed its own checks: its type is not known. */
function isBad(message: JsonObject): boolean {
  const outcome = classOf(message);
  return outcome === 'framing' || (outcome === 'dropped' && (message['ilk'] ?? null) === null);
}

/** What the end of a case tells about single messages. */
export type Settlement = {
  /** True when the message was accepted by the end of the chunk at that position. */
  readonly acceptedBy: (said: string, step: number) => boolean;
  /** True when the message was accepted or is still held at the end. */
  readonly isKnown: (said: string) => boolean;
  /** True when the reference still holds receipts of that event at the end. */
  readonly holdsReceipts: (said: string) => boolean;
};

type Row = { readonly expected: JsonObject; readonly observed: JsonObject; readonly step: number };

/** True when both reports of one message say the same, or differ by what is free. */
function agrees({ expected, observed, step }: Row, settlement: Settlement): boolean {
  const [theirs, ours] = [classOf(expected), classOf(observed)];
  if (theirs === ours) return true;
  const said = typeof expected['said'] === 'string' ? expected['said'] : String(observed['said']);
  const swapped = (theirs === 'escrowed' && ours === 'ok') || (theirs === 'ok' && ours === 'escrowed');
  if (swapped && settlement.acceptedBy(said, step)) return true;
  if (theirs === 'dropped' && ours === 'ok' && isHarmlessRepetition({ expected, said, step }, settlement))
    return true;
  if (swapped && expected['ilk'] === 'rct' && settlement.isKnown(said)) return true;
  if (theirs !== 'escrowed' || ours !== 'dropped') return false;
  return expected['ilk'] === 'rct' ? !settlement.holdsReceipts(said) : !settlement.isKnown(said);
}

/**
 * The reference refuses some repetitions of an accepted event in the chunk it was accepted in (B-3). A
 * repetition changes nothing, so that it may be reported as done.
 */
function isHarmlessRepetition(
  { expected, said, step }: { readonly expected: JsonObject; readonly said: string; readonly step: number },
  settlement: Settlement,
): boolean {
  return expected['ilk'] !== 'rct' && settlement.acceptedBy(said, step);
}

type Chunk = { readonly messages: readonly Json[]; readonly pending: boolean };

function chunkOf(step: Json | undefined): Chunk {
  const { messages, pending } = objectOf(step);
  return { messages: listOf(messages), pending: pending === true };
}

/** The first difference of two lists of steps. */
export function stepsDifference(
  expected: readonly Json[],
  observed: readonly Json[],
  settlement: Settlement,
): Difference | undefined {
  if (expected.length !== observed.length) return differAt('steps', expected.length, observed.length);
  const isSliced = expected.some((step) => chunkOf(step).pending);
  return isSliced
    ? slicedDifference(expected, observed, settlement)
    : chunkedDifference(expected, observed, settlement);
}

function chunkedDifference(
  expected: readonly Json[],
  observed: readonly Json[],
  settlement: Settlement,
): Difference | undefined {
  for (const [step, one] of expected.entries()) {
    if (isIgnored(one)) continue;
    const [theirs, ours] = [chunkOf(one), chunkOf(observed[step])];
    const path = `steps.${step}`;
    const place = (at: number): Place => ({ step, path: `${path}.messages.${at}` });
    const found = messagesDifference(theirs.messages, ours.messages, { place, settlement });
    if (found.difference !== undefined) return found.difference;
    if (found.badAt === undefined && theirs.pending !== ours.pending) {
      return differAt(`${path}.pending`, theirs.pending, ours.pending);
    }
  }
  return undefined;
}

/** Where chunks end inside messages, messages are compared in one row over all chunks. */
function slicedDifference(
  expected: readonly Json[],
  observed: readonly Json[],
  settlement: Settlement,
): Difference | undefined {
  const theirs = expected.flatMap((one, step) => chunkOf(one).messages.map((message) => ({ message, step })));
  const ours = observed.flatMap((one) => chunkOf(one).messages);
  const last = expected.length - 1;
  const place = (at: number): Place => ({
    step: last,
    path: `steps.${theirs[at]?.step ?? last}.messages (row ${at})`,
  });
  const found = messagesDifference(
    theirs.map(({ message }) => message),
    ours,
    { place, settlement },
  );
  if (found.difference !== undefined) return found.difference;
  const freeFrom =
    found.badAt === undefined ? expected.length : (theirs[found.badAt]?.step ?? expected.length);
  for (let step = 0; step < freeFrom; step++) {
    const [wanted, got] = [chunkOf(expected[step]).pending, chunkOf(observed[step]).pending];
    if (!isIgnored(expected[step]) && wanted !== got) return differAt(`steps.${step}.pending`, wanted, got);
  }
  return undefined;
}

type Place = { readonly step: number; readonly path: string };
type Context = { readonly place: (at: number) => Place; readonly settlement: Settlement };
type Found = { readonly difference: Difference | undefined; readonly badAt: number | undefined };

function messagesDifference(expected: readonly Json[], observed: readonly Json[], context: Context): Found {
  if (isIgnored(expected)) return { difference: undefined, badAt: undefined };
  for (const [at, one] of expected.entries()) {
    if (isIgnored(one)) continue;
    const { step, path } = context.place(at);
    const [theirs, ours] = [objectOf(one), observed[at]];
    if (ours === undefined) return { difference: differAt(path, one, undefined), badAt: undefined };
    if (isBad(theirs)) return badFound(at, path, { one, ours });
    if (!agrees({ expected: theirs, observed: objectOf(ours), step }, context.settlement)) {
      return { difference: differAt(path, one, ours), badAt: undefined };
    }
  }
  const extra = observed[expected.length];
  if (extra === undefined) return { difference: undefined, badAt: undefined };
  return { difference: differAt(context.place(expected.length).path, undefined, extra), badAt: undefined };
}

/** From bad bytes on, only this is compared: that something is reported there. */
function badFound(
  at: number,
  path: string,
  { one, ours }: { readonly one: Json; readonly ours: Json },
): Found {
  const outcome = classOf(objectOf(ours));
  const isReported = outcome === 'framing' || outcome === 'dropped';
  return { difference: isReported ? undefined : differAt(path, one, ours), badAt: at };
}
