/**
 * Who is who among the identities that are kept: what their owners told each other, outside of all machines, before one
 * delegates to another.
 *
 * Source: dst.md 3.1; keripy.md 8.7 (a delegate is given the identifier of its delegator).
 */
import type { Prefix } from '../../kernel/cesr/qualified.ts';

export type Acquaintance = {
  /** Its name in the plan. */
  readonly aid: string;
  /** Where its keys are kept. */
  readonly node: string;
  readonly prefix: Prefix;
  readonly delegator: Prefix | undefined;
};

export type Acquaintances = {
  /** An identity stands in the log of its node. */
  readonly met: (one: Acquaintance) => void;
  /** By name in the plan. */
  readonly named: (aid: string) => Acquaintance | undefined;
  readonly withPrefix: (prefix: string) => Acquaintance | undefined;
  readonly delegatesOf: (delegator: string) => readonly Acquaintance[];
};

/** Nobody knows anybody yet. */
export function openAcquaintances(): Acquaintances {
  const byName = new Map<string, Acquaintance>();
  const all = (): readonly Acquaintance[] => [...byName.values()];
  return {
    met: (one) => void byName.set(one.aid, one),
    named: (aid) => byName.get(aid),
    withPrefix: (prefix) => all().find((one) => one.prefix === prefix),
    delegatesOf: (delegator) => all().filter((one) => one.delegator === delegator),
  };
}
