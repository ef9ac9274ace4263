/**
 * I-34 BadaTombstone: what was nullified does not come back by an older update.
 *
 * Source: dst.md 3.3 (S10), 4; K-270 (role cut, empty url), K-277, K-279.
 */
import { isBehind, isNullified, standpointOf } from './bada-order.ts';
import type { Judge } from '../judge.ts';
import { verdictOf } from '../verdict.ts';

export const badaTombstone: Judge = {
  id: 'I-34',
  name: 'BadaTombstone',
  says: 'a record that was nullified stays so until a strictly later update comes, also after a restart',
  source: 'dst.md 3.3 (S10), 4; K-270, K-277, K-279',
  when: ['step', 'recovery'],
  needs: 'log',
  open: () => ({
    entry: ({ entry, book }) => {
      if (entry.kind !== 'append-reply') return undefined;
      const { record, stored } = entry;
      const before = book.reply(`${record.table} ${record.key.join(' ')}`);
      if (before === undefined || !isNullified(before)) return undefined;
      const [newer, older] = [standpointOf(record, stored), standpointOf(record, before)];
      if (typeof newer === 'string' || typeof older === 'string') return undefined;
      return verdictOf(
        isBehind(newer, older)
          ? undefined
          : `${stored.reply.said} came back after ${before.reply.said} had nullified its record`,
      );
    },
  }),
};
