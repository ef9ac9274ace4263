/** The nodes of a run: who they are, how their clocks run, how they commit. Source: dst.md 3.1, 3.2. */
import type { NodePlan, Role } from '../plan.ts';
import type { Stream } from '../random.ts';
import type { Profile } from './profiles.ts';

const second = 1_000_000;
const day = 86_400 * second;
const ppmMax = 200;

export type Topology = {
  readonly nodes: readonly NodePlan[];
  readonly controllers: readonly string[];
  readonly witnesses: readonly string[];
  /** Witnesses outside of the core: those that may lie, collude, or lose their store. */
  readonly outsiders: readonly string[];
  readonly watchers: readonly string[];
  readonly validators: readonly string[];
};

/** Draws the nodes. */
export function drawTopology(stream: Stream, profile: Profile): Topology {
  const names = (letter: string, count: number): readonly string[] =>
    Array.from({ length: count }, (_, at) => `${letter}${String(at)}`);
  const controllers = names('c', stream.between(...profile.controllers));
  const witnesses = names('w', stream.between(...profile.witnesses));
  const outsiders = witnesses.slice(witnesses.length - stream.between(0, Math.floor(witnesses.length / 2)));
  const watchers = names('j', 1);
  const validators = names('v', 2);
  const node = (role: Role) => (id: string) => drawNode(stream, id, role);
  const nodes = [
    ...controllers.map(node('controller')),
    ...witnesses.map(node('witness')),
    ...watchers.map(node('watcher')),
    ...validators.map(node('validator')),
  ];
  return { nodes, controllers, witnesses, outsiders, watchers, validators };
}

function drawNode(stream: Stream, id: string, role: Role): NodePlan {
  const isSkewed = stream.hit(1, 2);
  return {
    id,
    role,
    wallOffset: isSkewed ? stream.between(0, day) - day / 2 : 0,
    skewPpm: isSkewed ? stream.between(0, 2 * ppmMax) - ppmMax : 0,
    batchCountMax: stream.pick([1, 2, 16, 1024]),
    tick: stream.pick([5, 30, 30, 60]) * second,
    cacheCountMax: stream.pick([1, 1024, 1024, 1024, 1024, 1024]),
  };
}
