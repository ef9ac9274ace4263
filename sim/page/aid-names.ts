/**
 * The names that the plan gives to AIDs, by their prefixes. A plan knows no prefixes; the note of a message
 * that carries an inception says the name, and the node decides it right after it arrived.
 */
import type { TraceLine } from '../trace.ts';

/** Names by prefix, for the AIDs whose inception some node decided. */
export function namesOfAids(lines: readonly TraceLine[]): ReadonlyMap<string, string> {
  const arrived = new Map<string, string>();
  const names = new Map<string, string>();
  for (const { kind, node, ilk, prefix, detail, outcome } of lines) {
    if (kind === 'arrive') arrived.set(node, detail);
    if (kind !== 'step' || outcome !== 'accepted' || (ilk !== 'icp' && ilk !== 'dip')) continue;
    const [said, name] = (arrived.get(node) ?? '').split(' ');
    if (said === ilk && name !== undefined && !names.has(prefix)) names.set(prefix, name);
  }
  return names;
}
