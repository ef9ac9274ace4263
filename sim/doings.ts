/**
 * Every kind of entry that a plan can hold, sorted: what people and adversaries do, and what breaks. The
 * compiler keeps the lists complete.
 *
 * Source: dst.md 1.2 (the workload must be able to say every command), 4.
 */
import type { AdversaryEntry, FaultEntry, HumanEntry } from './plan.ts';

type LinkFault = Extract<FaultEntry, { readonly do: 'link' }>['how'];

const humanKinds: { readonly [K in HumanEntry['do']]: true } = {
  incept: true,
  interact: true,
  rotate: true,
  approve: true,
  recover: true,
  abandon: true,
  gossip: true,
  receipt: true,
  reply: true,
  query: true,
  exchange: true,
  registry: true,
  hab: true,
  group: true,
  'remove-waiting': true,
};

const adversaryKinds: { readonly [K in AdversaryEntry['do']]: true } = {
  steal: true,
  forge: true,
  equivocate: true,
  lie: true,
  flood: true,
};

const faultKinds: { readonly [K in FaultEntry['do']]: true } = {
  crash: true,
  'commit-error': true,
  'false-success': true,
  'read-error': true,
  rot: true,
  'disk-full': true,
  'slow-disk': true,
  'restore-snapshot': true,
  'clock-jump': true,
  pause: true,
  link: true,
  partition: true,
  eclipse: true,
};

/** What people and adversaries do. */
export const commandDoings: readonly string[] = [...Object.keys(humanKinds), ...Object.keys(adversaryKinds)];

/** What adversaries do. */
export const adversaryDoings: readonly string[] = Object.keys(adversaryKinds);

/** What breaks. */
export const faultDoings: readonly string[] = Object.keys(faultKinds);

const linkKinds: { readonly [K in LinkFault]: true } = {
  drop: true,
  duplicate: true,
  replay: true,
  delay: true,
  corrupt: true,
  drip: true,
  cut: true,
  glue: true,
};

/** What can be the matter, the faults of links one by one. */
export const troubles: readonly string[] = [
  ...faultDoings.filter((name) => name !== 'link'),
  ...Object.keys(linkKinds),
];
