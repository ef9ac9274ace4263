/**
 * Secrets by id in rows that only a passcode opens.
 *
 * Source: keripy.md 8.3; docs/decisions/0027. Locked, it holds no key; unlocked, it holds those of its boxes and rows,
 * and every secret is opened when it is asked for. Unlocking walks all rows: one that was changed, moved or lost is
 * found before anything is used. Each change is one commit with the head, which must be the one that was seen last.
 */
import { assert } from '../../kernel/std/assert.ts';
import { bytesEqual } from '../../kernel/std/bytes.ts';
import type { KeyRow, KeyRows } from '../../storage/lmdb-keys.ts';
import { StoreError } from '../../storage/store.ts';
import { KeelsonError } from '../errors.ts';
import type { Entropy } from '../ports.ts';
import { Turns } from '../turns.ts';
import {
  damagedKeyStore,
  headRow,
  headRowKey,
  lockRow,
  lockRowKey,
  readHeadRow,
  readLockRow,
} from './about-rows.ts';
import type { KeyHead, LockRecord } from './about-rows.ts';
import type { KeyChange } from './key-provider.ts';
import { isSound, keptRow, readKeptRow, rowKeyOf } from './kept-row.ts';
import type { Passcode } from './passcode.ts';
import type { LockOf, LockPlan, RowLock } from './row-lock.ts';
import { saltSizeBytes } from './salter.ts';
import type { Tier } from './salter.ts';

/** What an unlocked store holds in memory. */
type Unlocked = { readonly lock: RowLock; readonly head: KeyHead };

/** How much the stretching of a passcode costs. */
export type PasscodeCost = { readonly tier: Tier; readonly temp: boolean };

export class SealedRows {
  readonly #rows: KeyRows;
  readonly #lockOf: LockOf;
  readonly #entropy: Entropy;
  #unlocked: Unlocked | undefined;
  readonly #turns = new Turns();

  constructor(rows: KeyRows, lockOf: LockOf, entropy: Entropy) {
    this.#rows = rows;
    this.#lockOf = lockOf;
    this.#entropy = entropy;
  }

  /** Unlocks, and founds the store first when there is none. Rejects as `unlock` does. */
  open(passcode: Passcode, cost: PasscodeCost): Promise<void> {
    return this.#turns.take(async () => {
      if (this.#isFounded()) await this.#unlock(passcode);
      else await this.#found(passcode, cost);
    });
  }

  /** Rejects with `wrong-passcode`, and with `damaged-store`; then nothing has changed. */
  unlock(passcode: Passcode): Promise<void> {
    return this.#turns.take(() => this.#unlock(passcode));
  }

  /** Seals everything anew, in one commit. Rejects with `keys-locked`. */
  rekey(passcode: Passcode, tier?: Tier): Promise<void> {
    return this.#turns.take(() => this.#rekey(passcode, tier));
  }

  /** Wipes the keys that are in memory. */
  lock(): void {
    this.#unlocked?.lock.wipe();
    this.#unlocked = undefined;
  }

  isLocked(): boolean {
    return this.#unlocked === undefined;
  }

  /** The public key of the store, locked or not. */
  aeid(): string {
    return this.#record().aeid;
  }

  /** The caller's own copy; undefined when nothing is kept under the id. */
  get(id: string): Uint8Array | undefined {
    const { lock } = this.#ours();
    const rowKey = rowKeyOf(lock, id);
    const value = this.#rows.get('kept', rowKey);
    if (value === undefined) return undefined;
    const kept = readKeptRow(lock, rowKey, value);
    if (kept?.id === id) return kept.key;
    throw damagedKeyStore(`what is kept under ${JSON.stringify(id)} is not what was written`);
  }

  has(id: string): boolean {
    return this.#rows.get('kept', rowKeyOf(this.#ours().lock, id)) !== undefined;
  }

  /** Makes all changes or none; the last one of an id holds. Durable when it returns. */
  change(changes: readonly KeyChange[]): void {
    const { lock, head } = this.#ours();
    // Of several changes of one id the last holds, and closing a box takes longest: the others get none.
    const latest = new Map(changes.map((change) => [change.id, change]));
    if (latest.size === 0) return;
    const rows = Array.from(
      latest.values(),
      ({ id, key, isPublic = false }): KeyRow =>
        key === undefined ? noRow(rowKeyOf(lock, id)) : keptRow(lock, { id, key, isPublic }),
    );
    const gained = rows.reduce((sum, row) => sum + this.#gainOf(row), 0);
    this.#commit({ changes: head.changes + 1, rows: head.rows + gained }, rows);
  }

  async close(): Promise<void> {
    this.lock();
    await this.#rows.close();
  }

  /** Keys without what says how they are locked are a store that lost it, and no new one. */
  #isFounded(): boolean {
    if (this.#rows.get('about', lockRowKey) !== undefined) return true;
    const isEmpty = this.#rows.get('about', headRowKey) === undefined && this.#rows.kept().length === 0;
    if (!isEmpty) throw damagedKeyStore('the row that says how it is locked is missing');
    return false;
  }

  async #found(passcode: Passcode, cost: PasscodeCost): Promise<void> {
    const plan = this.#drawnPlan(cost);
    const lock = await this.#lockOf(passcode, plan);
    const head = { changes: 0, rows: 0 };
    try {
      const none = { table: 'about', key: lockRowKey, value: undefined } as const;
      this.#rows.commit([lockRow({ ...plan, aeid: lock.aeid }), headRow(lock, head)], none);
    } catch (error) {
      lock.wipe();
      throw error;
    }
    this.#unlocked = { lock, head };
  }

  async #unlock(passcode: Passcode): Promise<void> {
    const record = this.#record();
    const lock = await this.#lockOf(passcode, record);
    try {
      if (lock.aeid !== record.aeid) throw wrongPasscode();
      const head = readHeadRow(lock, this.#rows.get('about', headRowKey));
      this.#assertSound(lock, head);
      this.#take({ lock, head });
    } catch (error) {
      lock.wipe();
      throw error;
    }
  }

  #assertSound(lock: RowLock, head: KeyHead): void {
    const rows = this.#rows.kept();
    for (const [key, value] of rows) {
      const found = this.#rows.get('kept', key);
      if (found === undefined || !bytesEqual(found, value) || !isSound(lock, key, value))
        throw damagedKeyStore(`row ${key} is not what was written`);
    }
    if (rows.length !== head.rows)
      throw damagedKeyStore(`it keeps ${rows.length} rows, and there were ${head.rows}`);
  }

  async #rekey(passcode: Passcode, tier: Tier | undefined): Promise<void> {
    this.#ours();
    const { tier: before, temp } = this.#record();
    const plan = this.#drawnPlan({ tier: tier ?? before, temp });
    const lock = await this.#lockOf(passcode, plan);
    try {
      // Locked, closed or changed meanwhile: whatever is there now is what is sealed anew.
      const { head } = this.#ours();
      const rows = this.#rows.kept().flatMap((row) => this.#resealed(row, lock));
      const after = { changes: head.changes + 1, rows: head.rows };
      this.#commit(after, [...rows, lockRow({ ...plan, aeid: lock.aeid })], lock);
    } catch (error) {
      lock.wipe();
      throw error;
    }
  }

  /** A row goes, and its like under the new lock comes. */
  #resealed([rowKey, value]: readonly [string, Uint8Array], lock: RowLock): readonly KeyRow[] {
    const kept = readKeptRow(this.#ours().lock, rowKey, value);
    if (kept === undefined) throw damagedKeyStore(`row ${rowKey} is not what was written`);
    try {
      return [noRow(rowKey), keptRow(lock, kept)];
    } finally {
      kept.key.fill(0);
    }
  }

  #commit(after: KeyHead, rows: readonly KeyRow[], next?: RowLock): void {
    const { lock, head } = this.#ours();
    const newest = next ?? lock;
    this.#rows.commit([...rows, headRow(newest, after)], headRow(lock, head));
    this.#take({ lock: newest, head: after });
  }

  #take(unlocked: Unlocked): void {
    if (this.#unlocked !== undefined && this.#unlocked.lock !== unlocked.lock) this.#unlocked.lock.wipe();
    this.#unlocked = unlocked;
  }

  /** What is in memory, when the store is unlocked and nobody else changed it. */
  #ours(): Unlocked {
    const value = this.#rows.get('about', headRowKey);
    const unlocked = this.#unlocked;
    if (unlocked === undefined) throw locked();
    const ours = headRow(unlocked.lock, unlocked.head).value;
    assert(ours !== undefined, 'a head that is unlocked has a row');
    if (value !== undefined && bytesEqual(value, ours)) return unlocked;
    throw new StoreError(
      'conflict',
      'another process changed the key store, or its head is damaged; close it and open it again',
    );
  }

  #record(): LockRecord {
    const value = this.#rows.get('about', lockRowKey);
    if (value === undefined) throw damagedKeyStore('the row that says how it is locked is missing');
    return readLockRow(value);
  }

  #drawnPlan({ tier, temp }: PasscodeCost): LockPlan {
    return { salt: this.#entropy.bytes(saltSizeBytes), tier, temp };
  }

  #gainOf({ key, value }: KeyRow): number {
    const isThere = this.#rows.get('kept', key) !== undefined;
    return Number(value !== undefined) - Number(isThere);
  }
}

function noRow(key: string): KeyRow {
  return { table: 'kept', key, value: undefined };
}

function wrongPasscode(): KeelsonError {
  const says = 'this passcode does not open the key store; nothing was changed, try again';
  return new KeelsonError('wrong-passcode', { says, keripy: 'AuthError' });
}

function locked(): KeelsonError {
  const says = 'the key store is locked; unlock it with its passcode';
  return new KeelsonError('keys-locked', { says, keripy: 'DecryptError' });
}
