/** The bytes that answer a query, made from the cue of its decision. keripy.md 4.5. */
import { formatDatetime } from '../kernel/cesr/datetime.ts';
import type { Micros, Prefix } from '../kernel/cesr/qualified.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import { buildReply } from '../kernel/event/build-routed.ts';
import { assert } from '../kernel/std/assert.ts';
import type { Send } from '../kernel/state/effect.ts';
import type { Ledger } from '../storage/ledger.ts';
import { exportOf } from './export.ts';

export type AnswerParts = { readonly ledger: Ledger; readonly algorithms: Algorithms; readonly at: Micros };

/**
 * The answer that a cue asks for: logs, or the body of a reply, which whoever holds keys signs. Undefined
 * for cues that ask for none.
 */
export function answerTo(parts: AnswerParts, cue: Send): AsyncIterable<Uint8Array> | undefined {
  if (cue.kind === 'replay') return replay(parts.ledger, cue.prefixes);
  return cue.kind === 'reply' ? reply(parts, cue) : undefined;
}

async function* replay(ledger: Ledger, prefixes: readonly Prefix[]): AsyncIterable<Uint8Array> {
  for (const prefix of prefixes) yield* exportOf(ledger, prefix, { receipts: true });
}

async function* reply(
  { algorithms, at }: AnswerParts,
  cue: Extract<Send, { kind: 'reply' }>,
): AsyncIterable<Uint8Array> {
  const plan = { route: cue.route, dt: formatDatetime(at), sender: undefined, data: cue.data };
  const built = buildReply(plan, { version: [1, 0], serialization: 'JSON', saidCode: 'E', algorithms });
  assert(built.ok, 'the answer to a query can be written');
  yield built.value.raw;
}
