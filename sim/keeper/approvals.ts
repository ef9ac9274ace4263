/**
 * What a delegator is asked to approve: events of a delegate that its log does not seal. Those of a delegate elsewhere
 * wait in the escrow; those of a delegate whose keys are kept at the same node stand in the log already.
 *
 * Source: K-201…K-206, K-219 (N-9); keripy.md 8.7. A seal that was taken back with its interaction is no seal any more.
 */
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import { sealingEvent } from '../../kernel/evidence/delegation.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import type { Hab, RotateOptions } from '../../shell/habs/index.ts';
import type { Host } from '../../shell/host.ts';
import type { MarkName } from '../marks.ts';
import type { Acquaintance } from './acquaintances.ts';

/** The delegator. */
export type Approving = {
  readonly host: Host;
  readonly hab: Hab;
  readonly mark: (name: MarkName) => void;
};

/** Approves what each of these delegates asks for; answers how many events those were. */
export async function approveAll(approving: Approving, delegates: readonly Acquaintance[]): Promise<number> {
  let count = 0;
  for (const { prefix } of delegates) count += await approve(approving, prefix);
  return count;
}

/** Approves what a delegate asks for, each event in one of its own: the first in a rotation where that is asked for. */
export async function approve(
  { host, hab, mark }: Approving,
  delegate: Prefix,
  rotation?: RotateOptions,
): Promise<number> {
  const { prefix: delegator, delegator: above } = hab.state();
  const unsealed = unsealedOf(host, { delegator, delegate });
  for (const [at, event] of unsealed.entries()) {
    const isRotation = at === 0 && rotation !== undefined;
    await hab.approve(event.raw, isRotation ? { rotation } : {});
    mark('kept-delegate-approved');
    if (above !== undefined) mark('kept-third-level');
    if (isRotation) mark('kept-approved-by-rotation');
  }
  return unsealed.length;
}

type Between = { readonly delegator: Prefix; readonly delegate: Prefix };

/** The delegated events that lack their seal, lowest number first. */
export function unsealedOf(host: Host, { delegator, delegate }: Between): readonly KeyEvent[] {
  const waiting = host.escrow
    .list({ kind: 'dees', prefix: delegate })
    .flatMap(({ message }) => (message.kind === 'key-event' ? [message] : []));
  const standing = host.keyState(delegate) === undefined ? [] : Array.from(host.kel(delegate), eventOf);
  return [...standing, ...waiting].filter((event) => isDelegated(event) && !isSealed(host, delegator, event));
}

/** Whether the last event of an own delegate that establishes keys has no seal that is known here. */
export function lacksSeal(host: Host, prefix: string): boolean {
  const state = host.keyState(prefix);
  if (state?.delegator === undefined) return false;
  const { prefix: delegate, establishmentSn: sn, establishmentSaid: said } = state;
  return !isSealed(host, state.delegator, { prefix: delegate, sn, said });
}

/** Events of delegates that an interaction of the delegator seals. */
export function isDelegated({ ilk }: KeyEvent): boolean {
  return ilk === 'dip' || ilk === 'drt';
}

function isSealed({ reader }: Host, delegator: Prefix, event: Parameters<typeof sealingEvent>[2]): boolean {
  return sealingEvent(reader, delegator, event, []) !== undefined;
}

function eventOf({ stored }: { readonly stored: { readonly event: KeyEvent } }): KeyEvent {
  return stored.event;
}
