/**
 * Identities that are kept at a node by a keyring, and machines that stop while their keys or events are being kept.
 * They are drawn by themselves: what else happens in the run of a seed is what it would be without them.
 *
 * Source: dst.md 2.6; docs/decisions/0028.
 */
import type { Establishing, FaultEntry, HumanEntry } from '../plan.ts';
import type { Stream } from '../random.ts';
import { someOf } from './choice.ts';
import type { Draft } from './humans.ts';
import type { Profile } from './profiles.ts';
import type { Topology } from './topology.ts';

const second = 1_000_000;

type Drawn = { readonly at: number; readonly draft: Draft<HumanEntry> | Draft<FaultEntry> };

/** Entries of identities that keep their keys, with their moments before `length`; in no order. */
export function draftHabs(
  stream: Stream,
  { controllers, witnesses, outsiders }: Topology,
  { profile, length }: { readonly profile: Profile; readonly length: number },
): readonly Drawn[] {
  const drawn: Drawn[] = [];
  const moment = (): number => second + stream.between(0, length - 2 * second);
  for (let made = stream.between(...profile.habs); made > 0; made--) {
    const node = stream.pick(controllers);
    const aid = `h${String(made - 1)}`;
    const begin = stream.between(0, Math.floor(length / 4));
    const honest = witnesses.filter((witness) => !outsiders.includes(witness));
    const of = { aid, node, witnesses: stream.hit(1, 2) ? someOf(stream, honest, 1) : [] };
    const hab = (act: 'make' | 'interact' | 'rotate'): Draft<HumanEntry> => draftHab(stream, { ...of, act });
    drawn.push({ at: begin, draft: hab('make') });
    for (let next = stream.between(2, 6); next > 0; next--) {
      const at = Math.max(begin, moment());
      drawn.push({ at, draft: hab(stream.pick(['interact', 'rotate', 'rotate'])) });
      if (stream.hit(1, 3)) drawn.push({ at: at - 1, draft: draftBreakage(stream, node) });
    }
  }
  return drawn;
}

type Named = Pick<Extract<HumanEntry, { readonly do: 'hab' }>, 'aid' | 'node' | 'act' | 'witnesses'>;

function draftHab(stream: Stream, named: Named): Draft<HumanEntry> {
  const establishing = drawCounts(stream, named.witnesses.length);
  const places = Array.from({ length: establishing.keyCount }, (_, place) => place);
  return { do: 'hab', ...named, exposed: stream.hit(1, 3) ? someOf(stream, places, 1) : [], ...establishing };
}

function drawCounts(stream: Stream, witnessCount: number): Establishing {
  const [keyCount, nextCount] = [stream.pick([1, 1, 2, 3]), stream.pick([1, 1, 2, 3])];
  return {
    keyCount,
    threshold: stream.between(1, keyCount).toString(16),
    nextCount,
    nextThreshold: stream.between(1, nextCount).toString(16),
    toad: witnessCount === 0 ? 0 : stream.between(1, witnessCount),
  };
}

/** What strikes the next commit of the node, of its key store or of its log. */
function draftBreakage(stream: Stream, node: string): Draft<FaultEntry> {
  const where = stream.hit(2, 3) ? ({ disk: 'keys' } as const) : {};
  const downFor = stream.between(1, 60) * second;
  if (stream.hit(1, 4)) return { do: 'commit-error', node, ...where, effect: 'none', downFor };
  const part = stream.pick(['pages', 'sync', 'meta', 'after'] as const);
  return { do: 'crash', node, ...where, part, power: stream.hit(1, 2), downFor };
}
