/**
 * Compares what was observed with what a case has to end with, by the rules of test/vectors/README.md,
 * "What to compare", with the freedoms stated there.
 */
import { isGiven, operationOf } from './data-case.ts';
import { stepsDifference } from './compare-steps.ts';
import type { Settlement } from './compare-steps.ts';
import {
  canonical,
  differAt,
  firstDifference,
  isIgnored,
  listOf,
  objectOf,
  setDifference,
} from './json-path.ts';
import type { Difference, Json, JsonObject } from './json-path.ts';
import { alternativesOf, trimmed } from './overrides.ts';
import type { Alternative } from './overrides.ts';

/** The first difference from the outcome that fits best; undefined when a case passes. */
export function caseDifference(
  recorded: JsonObject,
  entry: JsonObject | undefined,
  observed: JsonObject,
): Difference | undefined {
  let first: Difference | undefined;
  for (const alternative of alternativesOf(recorded, entry)) {
    const difference = alternativeDifference(alternative, observed);
    if (difference === undefined) return undefined;
    first ??= difference;
  }
  return first;
}

function alternativeDifference(
  { expected, ignore, coreOnly }: Alternative,
  observed: JsonObject,
): Difference | undefined {
  const [theirs, ours] = [trimmed(expected, ignore), trimmed(observed, ignore)];
  if ('items' in theirs) return itemsDifference(listOf(theirs['items']), listOf(ours['items']));
  return coreDifference(theirs, ours) ?? (coreOnly ? undefined : restDifference(theirs, ours, expected));
}

/** `accepted` for each prefix, `states`, and `kels`. */
function coreDifference(expected: JsonObject, observed: JsonObject): Difference | undefined {
  const byPrefix = firstDifference('accepted', acceptedByPrefix(expected), acceptedByPrefix(observed));
  if (byPrefix !== undefined) return byPrefix;
  const states = firstDifference('states', objectOf(expected['states']), objectOf(observed['states']));
  if (states !== undefined || !('kels' in expected)) return states;
  return firstDifference('kels', expected['kels'], objectOf(observed['kels']));
}

function acceptedByPrefix(outcome: JsonObject): JsonObject {
  const logs: { [prefix: string]: Json[] } = {};
  for (const entry of listOf(outcome['accepted'])) {
    const { pre, sn, said, fn } = objectOf(entry);
    (logs[String(pre)] ??= []).push([sn ?? null, said ?? null, fn ?? null]);
  }
  return logs;
}

function restDifference(
  expected: JsonObject,
  observed: JsonObject,
  whole: JsonObject,
): Difference | undefined {
  return (
    attachmentsDifference(expected, observed) ??
    ('delegation_sources' in expected
      ? firstDifference(
          'delegation_sources',
          expected['delegation_sources'],
          objectOf(observed['delegation_sources']),
        )
      : undefined) ??
    escrowsDifference(expected, observed) ??
    ('steps' in expected ? registryDifference(expected, observed) : undefined) ??
    ('steps' in expected
      ? stepsDifference(listOf(expected['steps']), listOf(observed['steps']), settlementOf(whole, observed))
      : undefined)
  );
}

const attachmentKinds = ['sigs', 'wigs', 'rcts', 'vrcs'] as const;

function attachmentsDifference(expected: JsonObject, observed: JsonObject): Difference | undefined {
  if (!('attachments' in expected)) return undefined;
  const [theirs, ours] = [objectOf(expected['attachments']), objectOf(observed['attachments'])];
  for (const said of new Set([...Object.keys(theirs), ...Object.keys(ours)])) {
    for (const kind of attachmentKinds) {
      const path = `attachments.${said}.${kind}`;
      const [wanted, got] = [objectOf(theirs[said])[kind], objectOf(ours[said])[kind]];
      const difference = setDifference(path, listOf(wanted), listOf(got));
      if (difference !== undefined) return difference;
    }
  }
  return undefined;
}

const replyParts = ['accepted', 'ends', 'locs', 'key_state_notices', 'eans', 'lans'] as const;

function registryDifference(expected: JsonObject, observed: JsonObject): Difference | undefined {
  const [theirs, ours] = [objectOf(expected['replies']), objectOf(observed['replies'])];
  for (const part of replyParts) {
    const difference = setDifference(`replies.${part}`, listOf(theirs[part]), listOf(ours[part]));
    if (difference !== undefined) return difference;
  }
  return (
    setDifference('tels', listOf(expected['tels']), listOf(observed['tels'])) ??
    firstDifference('registries', objectOf(expected['registries']), objectOf(observed['registries'])) ??
    firstDifference(
      'credential_states',
      objectOf(expected['credential_states']),
      objectOf(observed['credential_states']),
    )
  );
}

const delegationKinds = ['pses', 'pdes', 'dees'];
const receiptKinds = ['ures', 'uwes', 'vres'];
const eventKinds = ['ooes', 'pses', 'pdes', 'dees', 'pwes', 'ldes', 'mfes'];
/** Kinds whose keys are not compared, only the SAIDs. */
const keylessKinds = ['rpes', 'qnfs', 'tel_oots', 'tel_twes', 'tel_taes'];

/** Entries of event escrows are prefix, sequence number, SAID; KERIpy keeps notes of other form there too. */
function isEventEntry(entry: Json): boolean {
  return typeof listOf(entry)[1] === 'number';
}

function entriesOf(outcome: JsonObject, kinds: readonly string[]): readonly Json[] {
  const escrows = objectOf(outcome['escrows']);
  return kinds.flatMap((kind) => listOf(escrows[kind]));
}

function escrowsDifference(expected: JsonObject, observed: JsonObject): Difference | undefined {
  const events = (outcome: JsonObject, kinds: readonly string[]): readonly Json[] =>
    entriesOf(outcome, kinds).filter(isEventEntry);
  for (const kinds of [['ooes'], delegationKinds, ['pwes'], ['ldes'], ['mfes']]) {
    const difference = setDifference(`escrows.${kinds[0]}`, events(expected, kinds), events(observed, kinds));
    if (difference !== undefined) return difference;
  }
  for (const kind of keylessKinds) {
    const saids = (outcome: JsonObject): readonly Json[] =>
      entriesOf(outcome, [kind]).map((one) => listOf(one)[1] ?? null);
    const difference = setDifference(`escrows.${kind}`, saids(expected), saids(observed));
    if (difference !== undefined) return difference;
  }
  return receiptsDifference(expected, observed);
}

/**
 * Receipts are compared for events that are neither accepted nor held, and that do not compete with an
 * accepted event of the same number.
 */
function receiptsDifference(expected: JsonObject, observed: JsonObject): Difference | undefined {
  const known = new Set<string>();
  for (const outcome of [expected, observed]) {
    for (const entry of listOf(outcome['accepted']))
      known.add(numberOf(objectOf(entry)['pre'], objectOf(entry)['sn']));
    for (const entry of entriesOf(outcome, eventKinds)) known.add(String(listOf(entry)[2]));
  }
  const isCompared = (entry: Json): boolean => {
    const [prefix, sn, said] = listOf(entry);
    return !known.has(numberOf(prefix, sn)) && !known.has(String(said));
  };
  for (const kind of receiptKinds) {
    const of = (outcome: JsonObject): readonly Json[] => entriesOf(outcome, [kind]).filter(isCompared);
    const difference = setDifference(`escrows.${kind}`, of(expected), of(observed));
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function numberOf(prefix: Json | undefined, sn: Json | undefined): string {
  return `${canonical(prefix)} ${canonical(sn)}`;
}

function settlementOf(expected: JsonObject, observed: JsonObject): Settlement {
  const order = listOf(expected['accepted']).map((entry) => String(objectOf(entry)['said']));
  const counts = listOf(expected['steps']).map((step) => objectOf(step)['accepted_so_far']);
  const others = new Set([
    ...listOf(objectOf(expected['replies'])['accepted']).map(String),
    ...listOf(expected['tels']).map((entry) => String(listOf(entry)[1])),
  ]);
  const held = new Set(
    [expected, observed].flatMap((outcome) =>
      Object.values(objectOf(outcome['escrows'])).flatMap((entries) =>
        listOf(entries).flatMap((entry) => listOf(entry).map(String)),
      ),
    ),
  );
  const receipted = new Set(
    ['ures', 'uwes', 'vres'].flatMap((kind) =>
      listOf(objectOf(expected['escrows'])[kind]).map((entry) => String(listOf(entry)[2])),
    ),
  );
  return {
    holdsReceipts: (said) => receipted.has(said),
    acceptedBy: (said, step) => {
      const at = order.indexOf(said);
      const count = counts[step];
      return others.has(said) || (at >= 0 && (typeof count !== 'number' || at < count));
    },
    isKnown: (said) => order.includes(said) || others.has(said) || held.has(said),
  };
}

function itemsDifference(expected: readonly Json[], observed: readonly Json[]): Difference | undefined {
  if (observed.length !== expected.length) return differAt('items', expected.length, observed.length);
  for (const [at, one] of expected.entries()) {
    if (isIgnored(one)) continue;
    const difference = itemDifference(`items.${at}`, objectOf(one), objectOf(observed[at]));
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function itemDifference(path: string, expected: JsonObject, observed: JsonObject): Difference | undefined {
  if ('error' in expected) return 'error' in observed ? undefined : differAt(path, expected, observed);
  if ('error' in observed) return differAt(path, expected, observed);
  const op = operationOf(expected);
  for (const [field, value] of Object.entries(expected)) {
    if (isGiven(op, field) && !(field in observed)) continue;
    const difference = shownDifference(`${path}.${field}`, value, observed[field]);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** As `firstDifference`, but inputs repeated or left out inside of lists do no harm, nor does the text of an error. */
function shownDifference(path: string, expected: Json, observed: Json | undefined): Difference | undefined {
  if (isIgnored(expected)) return undefined;
  const { error } = objectOf(expected);
  if (error !== undefined)
    return 'error' in objectOf(observed) ? undefined : differAt(path, expected, observed);
  return firstDifference(path, expected, observed);
}
