/** What a store comes to, as text: trunks, key states and replies, without what depends on the order of arrival. */
import type { View } from '../kernel/state/view.ts';
import { fnOf } from '../storage/codec/brand.ts';
import type { History } from '../storage/history.ts';

const everything = Number.POSITIVE_INFINITY;
const firstFn = fnOf('0');

/** One line for each log and each record. */
export function linesOf(history: History, { keyState }: Pick<View['log'], 'keyState'>): readonly string[] {
  const lines = history.prefixes(undefined, everything).map((prefix) => {
    const trunk: string[] = [];
    for (const { stored, isSuperseded } of history.eventsByFn(prefix, firstFn)) {
      if (!isSuperseded) trunk.push(stored.event.said);
    }
    const { fn: _fn, at: _at, ...state } = { ...keyState(prefix) };
    return `${prefix} ${trunk.join(' ')} ${JSON.stringify(state, numberAsText)}`;
  });
  for (const table of ['end-role', 'location'] as const) {
    for (const { record, stored } of history.replies(table)) {
      lines.push(`${table} ${record.key.join(' ')} ${stored.reply.said}`);
    }
  }
  return lines;
}

function numberAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString(16) : value;
}
