/** The hook that plants a mutant while modules load. Runs in the loader's own thread. */
import type { LoadHook } from 'node:module';
import type { Patch } from '../mutants/mutant.ts';

/** What the loader hands over. */
export type Planting = {
  /** URL of the folder that built files stand in. */
  readonly root: string;
  readonly patches: readonly Patch[];
};

let planting: Planting = { root: '', patches: [] };

export function initialize(given: Planting): void {
  planting = given;
}

/** Counts in its process that a planted line ran, and hands on what it is given. */
const counter =
  'const mutated = (it) => { globalThis.keelsonMutated = (globalThis.keelsonMutated ?? 0) + 1; return it; };';

export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  const patches = planting.patches.filter(({ file }) => url === `${planting.root}${file}`);
  if (patches.length === 0) return loaded;
  const text =
    typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source ?? undefined);
  return { ...loaded, source: `${counter} ${patches.reduce(plant, text)}` };
};

/** The text with the patch; throws unless what it takes the place of stands there exactly once. */
export function plant(text: string, { file, find, replace }: Patch): string {
  const count = text.split(find).length - 1;
  if (count !== 1) throw new Error(`the text to replace stands ${count} times in ${file}: ${find}`);
  if (!replace.includes('mutated(')) throw new Error(`nothing shows that the planted line of ${file} ran`);
  return text.replace(find, () => replace);
}
