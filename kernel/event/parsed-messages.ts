/**
 * Messages that were parsed before, for whoever parses the same bytes again and again, such as a process in which many
 * hosts hear of one event. A parse is a function of the body and the algorithms, and nobody changes a message, so the
 * one that is there serves as well. Nothing is remembered unless it was asked for: a host of its own sees most bytes once.
 *
 * Source: dst.md 5.2 (verdicts are memoised on what they are a function of).
 */
import type { Algorithms } from '../crypto/algorithm.ts';
import { bytesEqual } from '../std/bytes.ts';
import type { FramedBody } from './body.ts';
import type { Message } from './types.ts';

export type ParsedMessages = {
  /** The message of an equal body; undefined when there was none, or it is forgotten. */
  readonly find: (framed: FramedBody) => Message | undefined;
  /** Keeps the message of a body whose bytes nobody will write over. */
  readonly keep: (framed: FramedBody, message: Message) => void;
};

type Parsed = { readonly framed: FramedBody; readonly message: Message };

const remembering = new WeakMap<Algorithms, ParsedMessages>();

/** From here on messages that are parsed by these algorithms are remembered, at most so many. */
export function rememberMessages(algorithms: Algorithms, countMax: number): void {
  remembering.set(algorithms, openParsedMessages(countMax));
}

/** What was parsed by these algorithms; undefined when nobody asked for that. */
export function messagesBy(algorithms: Algorithms): ParsedMessages | undefined {
  return remembering.get(algorithms);
}

/** Of two bodies of one hash the later one is kept; when there are too many, all are forgotten. */
function openParsedMessages(countMax: number): ParsedMessages {
  const byHash = new Map<number, Parsed>();
  return {
    find: (framed) => {
      const known = byHash.get(hashOf(framed.raw));
      return known !== undefined && isSameBody(known.framed, framed) ? known.message : undefined;
    },
    keep: (framed, message) => {
      if (byHash.size >= countMax) byHash.clear();
      byHash.set(hashOf(framed.raw), { framed, message });
    },
  };
}

/** FNV-1a over all bytes. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
}

function isSameBody(a: FramedBody, b: FramedBody): boolean {
  return (
    a.protocol === b.protocol &&
    a.serialization === b.serialization &&
    a.version[0] === b.version[0] &&
    a.version[1] === b.version[1] &&
    bytesEqual(a.raw, b.raw)
  );
}
