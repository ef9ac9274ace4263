/** The flags that every command has, and how their values are read. */
import { momentOf } from '../open.ts';
import { KeelsonError } from '../errors.ts';

export type SharedFlags = { readonly json?: boolean; readonly store: string; readonly quiet?: boolean };

export const sharedFlags = {
  json: {
    kind: 'boolean',
    brief: 'One JSON object a line on standard output',
    optional: true,
    withNegated: false,
  },
  store: {
    kind: 'parsed',
    parse: String,
    brief: 'Folder of the store',
    default: './keelson-data',
    placeholder: 'DIR',
  },
  quiet: {
    kind: 'boolean',
    brief: 'No progress, and only what was asked for',
    optional: true,
    withNegated: false,
  },
} as const;

function wrong(says: string): KeelsonError {
  return new KeelsonError('usage', { says });
}

/** A moment such as `2024-01-01T00:00:00Z`. */
export function momentFlag(text: string): string {
  momentOf(text);
  return text;
}

/** A count of 1 or more. */
export function countFlag(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw wrong(`${text} is no whole number from 1 on`);
}

const workersMax = 64;

/** A count of threads or processes; each takes memory of its own. */
export function workersFlag(text: string): number {
  const count = countFlag(text);
  if (count <= workersMax) return count;
  throw wrong(`${text} is more than the ${workersMax} that may run at a time`);
}

/** A whole number from 0 on. */
export function fromFlag(text: string): number {
  if (/^(?:0|[1-9][0-9]{0,8})$/.test(text)) return Number(text);
  throw wrong(`${text} is no whole number from 0 on`);
}

/** A sequence or first-seen number: decimal, or hex with 0x in front. */
export function numberFlag(text: string): bigint {
  if (/^(?:[0-9]{1,39}|0x[0-9a-f]{1,32})$/.test(text)) return BigInt(text);
  throw wrong(`${text} is no number; write it in decimal, or in hex with 0x in front`);
}

/** Whose outcome counts where KERIpy and the specification differ. */
export const compatFlag = {
  kind: 'enum',
  values: ['keripy-1.1'],
  brief: "KERIpy 1.1's outcome where docs/INTEROP.md lists a difference",
  optional: true,
} as const;
