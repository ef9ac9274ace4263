/**
 * I-33 BadaMonotone: records go on, never back. I-34 has those that were nullified.
 *
 * Source: dst.md 3.3 (S10), 4; K-272, K-275, K-276. The same update under a later key state is a later one. KERIpy 1.1 compares
 * no key state notices, and neither is that promised of a node that follows it.
 */
import type { Judge } from '../judge.ts';
import { isBehind, isNullified, standpointOf } from './bada-order.ts';
import { verdictOf } from '../verdict.ts';

export const badaMonotone: Judge = {
  id: 'I-33',
  name: 'BadaMonotone',
  says: 'accepted updates of a record strictly increase by the key state they are signed under, then by date to the microsecond',
  source: 'dst.md 3.3 (S10), 4; K-272, K-275, K-276',
  when: ['step', 'recovery'],
  needs: 'log',
  open: ({ compat }) => ({
    entry: ({ entry, book }) => {
      if (entry.kind !== 'append-reply') return undefined;
      const { record, stored } = entry;
      if (compat === 'keripy-1.1' && record.table === 'key-state-notice') return undefined;
      const newer = standpointOf(record, stored);
      if (typeof newer === 'string') return verdictOf(`${stored.reply.said}: ${newer}`);
      const before = book.reply(`${record.table} ${record.key.join(' ')}`);
      if (before === undefined) return 'holds';
      if (isNullified(before)) return undefined;
      const older = standpointOf(record, before);
      if (typeof older === 'string') return undefined;
      return verdictOf(
        isBehind(newer, older)
          ? undefined
          : `${stored.reply.said} took the place of ${before.reply.said}, which is not older`,
      );
    },
  }),
};
