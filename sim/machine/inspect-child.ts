/**
 * A process that looks at a store after others were killed: is what was acknowledged in it, and is it whole?
 * In a process of its own, since a damaged file can end the process that opens it.
 *
 * Arguments: folder, and `verify` for the whole scrub. Standard input: one acknowledged decision a line.
 * Standard output: one line of JSON.
 */
import { text } from 'node:stream/consumers';
import type { Said } from '../../kernel/cesr/qualified.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import { openLedger } from '../../storage/ledger.ts';
import { openLmdbStore } from '../../storage/lmdb.ts';
import { verifyStore } from '../../storage/verify.ts';
import { openDisk } from '../disk/open-disk.ts';
import type { Inspection } from './inspect.ts';

const [folder = '', how] = process.argv.slice(2);
const [algorithms, said] = await Promise.all([openAlgorithms(), text(process.stdin)]);
const store = openLmdbStore(folder);
const { reader, history, head } = openLedger(store, { algorithms, keyStateCacheCountMax: 100 });

/** An event that waited is in the escrow, or it was accepted since. */
function isThere(acknowledged: string): boolean {
  const [decision, name = ''] = acknowledged.split(' ');
  if (decision === 'rejected' || name === '-') return true;
  if (reader.event(name as Said) !== undefined) return true;
  return decision === 'escrowed' && history.waiting({ said: name as Said, countMax: 1 }).length > 0;
}

const lost = said.split('\n').filter((line) => line !== '' && !isThere(line));
const scratch = openDisk({ now: () => 0, draw: () => 0, overlap: false }).open();
const findings = how === 'verify' ? verifyStore({ store, scratch, algorithms }).findings : [];
const { count, escrowChanges } = head();
const inspection: Inspection = {
  records: count,
  escrowChanges,
  lost,
  findings: findings.map(({ table, key, says }) => `${table} ${key}: ${says}`),
};
process.stdout.write(`${JSON.stringify(inspection)}\n`);
await store.close();
