/** Bytes by id in one file, written anew with every change and moved into its place: what a sound program keeps. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

export type Rows = {
  readonly get: (id: string) => string | undefined;
  /** Makes all changes or none; null deletes. */
  readonly change: (changes: readonly (readonly [string, string | null])[]) => void;
};

/** The rows in a file; in memory where there is none. */
export function openRows(path: string | undefined): Rows {
  const isThere = path !== undefined && existsSync(path);
  const rows = new Map<string, string>(
    isThere ? (JSON.parse(readFileSync(path, 'utf8')) as [string, string][]) : [],
  );
  return {
    get: (id) => rows.get(id),
    change: (changes) => {
      for (const [id, value] of changes) {
        if (value === null) rows.delete(id);
        else rows.set(id, value);
      }
      if (path === undefined) return;
      writeFileSync(`${path}.new`, JSON.stringify([...rows]));
      renameSync(`${path}.new`, path);
    },
  };
}
