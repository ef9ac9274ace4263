/** Before any test of a run: forgets which rows were decided in the run before. */
import { rmSync } from 'node:fs';
import { decidedRowsFolder } from './decided-rows-folder.ts';

export function setup(): void {
  rmSync(decidedRowsFolder, { recursive: true, force: true });
}
