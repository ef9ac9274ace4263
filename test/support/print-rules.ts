/** Writes docs/RULES.md: `npm run docs:rules`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesPage } from './rules-page.ts';

writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'RULES.md'), await rulesPage());
