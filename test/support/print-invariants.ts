/** Writes docs/INVARIANTS.md: `npm run docs:invariants`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { invariantsPage } from './invariants-page.ts';

writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'INVARIANTS.md'), invariantsPage());
