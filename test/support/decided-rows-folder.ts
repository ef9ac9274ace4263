/** Where the files of a run note which rules they decided by. */
import { join } from 'node:path';

export const decidedRowsFolder = join(import.meta.dirname, '..', '..', 'coverage', 'decided-rows');
