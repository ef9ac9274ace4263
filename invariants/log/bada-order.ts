/**
 * Best available data: which of two updates of a record is the later one.
 *
 * Source: dst.md 3.3 (S10); K-272, K-275, K-276. An update stands where the establishment event stands that it was signed
 * under, and there by its own date.
 */
import { textOf } from '../../kernel/event/json.ts';
import type { ReplyRecord } from '../../kernel/state/effect.ts';
import type { StoredReply } from '../../kernel/state/stored.ts';
import { momentIn } from './moment.ts';

/** Where an update stands. */
export type Standpoint = {
  /** Undefined for a signer that never rotates. */
  readonly signedAtSn: bigint | undefined;
  readonly moment: bigint;
};

/** Where the update of a record stands, by its bytes and signatures; text says what is amiss with it. */
export function standpointOf({ table, key }: ReplyRecord, stored: StoredReply): Standpoint | string {
  const attributed = table === 'end-role' || table === 'location' ? key[0] : key[1];
  const group = stored.attachments.signatureGroups.find(({ prefix }) => prefix === attributed);
  const couple = stored.attachments.receiptCouples.find(({ prefix }) => prefix === attributed);
  if (group === undefined && couple === undefined) return `${String(attributed)} did not sign it`;
  if (group?.sn !== stored.signedAtSn)
    return 'it is kept as signed under another key state than its signatures name';
  const moment = momentIn(stored.reply.raw);
  if (moment === undefined || moment !== stored.reply.dt) return 'its date was read as another one';
  return { signedAtSn: group?.sn, moment };
}

/** True when the newer update stands strictly behind the older one. */
export function isBehind(newer: Standpoint, older: Standpoint): boolean {
  const [mine, theirs] = [newer.signedAtSn, older.signedAtSn];
  if (mine !== undefined && theirs !== undefined && mine !== theirs) return mine > theirs;
  return newer.moment > older.moment;
}

/** True when the update switches its record off. K-270. */
export function isNullified({ reply }: StoredReply): boolean {
  return (
    reply.route === '/end/role/cut' || (reply.route === '/loc/scheme' && textOf(reply.data, 'url') === '')
  );
}
