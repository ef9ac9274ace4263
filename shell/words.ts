/** What is missing, and what would free it, in words. DESIGN 2.1. */
import type { Missing } from '../kernel/state/decision.ts';
import { unreachable } from '../kernel/std/assert.ts';

function places(indexes: readonly number[]): string {
  return indexes.length === 0 ? '' : ` at ${indexes.join(', ')}`;
}

function counted(count: number, one: string, many: string): string {
  return count === 1 ? `one ${one}` : `${count} ${many}`;
}

function atNumber(sn: bigint | undefined): string {
  return sn === undefined ? '' : ` at sn ${sn.toString(16)}`;
}

/** One thing that is missing, as what has to come. */
export function wordsOfMissing(missing: Missing): string {
  switch (missing.kind) {
    case 'event': {
      const which = missing.said === undefined ? '' : ` with the SAID ${missing.said}`;
      return `an event of ${missing.prefix} at sn ${missing.sn.toString(16)}${which}`;
    }
    case 'signatures': {
      const whose = missing.of === 'signing' ? 'the keys of the event' : 'the keys committed to before';
      const there = missing.have.length === 0 ? 'there are none' : `there are those${places(missing.have)}`;
      if (missing.lack.length > 0)
        return `signatures of ${whose}${places(missing.lack)} (threshold: ${missing.threshold}; ${there})`;
      return `what cannot come: no more of ${whose} can sign (threshold: ${missing.threshold}; ${there})`;
    }
    case 'receipts':
      return `${counted(missing.count, 'more receipt', 'more receipts')} of the witnesses${places(missing.lack)}`;
    case 'seal':
      return `an event of ${missing.sealer} with a seal of ${missing.prefix} sn ${missing.sn.toString(16)} SAID ${missing.said}`;
    case 'key-state':
      return `the log of ${missing.prefix}${atNumber(missing.sn)}`;
    case 'registry':
      return `the registry events of ${missing.prefix}${atNumber(missing.sn)}`;
    case 'local-source':
      return 'a delivery by the protected path (--source local)';
    default:
      return unreachable(missing);
  }
}

/** Everything that is missing, as one sentence without its end. */
export function wordsOfAllMissing(missing: readonly Missing[]): string {
  return missing.map(wordsOfMissing).join('; ');
}
