/** After all tests of a run: the notes of which rows they decided by are not kept. */
import { rmSync } from 'node:fs';
import { decidedRowsFolder } from './decided-rows-folder.ts';

export function teardown(): void {
  rmSync(decidedRowsFolder(), { recursive: true, force: true });
}
