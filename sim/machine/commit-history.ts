/**
 * The commits of a run as a file: written by the process whose disk is watched, read by those who try what the
 * disk may hold afterwards.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Row } from '../../storage/store.ts';
import type { TableName } from '../../storage/tables.ts';

/** The rows of each commit, in order. */
export type CommitHistory = readonly (readonly Row[])[];

type Written = readonly (readonly [table: TableName, key: string, value: string | null])[];

export function writeHistory(path: string, history: CommitHistory): void {
  const written = history.map(
    (rows): Written =>
      rows.map(({ table, key, value }) => [
        table,
        key,
        value === undefined ? null : Buffer.from(value).toString('base64'),
      ]),
  );
  writeFileSync(path, JSON.stringify(written));
}

export function readHistory(path: string): CommitHistory {
  const written = JSON.parse(readFileSync(path, 'utf8')) as readonly Written[];
  return written.map((rows) =>
    rows.map(([table, key, value]): Row => {
      const bytes = value === null ? undefined : new Uint8Array(Buffer.from(value, 'base64'));
      return { table, key, value: bytes };
    }),
  );
}
