/**
 * Plans as they are read from files: strictly, since a plan that is read wrongly is another run. Each kind of
 * entry has its fields in one row.
 */
import { planFormat } from './plan.ts';
import type { Doing, Plan } from './plan.ts';

/** A text is no plan; the message says where and what. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/** Says what is wrong with a value; undefined when nothing is. */
type Check = (value: unknown) => string | undefined;
type Fields = { readonly [field: string]: Check };

const text: Check = (value) => (typeof value === 'string' ? undefined : 'is no text');
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'is neither true nor false');
const whole: Check = (value) => (Number.isSafeInteger(value) ? undefined : 'is no whole number');
const natural: Check = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? undefined
    : 'is no whole number of 0 or more';

function oneOf(...words: readonly string[]): Check {
  return (value) =>
    typeof value === 'string' && words.includes(value) ? undefined : `is none of ${words.join(', ')}`;
}

function listOf(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return 'is no list';
    const wrong = value.map(check).find((says) => says !== undefined);
    return wrong === undefined ? undefined : `holds what ${wrong}`;
  };
}

function orNull(check: Check): Check {
  return (value) => (value === null ? undefined : check(value));
}

function optional(check: Check): Check {
  return (value) => (value === undefined ? undefined : check(value));
}

const texts = listOf(text);
const naturals = listOf(natural);
const ratio: Check = (value) =>
  naturals(value) ?? (Array.isArray(value) && value.length === 2 && value[1] > 0 ? undefined : 'is no ratio');

const establishing: Fields = {
  keyCount: natural,
  threshold: text,
  nextCount: natural,
  nextThreshold: text,
  toad: natural,
};
const spreading = oneOf('whole', 'signature-by-signature', 'receipts-first', 'late');
const downFor = natural;

const entryFields: { readonly [D in Doing]: Fields } = {
  incept: {
    aid: text,
    node: text,
    witnesses: texts,
    traits: texts,
    delegator: orNull(text),
    spreading,
    ...establishing,
  },
  interact: { aid: text, spreading },
  rotate: { aid: text, cuts: texts, adds: texts, exposed: naturals, spreading, ...establishing },
  approve: { aid: text, of: text, wrong: flag },
  recover: { aid: text, back: natural, cuts: texts, adds: texts, ...establishing },
  abandon: { aid: text },
  gossip: { aid: text, from: text, to: text },
  receipt: { by: text, of: text, to: texts },
  reply: {
    aid: text,
    record: oneOf('end-role', 'location'),
    cut: flag,
    later: whole,
    offset: oneOf('+00:00', '+02:00', '-07:30'),
    near: optional(whole),
    to: texts,
  },
  query: { aid: text, of: text, route: oneOf('logs', 'ksn'), to: text },
  exchange: { aid: text, to: texts },
  registry: { aid: text, act: oneOf('open', 'issue', 'revoke'), to: texts },
  hab: {
    aid: text,
    node: text,
    act: oneOf('make', 'interact', 'rotate', 'recover', 'abandon', 'approve'),
    witnesses: texts,
    delegator: optional(orNull(text)),
    exposed: naturals,
    back: optional(natural),
    of: optional(text),
    by: optional(oneOf('rotation')),
    ...establishing,
  },
  group: {
    aid: text,
    node: text,
    act: oneOf('make', 'join', 'rotate', 'interact'),
    by: text,
    members: texts,
    threshold: text,
  },
  'remove-waiting': { node: text },
  steal: { aid: text, keys: oneOf('stale', 'current', 'next') },
  forge: {
    aid: text,
    what: oneOf('interact', 'rotate', 'incept'),
    back: natural,
    to: texts,
    colluding: texts,
    how: optional(
      oneOf(
        'sound',
        'stale-keys',
        'partly-revealed',
        'receipts-of-strangers',
        'underived-prefix',
        'respaced-inception',
      ),
    ),
  },
  equivocate: { aid: text, left: texts, right: texts },
  lie: { node: text, how: oneOf('sign-both', 'sign-unstored', 'silent', 'withhold') },
  flood: {
    to: text,
    with: oneOf(
      'unknown-aids',
      'far-numbers',
      'receipts',
      'unanchored',
      'half-signed',
      'unsigned',
      'garbage',
    ),
    count: natural,
    source: text,
  },
  crash: {
    node: text,
    disk: optional(oneOf('keys')),
    part: oneOf('between', 'pages', 'sync', 'meta', 'after'),
    power: flag,
    downFor,
  },
  'commit-error': { node: text, disk: optional(oneOf('keys')), effect: oneOf('none', 'visible'), downFor },
  'false-success': { node: text },
  'read-error': { node: text, downFor },
  rot: { node: text, how: oneOf('bit', 'misdirected', 'stale'), pick: natural, downFor },
  'disk-full': { node: text, for: natural },
  'slow-disk': { node: text, for: natural, mean: natural },
  'restore-snapshot': { node: text, since: natural, downFor },
  'clock-jump': { node: text, wall: whole },
  pause: { node: text, for: natural },
  link: {
    how: oneOf('drop', 'duplicate', 'replay', 'delay', 'corrupt', 'drip', 'cut', 'glue'),
    from: text,
    to: text,
    for: natural,
    ratio,
    amount: natural,
  },
  partition: { side: texts, for: natural, oneWay: flag },
  eclipse: { node: text, for: natural },
};

const nodeFields: Fields = {
  id: text,
  role: oneOf('controller', 'witness', 'watcher', 'validator'),
  wallOffset: whole,
  skewPpm: whole,
  batchCountMax: natural,
  tick: natural,
  cacheCountMax: natural,
  awaitsRecoveries: optional(flag),
};

const optionFields: Fields = {
  delayMin: natural,
  delaySpread: natural,
  realSignatures: flag,
  escrow: (value) =>
    flaw(value, {
      totalCountMax: natural,
      quarantineCountMax: natural,
      prefixCountMax: natural,
      sourceCountMax: natural,
    }),
  overlap: flag,
};

const planFields: Fields = {
  format: (value) =>
    value === planFormat ? undefined : `is not ${String(planFormat)}: the plan is of another version`,
  seed: text,
  profile: text,
  options: (value) => flaw(value, optionFields),
  nodes: listOf((value) => flaw(value, nodeFields)),
  entries: listOf(entryFlaw),
  healAt: natural,
  core: texts,
  endAt: natural,
};

type Fielded = { readonly [field: string]: unknown };

function isFielded(value: unknown): value is Fielded {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first field that is wrong, missing, or not known. */
function flaw(value: unknown, fields: Fields): string | undefined {
  if (!isFielded(value)) return 'is no object';
  for (const [field, check] of Object.entries(fields)) {
    const says = check(value[field]);
    if (says !== undefined) return `has a field "${field}" that ${says}`;
  }
  const unknown = Object.keys(value).find((field) => !(field in fields));
  return unknown === undefined ? undefined : `has a field "${unknown}" that no plan has`;
}

function isDoing(word: unknown): word is Doing {
  return typeof word === 'string' && word in entryFields;
}

function entryFlaw(value: unknown): string | undefined {
  if (!isFielded(value)) return 'is no object';
  if (!isDoing(value['do'])) return `has a field "do" that names nothing that can be done`;
  return flaw(value, { id: natural, at: natural, do: text, ...entryFields[value['do']] });
}

function isPlan(value: unknown): value is Plan {
  return flaw(value, planFields) === undefined;
}

/** Reads a plan; throws `PlanError` when the text is none. */
export function parsePlan(json: string): Plan {
  const value = parseJson(json);
  if (isPlan(value)) return value;
  throw new PlanError(
    `this is no plan: it ${flaw(value, planFields) ?? ''}; write one with \`keelson sim run\``,
  );
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new PlanError('this is no plan: it is no JSON; write one with `keelson sim run`');
  }
}
