/** After the tests of a run: the tree that was built for them is not kept. */
import { rmSync } from 'node:fs';
import { builtTreeFolder } from './built-tree-folder.ts';

export function teardown(): void {
  rmSync(builtTreeFolder(), { recursive: true, force: true });
}
