/** What every measurement takes and gives, and the places where stores for measurements stand. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import type { Host } from '../host.ts';
import { openHost } from '../open.ts';
import type { HostOptions } from '../open.ts';

export type BenchRow = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio?: number;
  readonly says?: string;
};

/** A stream in a file, with how many events have to be accepted of it; all that are read when undefined. */
export type BenchFile = { readonly name: string; readonly path: string; readonly events: number | undefined };

export type BenchOptions = {
  /** Streams to ingest; one is made when there are none. The first is the one that is measured closely. */
  readonly streams: readonly BenchFile[];
  /** Measurements of each kind; the median counts. */
  readonly runs: number;
  /** Events of the largest store of the growth row. */
  readonly growth: number;
  /** Folder for the stores; the system's own for temporary files when undefined. */
  readonly folder: string | undefined;
};

/** A stream in memory. */
export type BenchStream = { readonly name: string; readonly bytes: Uint8Array; readonly events: number };

export type Bench = {
  readonly algorithms: Algorithms;
  readonly stream: BenchStream;
  readonly options: BenchOptions;
};

/** Full transactions: what is measured is the cost of events, not of waiting for more of them. */
export const batch = { countMax: 1000, delayMicrosMax: 1_000_000 } as const;

/** Runs `use` with a new empty folder. */
export async function inFolder<T>(
  parent: string | undefined,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(parent ?? tmpdir(), 'keelson-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs `use` with an open host. */
export async function withOpen<T>(options: HostOptions, use: (host: Host) => Promise<T>): Promise<T> {
  const host = await openHost({ tickMilliseconds: 0, ...options });
  try {
    return await use(host);
  } finally {
    await host.close();
  }
}
