/**
 * The labels of every message type, in order, for each protocol version.
 *
 * Source: keripy.md 1.2, 1.7, M-5…M-7; K-026…K-029, K-109…K-117, K-123, K-133…K-138; D-01…D-03.
 * Versions differ by these rows alone.
 */
import type { Ilk } from './types.ts';

/** The type of a message for layouts: a wire type, or `acdc` for credentials, which have none. */
export type LayoutName = Ilk | 'acdc';

/**
 * The labels of one message type.
 *  1. `saids` are labels of `labels` whose values are computed from the body.
 *  2. `open` layouts take further labels between and behind their own. M-6.
 */
export type Layout = {
  readonly labels: readonly string[];
  readonly saids: readonly string[];
  readonly open: boolean;
};

export type LayoutTable = { readonly [N in LayoutName]?: readonly Layout[] };

function layout(labels: string, saids: readonly string[] = ['d']): Layout {
  return { labels: labels.split(' '), saids, open: false };
}

const inception = 'v t d i s kt k nt n bt b c a';
const interaction = layout('v t d i s p a');
const receipt = layout('v t d i s', []);

const registryLayouts = {
  vcp: [layout('v t d i ii s c bt b n', ['d', 'i'])],
  vrt: [layout('v t d i p s bt br ba')],
  iss: [layout('v t d i s ri dt')],
  rev: [layout('v t d i s ri p dt')],
  bis: [layout('v t d i ii s ra dt')],
  brv: [layout('v t d i s p ra dt')],
} as const;

const credential: Layout = { labels: ['v', 'd', 'i', 's'], saids: ['d'], open: true };

/** Version 1.0. The two layouts of `exn` are those before and since KERIpy 1.1.27 (M-7). */
export const layoutsOne: LayoutTable = {
  icp: [layout(inception, ['d', 'i'])],
  dip: [layout(`${inception} di`, ['d', 'i'])],
  rot: [layout('v t d i s p kt k nt n bt br ba a')],
  drt: [layout('v t d i s p kt k nt n bt br ba a')],
  ixn: [interaction],
  rct: [receipt],
  qry: [layout('v t d dt r rr q')],
  rpy: [layout('v t d dt r a')],
  pro: [layout('v t d dt r rr q')],
  bar: [layout('v t d dt r a')],
  exn: [layout('v t d i p dt r q a e'), layout('v t d i rp p dt r q a e')],
  ...registryLayouts,
  acdc: [credential],
};

/** Version 2.0. Registry events keep their version 1 layouts; the reference has none of that name. */
export const layoutsTwo: LayoutTable = {
  icp: [layout(inception, ['d', 'i'])],
  dip: [layout(`${inception} di`, ['d', 'i'])],
  rot: [layout('v t d i s p kt k nt n bt br ba c a')],
  drt: [layout('v t d i s p kt k nt n bt br ba c a')],
  ixn: [interaction],
  rct: [receipt],
  qry: [layout('v t d i dt r rr q')],
  rpy: [layout('v t d i dt r a')],
  pro: [layout('v t d i dt r rr q')],
  bar: [layout('v t d i dt r a')],
  exn: [layout('v t d i ri x p dt r q a')],
  xip: [layout('v t d u i ri dt r q a')],
  ...registryLayouts,
  acdc: [credential],
};

/** The layouts of a protocol version; undefined for a version that is not supported. M-3, M-4. */
export function layoutsOf([major, minor]: readonly [number, number]): LayoutTable | undefined {
  if (minor !== 0) return undefined;
  if (major === 1) return layoutsOne;
  return major === 2 ? layoutsTwo : undefined;
}
