/** Checks of our own promises. A failure is our fault: the program stops, nobody catches it. */

export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Throws unless `condition` holds; `promise` names the guarantee, such as `KeyState 2`. */
export function assert(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new AssertionError(`broken promise: ${promise}`);
}

/** The `default` of a complete `switch`: does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${JSON.stringify(value)}`);
}
