/**
 * Whether a store is what its log says: every record sound and chained, every message still what its SAID
 * names, every derived row as a rebuild makes it, every send of the outbox there.
 *
 * Source: DESIGN 3, dst.md 2.5 (R6, R7), I-38, I-39, I-44. Works in bounded memory; the rebuild goes to a
 * scratch store of the caller's choice.
 */
import type { Algorithms } from '../kernel/crypto/algorithm.ts';
import { bytesEqual } from '../kernel/std/bytes.ts';
import type { Difference } from './compare.ts';
import { openHead, readHead } from './head.ts';
import { flawsOfHighWater } from './high-water.ts';
import { ordinalKey } from './key.ts';
import { flawsOfOutbox } from './outbox.ts';
import { chainStart, decodeRecord, ordinalOfKey, recordHash } from './record.ts';
import { derivedDifferences, openViewBuilder, rebuildEscrow } from './rebuild.ts';
import type { ViewBuilder } from './rebuild.ts';
import { StoreDamaged, StoreError } from './store.ts';
import type { Store } from './store.ts';
import type { TableName } from './tables.ts';

/** One thing that is wrong. */
export type Finding = { readonly table: TableName; readonly key: string; readonly says: string };

export type VerifyReport = {
  readonly records: number;
  /** The first findings, at most `findingsMax`. */
  readonly findings: readonly Finding[];
  readonly findingsCount: number;
};

export type VerifyParts = {
  readonly store: Store;
  /** Empty; holds a second copy of the derived tables afterwards. */
  readonly scratch: Store;
  readonly algorithms: Algorithms;
  /** Told now and then how many records were read. */
  readonly progress?: (records: number) => void;
};

export const findingsMax = 1000;
const progressCount = 1000;

type Findings = {
  readonly add: (finding: Finding) => void;
  readonly report: (records: number) => VerifyReport;
};

/** Verifies a store. Findings are values; throws only when the store cannot be read at all. */
export function verifyStore(parts: VerifyParts): VerifyReport {
  const findings = collectFindings();
  noted(findings, () => openHead(parts.store));
  const records = verifyLog(parts, findings);
  noted(findings, () => {
    rebuildEscrow(parts.store, parts.scratch, parts.algorithms);
  });
  noted(findings, () => {
    const head = readHead(parts.store);
    if (head === undefined) return;
    for (const { table, key, says } of flawsOfOutbox(parts.store, head)) findings.add({ table, key, says });
    for (const { table, key, says } of flawsOfHighWater(parts.store, head))
      findings.add({ table, key, says });
  });
  for (const difference of derivedDifferences(parts.store, parts.scratch))
    findings.add(findingOf(difference));
  return findings.report(records);
}

function collectFindings(): Findings {
  const findings: Finding[] = [];
  let findingsCount = 0;
  return {
    add: (finding) => {
      findingsCount += 1;
      if (findings.length < findingsMax) findings.push(finding);
    },
    report: (records) => ({ records, findings, findingsCount }),
  };
}

/** What `check` answers; damage that it finds becomes a finding, and undefined the answer. */
function noted<T>(findings: Findings, check: () => T): T | undefined {
  try {
    return check();
  } catch (error) {
    if (error instanceof StoreDamaged) findings.add({ table: error.table, key: error.key, says: error.says });
    else if (error instanceof StoreError && error.code === 'unsupported-format')
      findings.add({ table: 'meta', key: 'format', says: error.message });
    else throw error;
    return undefined;
  }
}

/** Walks the log: ordinals without gaps, CRC, chain, SAIDs; builds the views on the way. */
function verifyLog({ store, scratch, algorithms, progress }: VerifyParts, findings: Findings): number {
  const builder = openViewBuilder(store, scratch, algorithms);
  let hash = chainStart;
  let expected = 0;
  for (const [key, bytes] of store.range('log', {})) {
    const ordinal = noted(findings, () => ordinalOfKey(key));
    if (ordinal === undefined) continue;
    addMissing(findings, expected, ordinal);
    expected = ordinal + 1;
    noted(findings, () => {
      const record = decodeRecord(bytes, ordinal);
      if (!bytesEqual(record.priorHash, hash))
        throw new StoreDamaged(
          'log',
          key,
          'it does not follow the record before: one of the two was changed',
        );
    });
    noted(findings, () => {
      addRecord(builder, ordinal, bytes);
    });
    hash = recordHash(bytes);
    if (expected % progressCount === 0) progress?.(expected);
  }
  builder.finish();
  noted(findings, () => {
    const head = readHead(store);
    const isEnd = head !== undefined && head.count === expected && bytesEqual(head.hash, hash);
    if (!isEnd) throw new StoreDamaged('meta', 'head', 'it does not name the last record');
  });
  return expected;
}

/**
 * Records that are not there, from one ordinal to another: each by itself, but those beyond what a report
 * shows together. A key that rotted may name an ordinal far away.
 */
function addMissing(findings: Findings, from: number, to: number): void {
  const shown = Math.min(to, from + findingsMax);
  for (let ordinal = from; ordinal < shown; ordinal++)
    findings.add({ table: 'log', key: ordinalKey(ordinal), says: 'the record is missing' });
  if (shown >= to) return;
  const says = `the records from here to ${ordinalKey(to - 1)} are missing`;
  findings.add({ table: 'log', key: ordinalKey(shown), says });
}

/** A record that was changed and sealed anew may say anything: whatever its reader thinks of it is damage. */
function addRecord(builder: ViewBuilder, ordinal: number, bytes: Uint8Array): void {
  try {
    builder.add(ordinal, bytes);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreDamaged('log', ordinalKey(ordinal), `what it holds contradicts itself: ${String(error)}`);
  }
}

const words = {
  missing: 'the row is missing',
  extra: 'nothing asks for this row',
  different: 'the row is not what a rebuild makes',
} as const;

function findingOf({ table, key, kind }: Difference): Finding {
  return { table, key, says: words[kind] };
}
