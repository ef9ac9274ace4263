/**
 * Whether a store was set back behind what its witness has put its name to: a restored snapshot would have
 * it receipt a second version of an event.
 *
 * Source: dst.md 2.5 R8, 2.3 (rollback). A store cannot know by itself that it is older than it was, since its
 * marks go back with it: what peers show is the only evidence.
 */
import type { Sn } from '../kernel/cesr/qualified.ts';
import { parsePrefix } from '../kernel/cesr/identifiers.ts';
import { flawsOfHighWater } from '../storage/high-water.ts';
import type { Ledger } from '../storage/ledger.ts';
import type { Store } from '../storage/store.ts';
import { KeelsonError } from './errors.ts';

/** An event that a witness of this host has receipted, as peers show it. */
export type Published = { readonly prefix: string; readonly sn: bigint; readonly said: string };

/** Throws `StoreDamaged` when the store lacks an event that a high-water mark of its own names. */
export function assertMarksHold(store: Store, ledger: Ledger): void {
  for (const flaw of flawsOfHighWater(store, ledger.head())) throw flaw;
}

/** Throws `rolled-back` when the store lacks an event of `published`. */
export function assertHolds(ledger: Ledger, published: Iterable<Published>): void {
  for (const event of published) if (!isHeld(ledger, event)) throw rolledBack(event);
}

function isHeld({ reader }: Ledger, { prefix, sn, said }: Published): boolean {
  const parsed = parsePrefix(prefix);
  return parsed.ok && reader.acceptedAt(parsed.value, sn as Sn).some((accepted) => accepted === said);
}

function rolledBack({ prefix, sn, said }: Published): KeelsonError {
  return new KeelsonError('rolled-back', {
    says:
      `peers show that a witness of this host receipted the event ${said} of ${prefix} at sn ${sn.toString(16)}, ` +
      'and the store does not hold it: the store was set back; ingest that log from peers into this store with a ' +
      'host that has no own prefixes, then open it again',
    facts: { prefix, sn, said },
  });
}
