/** What identities work with: the host whose log they write, their keys, and how messages are made. */
import { formatDatetime } from '../../kernel/cesr/datetime.ts';
import type { Making } from '../../kernel/event/build.ts';
import type { Host } from '../host.ts';
import type { HabKeys } from '../keys/index.ts';

export type HabDesk = {
  readonly host: Host;
  readonly keys: HabKeys;
  readonly making: Making;
  /** Keys are stretched at little cost, for tests. */
  readonly temp: boolean;
};

/** How messages of version 1 are made with the algorithms of a host. */
export function makingOf({ algorithms }: Pick<Host, 'algorithms'>): Making {
  return { version: [1, 0], serialization: 'JSON', saidCode: 'E', algorithms };
}

/** The time as messages write it: that which was given, or now. */
export function stampOf({ host }: HabDesk, stamp: string | undefined): string {
  return stamp ?? formatDatetime(host.clock.now());
}
