/** The receipt message that stands for receipts which came attached to an event. Source: K-123, K-127. */
import { asciiBytes } from '../std/bytes.ts';
import type { EventReference } from '../cesr/attachments.ts';
import type { Receipt } from './types.ts';

const sizePlaces = 6;

/** A version 1.0 JSON receipt of the event. */
export function receiptOf({ prefix, sn, said }: EventReference): Receipt {
  const text = (size: string) =>
    `{"v":"KERI10JSON${size}_","t":"rct","d":"${said}","i":"${prefix}","s":"${sn.toString(16)}"}`;
  const size = text('0'.repeat(sizePlaces)).length.toString(16).padStart(sizePlaces, '0');
  return {
    kind: 'receipt',
    ilk: 'rct',
    raw: asciiBytes(text(size)),
    serialization: 'JSON',
    version: [1, 0],
    prefix,
    sn,
    said,
  };
}
