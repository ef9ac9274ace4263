/** How a receiver is set up unless its host says otherwise. Timeouts are KERIpy's: keripy.md 5.1. */
import type { Micros } from './cesr/qualified.ts';
import { escrowKinds } from './state/escrow.ts';
import type { EscrowKind } from './state/escrow.ts';
import type { EscrowLimits, Receiver } from './state/view.ts';

const second = 1_000_000n;

const timeoutSeconds: { readonly [K in EscrowKind]: bigint } = {
  ooes: 1200n,
  pses: 3600n,
  pwes: 3600n,
  pdes: 3600n,
  ldes: 3600n,
  mfes: 3600n,
  dees: 1200n,
  ures: 3600n,
  uwes: 3600n,
  vres: 3600n,
  qnfs: 300n,
  rpes: 3600n,
  epse: 3600n,
  oots: 3600n,
  twes: 3600n,
  taes: 3600n,
  mres: 3600n,
  strays: 3600n,
};

const retrySeconds = 30n;
const retryMaxSeconds = 600n;

function kindLimits(): EscrowLimits['kinds'] {
  const rows = escrowKinds.map((kind) => [
    kind,
    { retry: (retrySeconds * second) as Micros, timeout: (timeoutSeconds[kind] * second) as Micros },
  ]);
  return Object.fromEntries(rows) as EscrowLimits['kinds'];
}

/** Caps of the escrow, counts of entries and bytes, and of what an accepted event keeps. */
export const defaultEscrowLimits: EscrowLimits = {
  kinds: kindLimits(),
  retryMax: (retryMaxSeconds * second) as Micros,
  totalCountMax: 65_536,
  totalSizeBytesMax: 256 * 1024 * 1024,
  quarantineCountMax: 16_384,
  quarantineSizeBytesMax: 32 * 1024 * 1024,
  prefixCountMax: 8_192,
  prefixSizeBytesMax: 16 * 1024 * 1024,
  sourceCountMax: 8_192,
  sourceSizeBytesMax: 16 * 1024 * 1024,
  attachmentsPerEventCountMax: 1024,
};

/** A receiver that owns nothing and takes everybody's events and receipts. */
export const defaultReceiver: Receiver = {
  isOwn: () => false,
  promiscuous: true,
  cloned: false,
  compat: 'specification',
  awaitsRecoveries: false,
  limits: defaultEscrowLimits,
};
