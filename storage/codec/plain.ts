/** Rows that hold one number or text. */
import type { Said } from '../../kernel/cesr/qualified.ts';
import type { EscrowUsage } from '../../kernel/state/escrow.ts';
import type { RowCodec } from '../pending-table.ts';
import { saidOf } from './brand.ts';

export const textCodec: RowCodec<string> = {
  write: (text) => text,
  read: (payload) => payload.toString('utf8'),
};

export const ordinalCodec: RowCodec<number> = {
  write: (ordinal) => ordinal.toString(16),
  read: (payload) => Number.parseInt(payload.toString('latin1'), 16),
};

export const saidCodec: RowCodec<Said> = {
  write: (said) => said,
  read: (payload) => saidOf(payload.toString('latin1')),
};

/** Several SAIDs in order; never none. */
export const saidsCodec: RowCodec<readonly Said[]> = {
  write: (saids) => saids.join(' '),
  read: (payload) => payload.toString('latin1').split(' ').map(saidOf),
};

export const usageCodec: RowCodec<EscrowUsage> = {
  write: ({ count, sizeBytes }) => `${String(count)} ${String(sizeBytes)}`,
  read: (payload) => {
    const [count, sizeBytes] = payload.toString('latin1').split(' ').map(Number);
    return { count: count ?? 0, sizeBytes: sizeBytes ?? 0 };
  },
};
