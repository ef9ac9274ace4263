/** How to start a script that stands beside this file, or below the root: built, or as source by way of tsx. */
import { fileURLToPath } from 'node:url';

const isSource = import.meta.url.endsWith('.ts');

/** Arguments of `node` for a script; `path` is without its ending, from this folder. */
export function scriptArguments(path: string): readonly string[] {
  const file = fileURLToPath(new URL(`./${path}${isSource ? '.ts' : '.js'}`, import.meta.url));
  return isSource ? ['--import', 'tsx', file] : [file];
}
