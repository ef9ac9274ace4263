/**
 * Where identities can be reached, as replies that were accepted say it.
 *
 * Source: keripy.md 4.6, 8.5. KERIpy: `replyEndRole`, `replyLocScheme`, `loadEndRole`, `loadLocScheme`.
 */
import { writeAttachments } from '../../kernel/cesr/attachments-text.ts';
import { concatBytes } from '../../kernel/std/bytes.ts';
import type { StoredReply } from '../../kernel/state/stored.ts';
import type { Host } from '../host.ts';
import { withGroups } from './attached.ts';
import type { Telling } from './speaker.ts';

/** A role that somebody has for an identifier. */
export type EndRole = {
  /** Who has the role. */
  readonly eid: string;
  /** `controller` when left out. */
  readonly role?: string;
  /** False takes the role. */
  readonly allow?: boolean;
  readonly stamp?: string;
};

/** Where somebody is reached. */
export type LocScheme = {
  readonly url: string;
  /** `http` when left out. */
  readonly scheme?: string;
  readonly stamp?: string;
};

/** What gives or takes a role for an identifier. KERIpy: `makeEndRole`. */
export function endRoleTold(
  cid: string,
  { eid, role = 'controller', allow = true, stamp }: EndRole,
): Telling {
  const route = allow ? '/end/role/add' : '/end/role/cut';
  return { route, data: { cid, role, eid }, ...stamped(stamp) };
}

/** What says where an identifier is reached. KERIpy: `makeLocScheme`. */
export function locSchemeTold(eid: string, { url, scheme = 'http', stamp }: LocScheme): Telling {
  return { route: '/loc/scheme', data: { eid, scheme, url }, ...stamped(stamp) };
}

/** Which roles are asked for; what is left out is any. */
export type EndpointsWanted = {
  readonly role?: string;
  readonly eids?: readonly string[];
  readonly scheme?: string;
};

/** The replies that give somebody roles for an identifier, each behind the locations of who has the role. */
export function endRolesOf(host: Host, cid: string, { role, eids, scheme }: EndpointsWanted): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { record, stored } of host.history.replies('end-role')) {
    const [of, as = '', eid = ''] = record.key;
    const isWanted = of === cid && (role ?? as) === as && (eids === undefined || eids.includes(eid));
    if (isWanted && stored.reply.route.endsWith('/add'))
      parts.push(locationsOf(host, eid, scheme), messageOf(stored));
  }
  return concatBytes(parts);
}

/** The replies that say where somebody is reached. */
export function locationsOf(host: Host, eid: string, scheme: string | undefined): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { record, stored } of host.history.replies('location')) {
    const [of, by = ''] = record.key;
    if (of === eid && (scheme ?? by) === by) parts.push(messageOf(stored));
  }
  return concatBytes(parts);
}

function messageOf({ reply, attachments }: StoredReply): Uint8Array {
  return withGroups(reply.raw, writeAttachments(attachments, { pipelined: true }));
}

function stamped(stamp: string | undefined): { readonly stamp?: string } {
  return stamp === undefined ? {} : { stamp };
}
