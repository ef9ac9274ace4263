/** The trunk that follows from the order in which events were accepted. Source: dst.md 3.3 (S1, S3). */

/**
 * Events of the trunk, lowest number first: each accepted event cuts the trunk behind its parent and stands
 * at its end. An event whose parent is not on the trunk starts it anew. A node that accepts what is on its
 * trunk has forgotten what came after it, so the trunk ends there.
 */
export function trunkOf(
  parents: readonly (number | undefined)[],
  accepted: readonly number[],
): readonly number[] {
  let trunk: number[] = [];
  const places = new Map<number, number>();
  for (const event of accepted) {
    const parent = parents[event];
    const known = places.get(event);
    const length = known ?? (parent === undefined ? 0 : (places.get(parent) ?? -1) + 1);
    for (const cut of trunk.slice(length)) places.delete(cut);
    trunk = trunk.slice(0, length);
    places.set(event, length);
    trunk.push(event);
  }
  return trunk;
}
