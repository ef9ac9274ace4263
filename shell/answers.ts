/** The bytes that answer a query, made from the cue of its decision. keripy.md 4.5. */
import type { Prefix } from '../kernel/cesr/qualified.ts';
import type { Send } from '../kernel/state/effect.ts';
import type { Ledger } from '../storage/ledger.ts';
import { exportOf } from './export.ts';

/** The answer to a query for logs; undefined for cues that ask for none. */
export function answerTo(ledger: Ledger, cue: Send): AsyncIterable<Uint8Array> | undefined {
  return cue.kind === 'replay' ? replay(ledger, cue.prefixes) : undefined;
}

async function* replay(ledger: Ledger, prefixes: readonly Prefix[]): AsyncIterable<Uint8Array> {
  for (const prefix of prefixes) yield* exportOf(ledger, prefix, { receipts: true });
}
