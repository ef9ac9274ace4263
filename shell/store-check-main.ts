/**
 * The process that walks a store: says how far it is, and then what it found. `shell/store-check.ts` starts
 * it and survives it.
 */
import { headsEqual, readHead } from '../storage/head.ts';
import type { StoreHead } from '../storage/head.ts';
import { openLmdbStore } from '../storage/lmdb.ts';
import { openMemoryStore } from '../storage/memory.ts';
import { StoreDamaged, StoreError } from '../storage/store.ts';
import type { Store } from '../storage/store.ts';
import { verifyStore } from '../storage/verify.ts';
import type { VerifyReport } from '../storage/verify.ts';
import { openAlgorithms } from './crypto/index.ts';
import { asKeelsonError } from './errors.ts';
import type { CheckMessage } from './store-check.ts';

/** Stores up to this size are rebuilt in memory to compare, larger ones in the scratch folder. */
const inMemorySizeBytesMax = 32 * 1024 * 1024;

function say(message: CheckMessage): Promise<void> {
  return new Promise((done) => process.send?.(message, () => done()));
}

async function walk(folder: string, scratchFolder: string): Promise<VerifyReport> {
  const algorithms = await openAlgorithms();
  const store = openLmdbStore(folder);
  const isSmall = store.sizeBytes() <= inMemorySizeBytesMax;
  const scratch = isSmall ? openMemoryStore() : openLmdbStore(scratchFolder);
  const before = headOf(store);
  const progress = (records: number): void => void say({ kind: 'progress', records });
  const report = verifyStore({ store, scratch, algorithms, progress });
  const after = headOf(store);
  if (report.findingsCount > 0 && before !== undefined && after !== undefined && !headsEqual(before, after))
    throw new StoreError('conflict', 'another process writes to the store; end it, and look again');
  return report;
}

/** Where the store stands; undefined when it does not say so. */
function headOf(store: Store): StoreHead | undefined {
  try {
    return readHead(store);
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

/** Whatever reading comes upon in a store that could be opened is damage. */
function messageOf(error: unknown): CheckMessage {
  if (error instanceof StoreError && !(error instanceof StoreDamaged)) {
    const { code, message } = asKeelsonError(error);
    return { kind: 'failed', code, says: message.replace(` [${code}]`, '') };
  }
  const says = `the store cannot be read to its end: ${error instanceof Error ? error.message : String(error)}`;
  const findings = [{ table: 'meta', key: 'head', says }] as const;
  return { kind: 'report', report: { records: 0, findings, findingsCount: 1 } };
}

const [folder = '', scratch = ''] = process.argv.slice(2);
const message = await walk(folder, scratch).then(
  (report): CheckMessage => ({ kind: 'report', report }),
  messageOf,
);
await say(message);
// The stores are not closed: nothing is left to be written, and a damaged one might end the process yet.
process.exit(0);
