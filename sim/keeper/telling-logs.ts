/**
 * Telling the log of an identity whose keys are kept at a node: to all others, to its witnesses and its delegator by the
 * protected path. A delegate adds its last event with the seal of its delegator, once it knows where that is.
 *
 * Source: dst.md 3.1 (controller: spreads); K-211, K-218; keripy.md 8.7.
 */
import { concatBytes } from '../../kernel/std/bytes.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import { KeelsonError } from '../../shell/errors.ts';
import type { Hab } from '../../shell/habs/index.ts';
import type { Host } from '../../shell/host.ts';
import type { KeeperParts } from './keeper-parts.ts';

export type Told = {
  readonly host: Host;
  readonly hab: Hab;
  readonly state: KeyState;
};

/** Sends the log to everybody else. */
export async function tellLog(
  { plan, nodes, send, witnesses, acquaintances }: KeeperParts,
  { host, hab, state }: Told,
): Promise<void> {
  const log = await exportedLog(host, hab.prefix);
  const complete = state.delegator === undefined ? undefined : await completeEvent(hab);
  const bytes = complete === undefined ? log : concatBytes([log, complete]);
  const above = state.delegator === undefined ? undefined : acquaintances.withPrefix(state.delegator);
  for (const to of nodes) {
    if (to === plan.id) continue;
    const isProtected = to === above?.node || state.witnesses.includes(witnesses.prefixOf(to));
    const source = isProtected ? 'local' : 'remote';
    send({ from: plan.id, to, bytes, source, note: `hab ${hab.name}` });
  }
}

/** Sends the log of a group to everybody else. */
export async function tellGroupLog(
  { plan, nodes, send }: KeeperParts,
  host: Host,
  prefix: string,
): Promise<void> {
  const bytes = await exportedLog(host, prefix);
  for (const to of nodes)
    if (to !== plan.id) send({ from: plan.id, to, bytes, source: 'remote', note: 'group' });
}

/** The log with its receipts. */
export async function exportedLog(host: Host, prefix: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of host.export(prefix, { receipts: true })) parts.push(part);
  return concatBytes(parts);
}

/** The last delegated event with its seal; undefined while no seal is known, or nothing can be asked of the host. */
async function completeEvent(hab: Hab): Promise<Uint8Array | undefined> {
  try {
    return await hab.complete();
  } catch (error) {
    if (error instanceof KeelsonError && error.code !== 'our-fault') return undefined;
    throw error;
  }
}
