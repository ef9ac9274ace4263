/** `lie`: from here on a witness lies. It is never one that honest people of the core depend on. */
import type { Scene } from '../people/scene.ts';
import type { AdversaryEntry } from '../plan.ts';

type Entry = Extract<AdversaryEntry, { readonly do: 'lie' }>;

/** The witness lies; silence and withholding are no lies that its signatures would tell of. */
export function actLie({ stage, company }: Scene, { node, how }: Entry): boolean {
  if (!company.plan.nodes.some(({ id, role }) => id === node && role === 'witness')) return false;
  company.lies.set(node, how);
  stage.truth.lies(company.nodePrefix(node));
  return true;
}
