/**
 * Events by the number under which they were first seen. K-224, K-225.
 *
 * Where a log did not recover before an event, its first-seen number is its sequence number: it is found by
 * that, and has no row in `fels`.
 */
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { Log } from './log.ts';
import { StoreDamaged } from './store.ts';
import { viewKey } from './views.ts';
import type { Views } from './views.ts';

/** The ordinal of the event first seen as `fn`; undefined when fewer were accepted. */
export function ordinalAtFn(
  { log, views }: { readonly log: Log; readonly views: Views },
  prefix: Prefix,
  fn: bigint,
): number | undefined {
  const key = viewKey.numbered(prefix, fn);
  const said = views.fels.get(key) ?? views.kels.get(key)?.[0];
  if (said === undefined) return undefined;
  const ordinal = ordinalOfNamed(views, said);
  if (log.event(ordinal).fn !== fn) throw new StoreDamaged('fels', key, 'it is missing');
  return ordinal;
}

/** The ordinal of an event that another row names. */
export function ordinalOfNamed({ events }: Views, said: Said): number {
  const key = viewKey.said(said);
  const ordinal = events.get(key);
  if (ordinal === undefined)
    throw new StoreDamaged('events', key, 'it is missing, but another table names it');
  return ordinal;
}
