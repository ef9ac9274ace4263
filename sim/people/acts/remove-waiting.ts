/** `remove-waiting`: a person takes out of the escrow what waits longest there. */
import type { HumanEntry } from '../../plan.ts';
import { endured } from '../endured.ts';
import type { Scene } from '../scene.ts';

type Entry = Extract<HumanEntry, { readonly do: 'remove-waiting' }>;

/** Has the oldest entry removed; false when nothing waits. */
export function actRemoveWaiting({ stage }: Scene, entry: Entry): boolean {
  const host = stage.host(entry.node);
  if (host === undefined) return false;
  for (const { id } of host.escrow.entries()) {
    endured(host.escrow.remove({ id }));
    return true;
  }
  return false;
}
