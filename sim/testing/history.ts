/**
 * What people, witnesses and adversaries of a plan really said to each other: messages with real signatures,
 * for hosts that were not there.
 *
 * Source: DESIGN 4. The plan is run without judges; every message is heard as it leaves, before the network.
 */
import { bytesEqual } from '../../kernel/std/bytes.ts';
import type { Source } from '../../kernel/state/stored.ts';
import type { Plan } from '../plan.ts';
import { runPlan } from '../run.ts';

/** One message, as it was said first. */
export type Said = {
  /** A node of the plan, or the name of an adversary's source. */
  readonly from: string;
  /** To whom it was said first. */
  readonly to: string;
  /** `local`: on the protected path, as from a controller to its own witness. */
  readonly source: Source;
  /** What it is: `rot a0 3`. */
  readonly note: string;
  readonly bytes: Uint8Array;
};

export type History = {
  readonly plan: Plan;
  /** Each message once, in the order in which they were said first. */
  readonly messages: readonly Said[];
};

/**
 * Runs the plan and hears what is said. Same plan, same history. Signatures are real Ed25519 whatever the
 * plan says, so any host takes them. The run ends where the plan heals its core: from there on people only
 * say again what was lost.
 */
export async function historyOf(plan: Plan): Promise<History> {
  const messages: Said[] = [];
  /** By their lengths. */
  const known = new Map<number, Uint8Array[]>();
  const spoken = { ...plan, options: { ...plan.options, realSignatures: true }, endAt: plan.healAt - 1 };
  await runPlan(spoken, {
    judges: [],
    overheard: ({ from, to, source, note, bytes }) => {
      const alike = known.get(bytes.length) ?? [];
      known.set(bytes.length, alike);
      if (alike.some((other) => bytesEqual(other, bytes))) return;
      alike.push(bytes);
      messages.push({ from, to, source, note, bytes });
    },
  });
  return { plan, messages };
}
