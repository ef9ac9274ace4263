/** A value found at most once, when first asked for. */

/** The answer of `find`, remembered. */
export function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => (found ??= { value: find() }).value;
}
