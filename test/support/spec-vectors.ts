/** The worked examples of the KERI and CESR specifications, by their number. Source: test/vectors/spec. */
import { readFileSync } from 'node:fs';

type Vector = { readonly id: string; readonly inputs: unknown; readonly expected: unknown };

const file = new URL('../vectors/spec/spec-vectors.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: readonly Vector[] };

/** The inputs and the expected values of one example. The caller says what shape they have. */
export function specVector<Inputs, Expected>(
  id: string,
): { readonly inputs: Inputs; readonly expected: Expected } {
  const found = vectors.find((vector) => vector.id === id);
  if (found === undefined) throw new Error(`there is no vector ${id}`);
  return found as { readonly inputs: Inputs; readonly expected: Expected };
}
