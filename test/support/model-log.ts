/**
 * The simplest log that keeps the promises of `LogReader`: plain maps, no store. Rule tests run on it, and
 * the real ledger is compared with it.
 */
import type {
  Attachments,
  EscrowUsage,
  LogReader,
  Prefix,
  Said,
  Waiting,
  Write,
} from '../../kernel/index.ts';
import { noAttachments, scopesOf } from '../../kernel/index.ts';
import { eventSealOf } from '../../kernel/event/seal.ts';
import { unreachable } from '../../kernel/std/assert.ts';
import { mergeAttachments } from '../../kernel/state/merge.ts';
import type { DuplicityEvidence, StoredEvent } from '../../kernel/state/stored.ts';

export type ModelLog = {
  readonly reader: LogReader;
  readonly apply: (writes: readonly Write[]) => void;
  readonly writes: readonly Write[];
  readonly waiting: () => readonly Waiting[];
};

type AppendEvent = Extract<Write, { readonly kind: 'append-event' }>;

export function modelLog(): ModelLog {
  const events = new Map<string, StoredEvent>();
  const order: AppendEvent[] = [];
  const attached = new Map<string, Attachments>();
  const waiting = new Map<string, Waiting>();
  const written: Write[] = [];
  const duplicity: DuplicityEvidence[] = [];
  const of = <K extends Write['kind']>(kind: K) =>
    written.filter((write): write is Extract<Write, { readonly kind: K }> => write.kind === kind);

  const apply = (writes: readonly Write[]) => {
    for (const write of writes) {
      written.push(write);
      switch (write.kind) {
        case 'append-event':
          order.push(write);
          events.set(write.stored.event.said, write.stored);
          attached.set(write.stored.event.said, write.attachments);
          break;
        case 'append-attachments':
          attached.set(
            write.said,
            mergeAttachments(attached.get(write.said) ?? noAttachments, write.attachments),
          );
          break;
        case 'append-duplicity':
          duplicity.push(write.evidence);
          break;
        case 'put-waiting':
          waiting.set(write.waiting.id, write.waiting);
          break;
        case 'remove-waiting':
          waiting.delete(write.waiting.id);
          break;
        case 'append-reply':
        case 'append-registry-event':
        case 'append-exchange':
        case 'append-credential':
        case 'append-audit':
        case 'append-reply':
        case 'append-registry-event':
        case 'append-exchange':
        case 'append-credential':
        case 'append-audit':
          break;
        default:
          unreachable(write);
      }
    }
  };

  const byArrival = () =>
    [...waiting.values()].sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
  const reader: LogReader = {
    keyState: (prefix) => order.findLast((write) => write.state.prefix === prefix)?.state,
    acceptedAt: (prefix, sn) =>
      order
        .filter(({ stored: { event } }) => event.prefix === prefix && event.sn === sn)
        .map(({ stored }) => stored.event.said),
    event: (said) => events.get(said),
    eventAtFn: (prefix, fn) =>
      order.find(({ stored }) => stored.event.prefix === prefix && stored.fn === fn)?.stored,
    attachments: (said) => attached.get(said) ?? noAttachments,
    sealing: (sealer, seal) =>
      order
        .map(({ stored }) => stored.event)
        .filter(
          (event) =>
            event.prefix === sealer && event.anchors.some((anchor) => sameSeal(eventSealOf(anchor), seal)),
        )
        .map(({ said }) => said),
    duplicity: (prefix, sn) => duplicity.filter(({ event }) => event.prefix === prefix && event.sn === sn),
    waiting: (id) => waiting.get(id),
    waitingFor: (key) =>
      byArrival()
        .filter((entry) => entry.waitsFor.includes(key))
        .map(({ id }) => id),
    waitingDue: (at, countMax) =>
      byArrival()
        .filter((entry) => entry.due <= at)
        .map(({ id }) => id)
        .slice(0, countMax),
    escrowUsage: (scope) => usageOf([...waiting.values()].filter((entry) => scopesOf(entry).includes(scope))),
    reply: (record) =>
      of('append-reply').findLast(
        (write) => write.record.table === record.table && write.record.key.join() === record.key.join(),
      )?.stored,
    exchange: (said) => of('append-exchange').find(({ stored }) => stored.exchange.said === said)?.stored,
    credentialBody: (said) =>
      of('append-credential').find(({ stored }) => stored.credential.said === said)?.stored,
    registry: (registry) => {
      const state = of('append-registry-event').findLast(
        ({ state: s }) => 'issuer' in s && s.registry === registry,
      )?.state;
      return state !== undefined && 'issuer' in state ? state : undefined;
    },
    credential: (credential) => {
      const state = of('append-registry-event').findLast(
        ({ state: s }) => 'credential' in s && s.credential === credential,
      )?.state;
      return state !== undefined && 'credential' in state ? state : undefined;
    },
    registryEventAt: (log, sn) =>
      of('append-registry-event').findLast(
        ({ stored }) => stored.event.prefix === log && stored.event.sn === sn,
      )?.stored,
  };
  return { reader, apply, writes: written, waiting: byArrival };
}

type Seal = { readonly prefix: Prefix; readonly sn: string; readonly said: Said };

function sameSeal(a: Seal | undefined, b: Seal): boolean {
  return a !== undefined && a.prefix === b.prefix && a.sn === b.sn && a.said === b.said;
}

function usageOf(entries: readonly Waiting[]): EscrowUsage {
  return { count: entries.length, sizeBytes: entries.reduce((sum, entry) => sum + entry.sizeBytes, 0) };
}
