/** What a log remembers, as a judge reads it: the entries of the one log, from a live node or from a store. */
import type { Write } from '../kernel/state/effect.ts';
import type { KeyState } from '../kernel/state/key-state.ts';

/** The writes that add to the log. */
type LogWrite = Extract<Write, { readonly kind: `append-${string}` }>;
type EventWrite = Extract<LogWrite, { readonly kind: 'append-event' }>;

/** An accepted event; `state` is the key state that its node claims for it, undefined where nobody claimed one. */
export type EventEntry = Omit<EventWrite, 'state'> & { readonly state: KeyState | undefined };

/** One entry of a log. */
export type Entry = Exclude<LogWrite, EventWrite> | EventEntry;
