/** Waiting messages in rows: sizes of head and raw, then head (JSON), raw, attachments (CESR text). */
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import type { EscrowKind, Waiting } from '../../kernel/state/escrow.ts';
import type { RowCodec } from '../pending-table.ts';
import { plainBytes } from '../sealed-row.ts';
import { StoreDamaged } from '../store.ts';
import { hex, microsOf, prefixOf, saidOf, snOf } from './brand.ts';
import { attachmentsOf, attachmentsText, isUnreadable, readMessage, writeEnvelope } from './message.ts';
import type { EnvelopeRow } from './message.ts';

type WaitingHead = readonly [
  envelope: EnvelopeRow,
  id: string,
  kind: EscrowKind,
  quarantined: boolean,
  prefix: string,
  sn: string | null,
  said: string,
  source: Waiting['source'],
  sourceId: string,
  reason: string,
  waitsFor: readonly string[],
  since: string,
  due: string,
  expires: string,
  attempts: number,
  sizeBytes: number,
];

const headerSize = 8;

export function waitingCodec(algorithms: Algorithms): RowCodec<Waiting> {
  return { write: writeWaiting, read: (payload) => readWaiting(payload, algorithms) };
}

function writeWaiting(waiting: Waiting): Uint8Array {
  const head = Buffer.from(JSON.stringify(headOf(waiting)), 'utf8');
  const { raw } = waiting.message;
  const sizes = Buffer.allocUnsafe(headerSize);
  sizes.writeUInt32BE(head.length, 0);
  sizes.writeUInt32BE(raw.length, 4);
  return Buffer.concat([sizes, head, raw, Buffer.from(attachmentsText(waiting.attachments), 'utf8')]);
}

function headOf(waiting: Waiting): WaitingHead {
  const { id, kind, quarantined, prefix, said, source, sourceId, reason, waitsFor, attempts, sizeBytes } =
    waiting;
  const sn = waiting.sn === undefined ? null : hex(waiting.sn);
  const [since, due, expires] = [hex(waiting.since), hex(waiting.due), hex(waiting.expires)];
  const envelope = writeEnvelope(waiting.message);
  return [
    envelope,
    id,
    kind,
    quarantined,
    prefix,
    sn,
    said,
    source,
    sourceId,
    reason,
    waitsFor,
    since,
    due,
    expires,
    attempts,
    sizeBytes,
  ];
}

function readWaiting(payload: Buffer, algorithms: Algorithms): Waiting {
  const headEnd = headerSize + payload.readUInt32BE(0);
  const rawEnd = headEnd + payload.readUInt32BE(4);
  const head = JSON.parse(payload.toString('utf8', headerSize, headEnd)) as WaitingHead;
  const message = readMessage(head[0], plainBytes(payload, headEnd, rawEnd), algorithms);
  const attachments = attachmentsOf(payload.toString('utf8', rawEnd));
  if (isUnreadable(message))
    throw new StoreDamaged('escrow', head[1], `its message cannot be read: ${message.unreadable}`);
  if (isUnreadable(attachments))
    throw new StoreDamaged('escrow', head[1], `its attachments cannot be read: ${attachments.unreadable}`);
  return {
    id: head[1],
    kind: head[2],
    quarantined: head[3],
    prefix: prefixOf(head[4]),
    sn: head[5] === null ? undefined : snOf(head[5]),
    said: saidOf(head[6]),
    message,
    attachments,
    source: head[7],
    sourceId: head[8],
    reason: head[9],
    waitsFor: head[10],
    since: microsOf(head[11]),
    due: microsOf(head[12]),
    expires: microsOf(head[13]),
    attempts: head[14],
    sizeBytes: head[15],
  };
}
