/**
 * The steps in which a stream is read: a message start, the body, the groups behind it, a search.
 *
 * Source: keripy.md 7.5, 7.6 (PS-1…PS-3); C-057…C-077, D-16. Each step looks at the least that tells what
 * comes next, and leaves behind what the next step needs, so no byte is looked at again and again.
 */
import { unreachable } from '../std/assert.ts';
import { copyBytes } from '../std/bytes.ts';
import { type Genus, genusOne } from './counter-codes.ts';
import type { Fault, FaultCode } from './fault.ts';
import {
  type BodyHead,
  contentSize,
  domainOf,
  genusOfBody,
  isBodyCounter,
  readCountedHead,
  readMapHead,
  readUnannouncedNative,
  startOf,
} from './frame.ts';
import { beginGroup, readOn } from './group-reader.ts';
import { type Cursor, inStream, type Progress } from './group-reading.ts';
import { groupUses } from './groups.ts';
import { type Counter, genusOf, readCounter, type Texted } from './read.ts';
import type { Domain, Reading } from './reading.ts';
import { findStart, lookBehind } from './resume.ts';
import {
  frameOf,
  type Grouping,
  groupingOf,
  type Phase,
  type Piece,
  type Scope,
  type StreamLimits,
  type StreamState,
} from './stream-state.ts';

/** A stream being read; the mutable twin of `StreamState` that lives as long as one call. */
export type Work = {
  readonly limits: StreamLimits;
  readonly cursor: Cursor;
  /** Index of the first byte that is still there. */
  readonly low: number;
  phase: Phase;
  genus: Genus | undefined;
  scope: Scope | undefined;
  readonly pieces: Piece[];
};

/** Takes a state up. */
export function workOf({ limits, window, phase, genus, scope }: StreamState): Work {
  const { store, start, end, base } = window;
  const at = phase.kind === 'seek' ? phase.from - base : start;
  return {
    limits,
    cursor: { bytes: store.bytes, at, end, base },
    low: start,
    phase,
    genus,
    scope,
    pieces: [],
  };
}

/** The first byte that later steps need, as an index. */
export function firstNeeded({ cursor, phase, low }: Work): number {
  return phase.kind === 'seek' ? Math.max(low, cursor.at - lookBehind) : cursor.at;
}

function position({ cursor }: Work): number {
  return cursor.base + cursor.at;
}

/** Reads on as far as the bytes go. */
export function run(work: Work): void {
  while (advance(work));
}

/** Gives up the message in progress, because more bytes wait for others than may. */
export function overflow(work: Work): void {
  const start = work.phase.kind === 'groups' ? work.phase.bodySpan.start : position(work);
  const says = `more than ${work.limits.bufferSizeBytesMax} bytes wait for others`;
  fail(
    work,
    streamFault('buffer-full', says, start),
    start,
    work.phase.kind === 'groups' ? work.cursor.at : work.cursor.at + 1,
  );
  run(work);
}

/** One step; false when it takes more bytes to tell. */
function advance(work: Work): boolean {
  switch (work.phase.kind) {
    case 'head':
      return readHead(work);
    case 'body':
      return readBody(work, work.phase);
    case 'groups':
      return work.phase.reading.open === undefined
        ? readBetweenGroups(work, work.phase)
        : readGroup(work, work.phase);
    case 'seek':
      return seek(work, work.phase);
    default:
      return unreachable(work.phase);
  }
}

/** End of the bytes at hand that belong to the innermost scope, as an index. */
function endAtHand({ cursor, scope }: Work): number {
  return scope === undefined ? cursor.end : Math.min(cursor.end, scope.end - cursor.base);
}

/** True when the innermost scope ends where the bytes at hand do, or before. */
function isScopeAtHand({ cursor, scope }: Work): boolean {
  return scope !== undefined && scope.end <= cursor.base + cursor.end;
}

/** Steps over blanks; answers the first byte behind them, undefined when there is none. C-075. */
function nextByte(work: Work): number | undefined {
  const { cursor } = work;
  const end = endAtHand(work);
  while (cursor.at < end) {
    const byte = cursor.bytes[cursor.at] ?? 0;
    if (startOf(byte) !== 'blank') return byte;
    cursor.at += 1;
  }
  return undefined;
}

function readHead(work: Work): boolean {
  const { cursor } = work;
  const byte = nextByte(work);
  if (byte === undefined) return leaveScope(work);
  const start = startOf(byte);
  switch (start) {
    case 'map':
      return takeHead(work, readMapHead(cursor.bytes, cursor.at, endAtHand(work)));
    case 'text-counter':
    case 'binary-counter':
      return readHeadCounter(work);
    case 'blank':
    case 'cold':
      return coldStart(work, 'no message starts with this byte');
    default:
      return unreachable(start);
  }
}

/** Behind the last byte of a scope, what held before it holds again. */
function leaveScope(work: Work): boolean {
  const { scope } = work;
  if (scope === undefined || position(work) < scope.end) return false;
  work.genus = scope.genus;
  work.scope = scope.outer;
  return true;
}

function takeHead(work: Work, head: Reading<BodyHead>): boolean {
  if (head.kind === 'need-more') return ranOut(work);
  const start = position(work);
  if (head.kind === 'fault')
    return fail(work, inStream(head.fault, work.cursor.base), start, work.cursor.at + 1);
  const { size, version } = head.value;
  if (Math.max(version.size, size) > sizeMax(work, head.value)) return tooLarge(work, version.size);
  if (work.scope !== undefined && start + size > work.scope.end) return overrun(work);
  work.phase = { kind: 'body', head: head.value, start };
  return true;
}

/** A wrapped body is written in base64, which takes a third more bytes, and a few for its codes. */
function sizeMax({ limits }: Work, { unwrapped }: BodyHead): number {
  const { messageSizeBytesMax } = limits;
  return unwrapped === undefined ? messageSizeBytesMax : wrappedSizeMax(messageSizeBytesMax);
}

function wrappedSizeMax(sizeBytesMax: number): number {
  return Math.ceil(sizeBytesMax / 3) * 4 + 24;
}

function tooLarge(work: Work, size: number): boolean {
  const says = `a body of ${size} bytes is larger than ${work.limits.messageSizeBytesMax}`;
  return fail(
    work,
    streamFault('message-too-large', says, position(work)),
    position(work),
    work.cursor.at + 1,
  );
}

function overrun(work: Work): boolean {
  const fault = streamFault('group-overrun', 'a message does not fit the group around it', position(work));
  return fail(work, fault, position(work), work.cursor.at + 1);
}

/** More bytes help only when the scope does not end before. */
function ranOut(work: Work): boolean {
  return isScopeAtHand(work) ? overrun(work) : false;
}

function coldStart(work: Work, says: string): boolean {
  return fail(work, streamFault('cold-start', says, position(work)), position(work), work.cursor.at + 1);
}

/** A counter where a message has to start: a genus code, a native or wrapped body, or a group around messages. */
function readHeadCounter(work: Work): boolean {
  const { cursor } = work;
  const genus = work.genus ?? genusOne;
  const domain = domainOf(cursor.bytes, cursor.at);
  const end = endAtHand(work);
  if (genus.major === 1) {
    const native = readUnannouncedNative(cursor.bytes, cursor.at, end, domain);
    if (native.kind !== 'fault') return takeHead(work, native);
  }
  const read = readCounter(cursor.bytes, cursor.at, end, domain, genus);
  if (read.kind === 'need-more') return ranOut(work);
  if (read.kind === 'fault') return coldStart(work, `a message has to start here: ${read.fault.says}`);
  const { value: counter, next } = read;
  if (counter.row.kind === 'genus') return changeGenus(work, counter, next);
  if (isBodyCounter(counter.row)) return readBodyCounter(work, counter, next, domain);
  if (isScopeCounter(counter)) return enterScope(work, counter, next, domain);
  return coldStart(work, `a group ${counter.row.code} stands where a message has to start`);
}

function isScopeCounter({ row }: Counter): boolean {
  return row.kind === 'generic' || row.kind === 'body-with-attachments';
}

function changeGenus(work: Work, counter: Counter & Texted, next: number): boolean {
  const genus = genusOf(counter);
  if (genus === undefined) {
    const fault = streamFault('unsupported-genus', `${counter.text} is of no known version`, position(work));
    return fail(work, fault, position(work), next);
  }
  work.genus = genus;
  work.cursor.at = next;
  if (work.phase.kind === 'groups') work.phase = { ...work.phase, genus };
  return true;
}

function readBodyCounter(work: Work, counter: Counter & Texted, next: number, domain: Domain): boolean {
  const { cursor } = work;
  const size = contentSize(counter, domain);
  if (size > wrappedSizeMax(work.limits.messageSizeBytesMax)) return tooLarge(work, size);
  return takeHead(
    work,
    readCountedHead(cursor.bytes, { counter, at: cursor.at, next, domain }, endAtHand(work)),
  );
}

function enterScope(work: Work, counter: Counter, next: number, domain: Domain): boolean {
  const { cursor, scope: outer, limits } = work;
  const depth = (outer?.depth ?? 0) + 1;
  const end = cursor.base + next + contentSize(counter, domain);
  if (depth > limits.groupDepthMax) {
    const fault = streamFault(
      'nesting-too-deep',
      `groups nest deeper than ${limits.groupDepthMax}`,
      position(work),
    );
    return fail(work, fault, position(work), next);
  }
  if (outer !== undefined && end > outer.end) return overrun(work);
  work.scope = { end, genus: work.genus, depth, outer };
  cursor.at = next;
  return true;
}

/** The body, once all of it is there and what follows it may follow a body: a size that is wrong shows there. */
function readBody(work: Work, { head, start }: Extract<Phase, { kind: 'body' }>): boolean {
  const { cursor } = work;
  const end = start + head.size - cursor.base;
  if (end > cursor.end) return false;
  const follower = followerOf(work, head, end);
  if (follower === 'need-more') return false;
  if (follower !== undefined) return fail(work, follower, start, cursor.at + 1);
  const body = head.unwrapped ?? copyBytes(cursor.bytes, cursor.at, end);
  cursor.at = end;
  work.phase = groupingOf(work, { head, start, body });
  return true;
}

function followerOf(work: Work, head: BodyHead, at: number): Fault | 'need-more' | undefined {
  const { cursor, scope } = work;
  if (scope !== undefined && scope.end === cursor.base + at) return undefined;
  if (at === cursor.end) return 'need-more';
  const start = startOf(cursor.bytes[at] ?? 0);
  if (start === 'map' || start === 'blank') return undefined;
  if (start === 'cold')
    return streamFault('cold-start', 'neither a group nor a message follows the body', cursor.base + at);
  const genus = work.genus ?? genusOfBody(head.version);
  const read = readCounter(cursor.bytes, at, endAtHand(work), domainOf(cursor.bytes, at), genus);
  if (read.kind === 'read') return undefined;
  return read.kind === 'fault'
    ? inStream(read.fault, cursor.base)
    : isScopeAtHand(work)
      ? undefined
      : 'need-more';
}

/** Behind a body or a group: a further group, or the end of the message. */
function readBetweenGroups(work: Work, phase: Grouping): boolean {
  const { cursor } = work;
  const byte = nextByte(work);
  if (byte === undefined) return isScopeAtHand(work) ? endMessage(work, phase) : false;
  const start = startOf(byte);
  if (start === 'map' || start === 'cold') return endMessage(work, phase);
  const domain = domainOf(cursor.bytes, cursor.at);
  const read = readCounter(cursor.bytes, cursor.at, endAtHand(work), domain, phase.genus);
  if (read.kind === 'need-more') return isScopeAtHand(work) ? endMessage(work, phase) : false;
  if (read.kind === 'fault') return endMessage(work, phase);
  const { value: counter, next } = read;
  if (counter.row.kind === 'genus') return changeGenus(work, counter, next);
  if (isScopeCounter(counter) || isBodyCounter(counter.row) || groupUses[counter.row.kind].use === 'refuse') {
    return endMessage(work, phase);
  }
  const native = nativeAt(work, counter, domain);
  if (native === 'need-more') return false;
  if (native === 'read') return endMessage(work, phase);
  const opening = { counter, next, domain, genus: phase.genus };
  return takeProgress(work, phase, beginGroup(phase.reading, opening, cursor, work.limits));
}

/** Native bodies have the version 2 codes `-F` and `-G`, which are attachments in version 1. */
function nativeAt(work: Work, { row }: Counter, domain: Domain): 'read' | 'need-more' | 'fault' {
  if (row.code !== '-F' && row.code !== '-G') return 'fault';
  return readUnannouncedNative(work.cursor.bytes, work.cursor.at, endAtHand(work), domain).kind;
}

function readGroup(work: Work, phase: Grouping): boolean {
  return takeProgress(work, phase, readOn(phase.reading, work.cursor, work.limits));
}

function takeProgress(work: Work, phase: Grouping, { reading, halt }: Progress): boolean {
  if (halt === 'need-more') {
    work.phase = { ...phase, reading };
    return false;
  }
  if (halt !== undefined) return fail(work, halt, phase.bodySpan.start, work.cursor.at);
  work.phase = {
    ...phase,
    reading,
    end: position(work),
    sent: phase.sent === 'nothing' ? 'nothing' : 'part',
  };
  return true;
}

function endMessage(work: Work, phase: Grouping): boolean {
  if (phase.sent !== 'all') work.pieces.push({ kind: 'message', frame: frameOf(phase) });
  work.phase = headPhase;
  return true;
}

const headPhase: Phase = { kind: 'head' };

/** Gives up a message: bytes from its `start` in the stream are skipped, and searched from the index `from`. */
function fail(work: Work, fault: Fault, start: number, from: number): true {
  const { cursor } = work;
  cursor.at = Math.min(from, cursor.end);
  work.phase = { kind: 'seek', fault, start, from: position(work) };
  return true;
}

function streamFault(code: FaultCode, says: string, at: number): Fault {
  const keripy =
    code === 'cold-start'
      ? 'ColdStartError'
      : code === 'unsupported-genus'
        ? 'UnexpectedCountCodeError'
        : 'ExtractionError';
  return { kind: 'framing', code, says, keripy, span: { start: at, end: at + 1 } };
}

/** Searches on for a message start. The end of a scope is a safe place too. */
function seek(work: Work, phase: Extract<Phase, { kind: 'seek' }>): boolean {
  const { cursor, low } = work;
  const end = endAtHand(work);
  const search = findStart(cursor.bytes, low, cursor.at, end);
  const isOver = search.kind === 'found' || isScopeAtHand(work);
  cursor.at = search.kind === 'found' ? search.at : isOver ? end : search.from;
  if (!isOver) {
    work.phase = { ...phase, from: position(work) };
    return false;
  }
  if (phase.fault !== undefined) {
    work.pieces.push({
      kind: 'fault',
      fault: phase.fault,
      skipped: { start: phase.start, end: position(work) },
    });
  }
  work.phase = headPhase;
  return true;
}
