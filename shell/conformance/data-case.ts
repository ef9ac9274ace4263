/**
 * What is given in an item of a data case, by operation; the rest of an item is what KERIpy showed.
 *
 * Source: test/vectors/README.md. A reader gets the inputs alone, so that nothing it answers can come
 * from the expectation.
 */

/** An item of a data case, or the part of it that is given or observed. */
export type Item = { readonly [field: string]: unknown };

/**
 * Answers what an item shows beside its inputs, or `{ error }` where the input is invalid. What it
 * throws counts as `error` too.
 */
export type ItemReader = (given: Item) => Item | Promise<Item>;

/** Readers by operation. Items without `op` are thresholds and go by `tholder`. */
export type ItemReaders = { readonly [op: string]: ItemReader };

const inputs: { readonly [op: string]: readonly string[] } = {
  matter: ['code', 'raw_hex'],
  'matter-parse': ['qb64'],
  'matter-parse-qb2': ['qb2_hex'],
  'matter-make': ['code', 'raw_hex'],
  indexer: ['code', 'index', 'ondex', 'raw_hex'],
  counter: ['code', 'count'],
  'counter-parse': ['qb64'],
  number: ['num'],
  'number-hex': ['numh'],
  dater: ['dts'],
  diger: ['ser_hex', 'code'],
  bexter: ['bext'],
  pather: ['path'],
  prefixer: ['qb64'],
  serder: ['kind', 'sad'],
  deversify: ['vs'],
  saidify: ['sad', 'code', 'kind'],
  credential: ['input'],
  parse: ['raw'],
  exchange: ['input'],
  stretch: ['salt', 'path', 'tier', 'temp', 'transferable'],
  manager: ['salt', 'tier', 'temp', 'sequences'],
  sign: ['seed', 'ser_hex', 'index', 'verkey'],
  verify: ['verkey', 'ser_hex', 'signature', 'seed'],
  x25519: ['verkey', 'seed'],
  decrypt: ['seed', 'cipher'],
  tholder: ['sith', 'cases'],
};

const wordsAboutAnItem = ['op', 'why', 'note', 'name'];

/** The operation of an item. */
export function operationOf(item: Item): string {
  return typeof item['op'] === 'string' ? item['op'] : 'tholder';
}

/** True when `field` of an item of that operation is given, not shown. */
export function isGiven(op: string, field: string): boolean {
  if (wordsAboutAnItem.includes(field)) return true;
  return field !== 'cases' && field !== 'sequences' && (inputs[op] ?? []).includes(field);
}

/** The inputs of an item. */
export function givenOf(item: Item): Item {
  const op = operationOf(item);
  const given: { [field: string]: unknown } = { op };
  for (const field of inputs[op] ?? []) if (field in item) given[field] = withoutShown(field, item[field]);
  return given;
}

/** Lists that hold inputs and outputs side by side keep their inputs only. */
function withoutShown(field: string, value: unknown): unknown {
  if (field === 'cases' && Array.isArray(value)) return value.map((one) => pick(one, ['indices']));
  if (field === 'sequences' && Array.isArray(value)) return value.map(sequenceGiven);
  return value;
}

/** A sequence as it is asked for: its steps, and whether its private keys are to be shown. */
function sequenceGiven(value: unknown): Item {
  const sequence: Item = omit(value, []);
  const { steps, private_keys } = sequence;
  const asked = Array.isArray(steps) ? steps.map((one) => omit(one, shownOfStep)) : steps;
  return { ...sequence, steps: asked, private_keys: private_keys === null ? 'unasked' : 'asked' };
}

const shownOfStep = ['verfers', 'digers', 'error'];

function pick(value: unknown, fields: readonly string[]): Item {
  return Object.fromEntries(
    Object.entries(Object(value) as object).filter(([field]) => fields.includes(field)),
  );
}

function omit(value: unknown, fields: readonly string[]): Item {
  return Object.fromEntries(
    Object.entries(Object(value) as object).filter(([field]) => !fields.includes(field)),
  );
}
