/**
 * Cuts a stream of bytes into messages, in whatever pieces the bytes come.
 *
 * Source: keripy.md 7.4–7.6; C-002, C-044, C-057…C-077, C-093…C-104. A message is a body and the groups
 * behind it, up to the next message. Nothing but that start says that no group follows; so `settle`, at
 * the end of a delivery, gives out a message that is complete as far as it came, and should more groups
 * follow, the message is given out again with all of them, as a continuation. Then every way to cut the
 * same bytes ends the same.
 *
 * Bytes that cannot be framed are one fault a region; reading goes on at the next message start. Work
 * grows with the bytes, however they are cut.
 */
import { unreachable } from '../std/assert.ts';
import { copyBytes } from '../std/bytes.ts';
import { framingFault } from './code-fault.ts';
import {
  frameOf,
  type Grouping,
  groupingOf,
  type Piece,
  type StreamLimits,
  type StreamState,
} from './stream-state.ts';
import { firstNeeded, overflow, run, workOf } from './stream-step.ts';
import { emptyWindow, held, withChunk } from './stream-window.ts';

export type { Piece, StreamLimits, StreamState } from './stream-state.ts';

/** A stream of which nothing came yet. */
export function openStream(limits: StreamLimits): StreamState {
  return { limits, window: emptyWindow, phase: { kind: 'head' }, genus: undefined, scope: undefined };
}

export type Fed = { readonly state: StreamState; readonly pieces: readonly Piece[] };

/** Reads on with further bytes. `chunk` may be written over afterwards. */
export function feed(state: StreamState, chunk: Uint8Array): Fed {
  const window = withChunk(state.window, chunk);
  const work = workOf({ ...state, window });
  run(work);
  if (work.cursor.end - firstNeeded(work) > state.limits.bufferSizeBytesMax) overflow(work);
  const { limits, phase, genus, scope, pieces } = work;
  return { state: { limits, window: held(window, firstNeeded(work)), phase, genus, scope }, pieces };
}

/**
 * The end of a delivery: a message with groups and no byte behind them is complete as far as can be told.
 * A body with no byte behind it waits for its groups.
 */
export function settle(state: StreamState): Fed {
  const { phase } = state;
  if (phase.kind === 'seek' && phase.fault !== undefined) {
    const skipped = { start: phase.start, end: state.window.base + state.window.end };
    return {
      state: { ...state, phase: { ...phase, fault: undefined } },
      pieces: [{ kind: 'fault', fault: phase.fault, skipped }],
    };
  }
  if (phase.kind !== 'groups' || phase.sent === 'all' || !isBetweenGroups(state, phase))
    return { state, pieces: [] };
  if (phase.end === phase.bodySpan.end) return { state, pieces: [] };
  const pieces: readonly Piece[] = [{ kind: 'message', frame: frameOf(phase) }];
  return { state: { ...state, phase: { ...phase, sent: 'all' } }, pieces };
}

/** The end of the stream: what can still be told, and a fault for a message that is not complete. */
export function finish(state: StreamState): readonly Piece[] {
  const { phase, window, scope } = state;
  const end = window.base + window.end;
  if (phase.kind === 'seek') return settle(state).pieces;
  const rest = scope === undefined || scope.end === end ? [] : [truncated(end, end)];
  switch (phase.kind) {
    case 'head':
      return window.start === window.end ? rest : [truncated(window.base + window.start, end)];
    case 'body': {
      if (phase.start + phase.head.size !== end) return [truncated(phase.start, end)];
      const { head, start } = phase;
      const body = head.unwrapped ?? copyBytes(window.store.bytes, window.start, window.end);
      return [{ kind: 'message', frame: frameOf(groupingOf(state, { head, start, body })) }, ...rest];
    }
    case 'groups':
      if (!isBetweenGroups(state, phase)) return [truncated(phase.bodySpan.start, end)];
      return phase.sent === 'all' ? rest : [{ kind: 'message', frame: frameOf(phase) }, ...rest];
    default:
      return unreachable(phase);
  }
}

function truncated(start: number, end: number): Piece {
  const fault = framingFault('truncated', 'the stream ends within a message', { start, end });
  return { kind: 'fault', fault, skipped: { start, end } };
}

/** True while bytes are held, or a body waits for its groups, of a message that was not given out. */
export function isPending(state: StreamState): boolean {
  const { phase, window, scope } = state;
  if (phase.kind === 'seek') return false;
  if (phase.kind === 'body') return true;
  if (phase.kind === 'groups') return phase.sent !== 'all' || !isBetweenGroups(state, phase);
  return window.start !== window.end || (scope !== undefined && scope.end !== window.base + window.end);
}

function isBetweenGroups({ window }: StreamState, phase: Grouping): boolean {
  return phase.reading.open === undefined && window.start === window.end;
}
