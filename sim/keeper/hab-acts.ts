/** What an entry of a plan has an identity do that is there already. Source: keripy.md 8.5, 8.7. */
import type { Hab } from '../../shell/habs/index.ts';
import type { Host } from '../../shell/host.ts';
import type { MarkName } from '../marks.ts';
import type { HabEntry } from '../plan.ts';
import { unreachable } from '../../kernel/std/assert.ts';
import type { Acquaintances } from './acquaintances.ts';
import { approve, unsealedOf } from './approvals.ts';
import { recoverOptions, rotateOptions } from './hab-asking.ts';

export type Acting = {
  readonly host: Host;
  readonly hab: Hab;
  readonly acquaintances: Acquaintances;
  readonly mark: (name: MarkName) => void;
};

/** What is to be done; undefined when it cannot be done now. */
export function actOf(entry: HabEntry, acting: Acting): (() => Promise<unknown>) | undefined {
  const { hab } = acting;
  switch (entry.act) {
    case 'make':
      return undefined;
    case 'interact':
      return () => hab.interact();
    case 'rotate':
      return () => hab.rotate(rotateOptions(entry, hab.state()));
    case 'recover':
      return () => hab.recover(recoverOptions(entry, hab.state()));
    case 'abandon':
      return () => hab.abandon();
    case 'approve':
      return approvalOf(entry, acting);
    default:
      return unreachable(entry.act);
  }
}

/** Nothing to do while the delegate is not known, or asks for nothing. */
function approvalOf(entry: HabEntry, { host, hab, acquaintances, mark }: Acting) {
  const delegate = entry.of === undefined ? undefined : acquaintances.named(entry.of);
  const state = hab.state();
  if (delegate === undefined || delegate.delegator !== state.prefix) return undefined;
  const between = { delegator: state.prefix, delegate: delegate.prefix };
  if (unsealedOf(host, between).length === 0) return undefined;
  const rotation = entry.by === undefined ? undefined : rotateOptions(entry, state);
  return () => approve({ host, hab, mark }, delegate.prefix, rotation);
}
