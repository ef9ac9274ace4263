/**
 * What whoever keeps identities knows to stand of their logs: what the logs showed once, whatever a machine forgets of
 * them later. A recovery takes the place of interactions; a log that was set back takes the place of nothing.
 *
 * Source: dst.md 3.1 (honest trunk); K-228.
 */
import { snOf } from '../../kernel/cesr/number.ts';
import type { Prefix, Said } from '../../kernel/cesr/qualified.ts';
import type { Host } from '../../shell/host.ts';
import type { Truth } from '../truth.ts';

export type StoodLogs = {
  /** Identifiers that events were made of. */
  readonly prefixes: () => readonly Prefix[];
  /** An event of the identifier was made. */
  readonly begun: (prefix: Prefix) => void;
  /** Notes what stands in the log of the host and was not known to stand yet; answers what was taken back for it. */
  readonly note: (host: Host, prefix: string) => readonly Said[];
  /** The log of the host holds at least what is known to stand: a machine whose store was set back has to wait for it. */
  readonly isInStep: (host: Host, prefix: string) => boolean;
  /** Number of events that are known to stand. */
  readonly count: (prefix: Prefix) => number;
  /** The last event that establishes keys commits to none. */
  readonly isClosed: (prefix: Prefix) => boolean;
};

export function openStoodLogs(truth: Truth): StoodLogs {
  const logs = new Map<string, { readonly prefix: Prefix; readonly saids: Said[] }>();
  const logOf = (prefix: Prefix) => {
    const known = logs.get(prefix) ?? { prefix, saids: [] };
    logs.set(prefix, known);
    return known;
  };
  return {
    prefixes: () => [...logs.values()].map(({ prefix }) => prefix),
    begun: (prefix) => void logOf(prefix),
    note: (host, prefix) => {
      const takenBack: Said[] = [];
      for (const { stored } of host.kel(prefix)) {
        const { event } = stored;
        const { saids } = logOf(event.prefix);
        const sn = Number(event.sn);
        if (saids[sn] === event.said) continue;
        if (saids[sn] !== undefined && event.ilk === 'ixn') break;
        takenBack.push(...saids.splice(sn, saids.length, event.said));
        truth.stood(event.prefix, sn, event.said);
      }
      return takenBack;
    },
    isInStep: (host, prefix) => {
      const state = host.keyState(prefix);
      const saids = logs.get(prefix)?.saids ?? [];
      if (state === undefined) return false;
      if (saids.length === 0 || state.said === saids.at(-1)) return true;
      const at = saids.length - 1;
      return host.reader.acceptedAt(state.prefix, snOf(BigInt(at))).at(-1) === saids[at];
    },
    count: (prefix) => logs.get(prefix)?.saids.length ?? 0,
    isClosed: (prefix) => {
      const events = (logs.get(prefix)?.saids ?? []).flatMap((said) => truth.known.event(said) ?? []);
      const last = events.findLast(({ ilk }) => ilk !== 'ixn');
      return last !== undefined && 'nextKeyDigests' in last && last.nextKeyDigests.length === 0;
    },
  };
}
