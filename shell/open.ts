/** Puts a host together: store, ledger, algorithms, ports, limits. */
import type { Logger } from 'pino';
import { formatDatetime, microsOf, parseDatetime } from '../kernel/cesr/datetime.ts';
import type { Micros } from '../kernel/cesr/qualified.ts';
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import { defaultReceiver } from '../kernel/receiver.ts';
import type { Outcome } from '../kernel/settle.ts';
import type { EscrowLimits, Receiver } from '../kernel/state/view.ts';
import { lastTimeOf } from '../storage/last-time.ts';
import { openLedger } from '../storage/ledger.ts';
import { statsOf } from '../storage/stats.ts';
import type { Store } from '../storage/store.ts';
import { Outgoing } from './channels/outgoing.ts';
import { standingClock, steadyClock, systemClock } from './clock.ts';
import { openAlgorithms } from './crypto/index.ts';
import { openAhead } from './crypto/ahead.ts';
import type { Ahead } from './crypto/ahead.ts';
import { KeelsonError, asKeelsonError } from './errors.ts';
import { defaultGrowthLimits } from './growth-alarm.ts';
import type { GrowthLimits } from './growth-alarm.ts';
import { Host } from './host.ts';
import { defaultOutboxLimits } from './hand-off.ts';
import type { OutboxLimits } from './hand-off.ts';
import { openPlace } from './place.ts';
import type { HostPlace, OpenPlace } from './place.ts';
import type { Clock, Outlet, Timers } from './ports.ts';
import { defaultReadingLimits } from './reading-limits.ts';
import type { ReadingLimits } from './reading.ts';
import { assertHolds, assertMarksHold } from './rolled-back.ts';
import type { Published } from './rolled-back.ts';
import { silentLogger } from './silent-logger.ts';
import { systemTimers } from './timers.ts';
import { defaultBatchLimits } from './writer.ts';
import type { BatchLimits } from './writer.ts';

export type HostOptions = HostPlace & {
  /** The time stands still at this moment: an ISO 8601 date and time, or microseconds. For replays and tests. */
  readonly now?: string | bigint;
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** Verdicts must be those of libsodium (DESIGN 2.8). */
  readonly algorithms?: Algorithms;
  /** Caps and times of the escrow; what is not given stays at its default. */
  readonly limits?: Partial<EscrowLimits>;
  /** When a transaction is closed; `{ countMax: 1 }` gives one for each event. */
  readonly batch?: Partial<BatchLimits>;
  /** Caps on messages and buffers of streams. */
  readonly reading?: Partial<ReadingLimits>;
  /**
   * Takes what is to be told to others. With it, everything a decision has to say is kept in the store, in
   * the transaction of the decision, until the outlet took it. Without it nothing of the kind is kept;
   * `subscribe` only looks on. With `'channel'` it is whoever reads `host.channels.outgoing()`.
   */
  readonly outlet?: Outlet | 'channel';
  /** How much may wait for the outlet, and when a refused hand-off is tried again. */
  readonly outbox?: Partial<OutboxLimits>;
  /**
   * Told every outcome as soon as it is decided, before it is durable: for simulators and audits. Nothing may
   * leave the machine by it.
   */
  readonly decided?: (outcomes: readonly Outcome[]) => void;
  /** AIDs that this host controls. */
  readonly ownPrefixes?: Iterable<string>;
  /**
   * What peers show that witnesses of this host have receipted. When the store does not hold such an event it
   * was set back, and opening fails with code `rolled-back`: else a witness could receipt a second version.
   */
  readonly published?: Iterable<Published>;
  /** Accept anybody's events, receipts and notices. On unless switched off. KERIpy: `lax`. */
  readonly promiscuous?: boolean;
  /** Take first-seen times from attached couples. KERIpy: `cloned`. */
  readonly cloned?: boolean;
  readonly compat?: Receiver['compat'];
  /**
   * Keep aside what is refused for want of a place that a recovery may still give it, such as an event that
   * follows a recovery rotation that is on its way. Off unless switched on: KERIpy throws it away.
   */
  readonly awaitsRecoveries?: boolean;
  readonly logger?: Logger;
  /** When the logger is warned that the store in the folder grows. */
  readonly growth?: Partial<GrowthLimits>;
  /** Key states kept in memory. */
  readonly keyStateCacheCountMax?: number;
  /** Milliseconds between looks at what is due in the escrow; 0 for none. */
  readonly tickMilliseconds?: number;
  /** Decide, but commit nothing: everything is forgotten at the end. For asking what would be. */
  readonly keepsNothing?: boolean;
  /** Worker threads that verify ahead. None unless asked for. */
  readonly workers?: number;
};

const defaultKeyStateCacheCountMax = 16_384;
const defaultTickMilliseconds = 1000;
const microsPerMilli = 1000;

/**
 * Opens a host on its store. Throws `KeelsonError`: `damaged-store` when the store is not what was written,
 * `rolled-back` when it is older than what its witness published, `store-failed` when it cannot be opened.
 */
export async function openHost(options: HostOptions): Promise<Host> {
  const algorithms = options.algorithms ?? (await openAlgorithms());
  const logger = options.logger ?? silentLogger();
  const growth = { ...defaultGrowthLimits, ...options.growth };
  const place = await openPlace(options, { algorithms, logger, growth }).catch((error: unknown) => {
    throw asKeelsonError(error);
  });
  const workers = options.workers ?? 0;
  const ahead = workers === 0 ? undefined : await openAhead(algorithms, workers);
  try {
    return hostAt(place, { options, algorithms: ahead?.algorithms ?? algorithms, logger, ahead });
  } catch (error) {
    await ahead?.close();
    await place.close(false);
    throw asKeelsonError(error);
  }
}

type Means = {
  readonly options: HostOptions;
  readonly algorithms: Algorithms;
  readonly logger: Logger;
  readonly ahead: Ahead | undefined;
};

function hostAt(place: OpenPlace, { options, algorithms, logger, ahead }: Means): Host {
  const { store } = place;
  const ledger = openLedger(store, {
    algorithms,
    keyStateCacheCountMax: options.keyStateCacheCountMax ?? defaultKeyStateCacheCountMax,
  });
  if (options.ownPrefixes !== undefined) assertMarksHold(store, ledger);
  assertHolds(ledger, options.published ?? []);
  const keepsNothing = options.keepsNothing === true;
  const own = new Set<string>(options.ownPrefixes);
  const outgoing = options.outlet === 'channel' && !keepsNothing ? new Outgoing() : undefined;
  const outlet = options.outlet === 'channel' ? outgoing?.outlet : options.outlet;
  return new Host({
    ledger: keepsNothing ? { ...ledger, commit: () => undefined } : ledger,
    algorithms,
    receiver: receiverOf(options, own),
    own: (prefix) => {
      if (own.size === 0) assertMarksHold(store, ledger);
      own.add(prefix);
    },
    clock: clockOf(options, { store, algorithms, logger }),
    timers: options.timers ?? systemTimers,
    logger,
    batch: { ...defaultBatchLimits, ...options.batch },
    reading: { ...defaultReadingLimits, ...options.reading },
    tickMicros: (options.tickMilliseconds ?? defaultTickMilliseconds) * microsPerMilli,
    ahead,
    outlet: keepsNothing ? undefined : outlet,
    outgoing,
    outbox: { ...defaultOutboxLimits, ...options.outbox },
    decided: options.decided,
    stats: () => statsOf(store),
    verify: place.verify,
    close: async (isSound) => {
      await ahead?.close();
      await place.close(isSound);
    },
  });
}

type Timed = Pick<Means, 'algorithms' | 'logger'> & { readonly store: Store };

/** How far the wall clock may stand behind the store before somebody is told. */
const behindMicrosMax = 1_000_000n;

function receiverOf(options: HostOptions, own: ReadonlySet<string>): Receiver {
  const { limits, promiscuous, cloned, compat, awaitsRecoveries } = options;
  return {
    isOwn: (prefix) => own.has(prefix),
    promiscuous: promiscuous ?? defaultReceiver.promiscuous,
    cloned: cloned ?? defaultReceiver.cloned,
    compat: compat ?? defaultReceiver.compat,
    awaitsRecoveries: awaitsRecoveries ?? defaultReceiver.awaitsRecoveries,
    limits: { ...defaultReceiver.limits, ...limits },
  };
}

function clockOf({ clock = systemClock, now }: HostOptions, { store, algorithms, logger }: Timed): Clock {
  if (now !== undefined) return standingClock(typeof now === 'bigint' ? microsOf(now) : momentOf(now));
  const last = lastTimeOf(store, algorithms);
  const steady = steadyClock(clock, last);
  if (last !== undefined && last > clock.now() + behindMicrosMax)
    logger.warn({ last: formatDatetime(last) }, 'the wall clock stands before the last time in the store');
  return steady;
}

const momentPattern = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)?)?$/;
const fractionDigits = 6;

/** The moment that an ISO 8601 text names, such as `2024-01-01T00:00:00Z`; without a zone it is UTC. */
export function momentOf(text: string): Micros {
  const [, day, minute = '00:00', second = ':00', fraction = '', zone = 'Z'] = momentPattern.exec(text) ?? [];
  const offset = zone === 'Z' ? '+00:00' : zone;
  const parsed = parseDatetime(
    `${day ?? ''}T${minute}${second}.${fraction.padEnd(fractionDigits, '0')}${offset}`,
  );
  if (parsed.ok) return parsed.value;
  throw new KeelsonError('usage', {
    says: `${text} is no date and time; write it such as 2024-01-01T00:00:00Z`,
    keripy: parsed.error.keripy,
  });
}
