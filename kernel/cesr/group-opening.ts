/**
 * Opens a group by its counter: what it holds, where it ends, and whether it may be there at all.
 *
 * Source: keripy.md 7.4, 7.6; C-037…C-045, C-064…C-066.
 */
import { framingFault } from './code-fault.ts';
import type { CounterRow, Genus } from './counter-codes.ts';
import type { Fault } from './fault.ts';
import { capture } from './group-capture.ts';
import {
  attachmentsTooLarge,
  endAtHand,
  groupFault,
  type Halt,
  inStream,
  type OpenGroup,
  type OpenUse,
  position,
  type Reader,
} from './group-reading.ts';
import { type Field, groupUses } from './groups.ts';
import { type Counter, genusOf, readCounter, type Texted } from './read.ts';
import type { Domain } from './reading.ts';

/** A counter between groups, as it was read. */
export type Opening = {
  readonly counter: Counter & Texted;
  readonly next: number;
  readonly domain: Domain;
  readonly genus: Genus;
};

/** Reads a counter within an open group: of a container, or one that is a field of an element. */
export function readNested(reader: Reader, group: OpenGroup): Halt | undefined {
  const { cursor } = reader;
  const read = readCounter(cursor.bytes, cursor.at, endAtHand(reader, group), group.domain, group.genus);
  if (read.kind === 'need-more') return 'need-more';
  if (read.kind === 'fault') return inStream(read.fault, cursor.base);
  const counter = read.value;
  if (counter.row.kind === 'genus') return readGenus(reader, group, counter, read.next);
  const isFieldOfSignatures = group.use === 'elements' && group.fields[group.place] !== 'group';
  if (isFieldOfSignatures && counter.row.kind !== 'controller-signatures') {
    const span = { start: position(reader), end: cursor.base + read.next };
    return framingFault('unexpected-code', `${counter.row.code} stands where signatures have to be`, span);
  }
  return openGroup(reader, { counter, next: read.next, domain: group.domain, genus: group.genus });
}

/** A genus code changes the tables of groups that allow it, and has no effect in others. C-064…C-066. */
function readGenus(
  reader: Reader,
  group: OpenGroup,
  counter: Counter & Texted,
  next: number,
): Halt | undefined {
  const { cursor } = reader;
  const start = position(reader);
  if (group.use !== 'container') {
    return framingFault('unexpected-code', `${counter.row.code} stands within an element`, {
      start,
      end: cursor.base + next,
    });
  }
  const genus = genusOf(counter);
  if (genus === undefined) {
    return framingFault('unsupported-genus', `${counter.text} is of no known version`, {
      start,
      end: cursor.base + next,
    });
  }
  cursor.at = next;
  if (group.overridable) reader.open = { ...group, genus };
  return undefined;
}

/** Opens a group within the one that is open, if any; the cursor stands at its counter. */
export function openGroup(reader: Reader, { counter, next, domain, genus }: Opening): Halt | undefined {
  const { cursor, limits, open: outer } = reader;
  const { row, count } = counter;
  const start = position(reader);
  const used = groupUses[row.kind];
  const depth = (outer?.depth ?? 0) + 1;
  const contentStart = cursor.base + next;
  const latest = outer?.end ?? reader.endMax;
  const end = row.counts === 'quadlets' ? contentStart + count * (domain === 'text' ? 4 : 3) : latest;
  if (used.use === 'refuse') {
    return framingFault('unexpected-code', `${row.code} is not attached to a body`, {
      start,
      end: contentStart,
    });
  }
  if (depth > limits.groupDepthMax)
    return groupFault('nesting-too-deep', `groups nest deeper than ${limits.groupDepthMax}`, reader, start);
  const tooLarge = sizeFault(reader, row, { count, end, start });
  if (tooLarge !== undefined) return tooLarge;
  if (end > latest)
    return groupFault('group-overrun', `${counter.text} does not fit the group around it`, reader, start);
  cursor.at = next;
  if (reader.captured !== undefined) capture(reader, counter.text);
  else if (row.kind === 'path-signatures' || row.kind === 'path-signature-groups') reader.captured = '';
  reader.open = {
    kind: row.kind,
    use: used.use,
    fields: fieldsOf(used, count),
    place: 0,
    remaining: remainingOf(row, used, count),
    start,
    end,
    domain,
    genus,
    overridable: row.overridable,
    depth,
    element: {},
    signatures: undefined,
    outer,
  };
  return undefined;
}

type Extent = { readonly count: number; readonly end: number; readonly start: number };

function sizeFault(reader: Reader, row: CounterRow, { count, end, start }: Extent): Fault | undefined {
  const { limits, endMax } = reader;
  if (row.counts === 'quadlets' && end > endMax) return attachmentsTooLarge(reader, start);
  if (row.counts === 'elements' && count > limits.groupElementsMax) {
    const says = `a group of ${count} elements is larger than ${limits.groupElementsMax}`;
    return groupFault('group-too-large', says, reader, start);
  }
  return undefined;
}

function fieldsOf(used: OpenUse, count: number): readonly Field[] {
  if (used.use === 'elements') return used.fields;
  if (used.use === 'path-and-groups')
    return ['path', ...Array.from({ length: count }, () => 'group' as const)];
  return [];
}

function remainingOf(row: CounterRow, used: OpenUse, count: number): number | undefined {
  if (row.counts === 'quadlets') return undefined;
  return used.use === 'path-and-groups' ? 1 : count;
}
