/** Seals in rows, with the event that holds them. */
import type { Said } from '../../kernel/cesr/qualified.ts';
import type { EventSeal } from '../../kernel/event/types.ts';
import type { RowCodec } from '../pending-table.ts';
import { prefixOf, saidOf } from './brand.ts';

/** A seal that an accepted event holds: of an event, or of a digest alone. */
export type SealRow = { readonly seal: EventSeal | undefined; readonly by: Said };

export const sealCodec: RowCodec<SealRow> = {
  write: ({ seal, by }) => JSON.stringify(seal === undefined ? [by] : [by, seal.prefix, seal.sn, seal.said]),
  read: (payload) => {
    const [by, prefix, sn, said] = JSON.parse(payload.toString('utf8')) as readonly [
      string,
      string?,
      string?,
      string?,
    ];
    const isEvent = prefix !== undefined && sn !== undefined && said !== undefined;
    return {
      by: saidOf(by),
      seal: isEvent ? { prefix: prefixOf(prefix), sn, said: saidOf(said) } : undefined,
    };
  },
};
