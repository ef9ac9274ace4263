/**
 * After the core is healed: its honest people ask each node of the core how a log stands there, and send again
 * what is missing, until the end. Delegators seal what waits for them, and whoever's keys are abused recovers.
 *
 * Source: dst.md 3.3 (liveness: L1…L4).
 */
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import type { Host } from '../../shell/host.ts';
import { approve } from './acts/approve.ts';
import { gossip } from './acts/gossip.ts';
import { headOf } from './company.ts';
import type { Person } from './company.ts';
import { recoverFromThief } from './recovery.ts';
import { personOf } from './scene.ts';
import type { Scene } from './scene.ts';
import { catchUpWitnesses, logBytes } from './telling.ts';
import { listen } from './gather.ts';

const roundsMax = 10;
const firstEntry = 1_000_000;

/** Begins the rounds of the healed core. Rounds are spread evenly to the end. */
export function heal(scene: Scene): void {
  const { stage, company } = scene;
  const { healAt, endAt } = company.plan;
  const pause = Math.max(1, Math.floor((endAt - healAt) / roundsMax));
  let round = 0;
  const next = (): void => {
    runRound(scene, round);
    round += 1;
    if (round < roundsMax) stage.later(pause, next);
  };
  next();
}

/** True for people of the core that nobody but themselves speaks for. */
function isHonest({ stage, company }: Scene, { node, prefix, isVoid }: Person): boolean {
  return company.plan.core.includes(node) && !isVoid && !stage.truth.known.isEquivocating(prefix);
}

function runRound(scene: Scene, round: number): void {
  const { company, stage } = scene;
  const people = [...company.persons.values()].filter((person) => isHonest(scene, person));
  for (const { node } of people) listen(scene, node);
  people.forEach(({ aid }, at) => {
    const entry = firstEntry + round * 1000 + at;
    recoverIfAbused(scene, aid, entry);
    approveIfAsked(scene, aid, entry);
  });
  for (const { aid } of people) {
    const person = personOf(scene, aid);
    if (person !== undefined && stage.host(person.node) !== undefined) sendMissing(scene, person);
  }
  compareNotes(scene, round);
}

function recoverIfAbused(scene: Scene, aid: string, entry: number): void {
  const person = personOf(scene, aid);
  if (person === undefined || scene.stage.host(person.node) === undefined) return;
  const held = scene.stage.truth.known.held(person.prefix);
  const isAbused = person.isAlarmed || held.current;
  if (isAbused && !held.next && headOf(person).after.nextKeys.length > 0)
    recoverFromThief(scene, person, entry);
}

function approveIfAsked(scene: Scene, aid: string, entry: number): void {
  const delegate = personOf(scene, aid);
  if (delegate?.delegator === undefined) return;
  const person = personOf(scene, delegate.delegator);
  if (person === undefined || !isHonest(scene, person) || scene.stage.host(person.node) === undefined) return;
  approve(scene, person, delegate, entry + 500);
}

/** Sends the log to every node of the core that does not hold it as its controller does. */
function sendMissing(scene: Scene, person: Person): void {
  const { stage, company } = scene;
  const head = headOf(person);
  catchUpWitnesses(scene, person);
  let bytes: Uint8Array | undefined;
  for (const node of company.plan.core) {
    const state = stage.host(node)?.keyState(person.prefix);
    if (stage.host(node) === undefined || state?.said === head.event.said) continue;
    bytes ??= logBytes(company, person.trunk, 'pipelined');
    const isProtected = node === person.node || isConcerned(scene, person, node);
    const delivery = { from: person.node, to: node, bytes, note: `log ${person.aid}` } as const;
    if (node === person.node) stage.give({ ...delivery, source: 'local' });
    else stage.send({ ...delivery, source: isProtected ? 'local' : 'remote' });
  }
}

/** True for nodes that a controller has a protected path to: those of its witnesses and of its delegator. */
function isConcerned(scene: Scene, person: Person, node: string): boolean {
  const { company } = scene;
  const isWitness = person.trunk.some(({ after }) => after.witnesses.includes(company.nodePrefix(node)));
  const above = person.delegator === undefined ? undefined : personOf(scene, person.delegator);
  return isWitness || above?.node === node;
}

/**
 * Where two nodes of the core do not agree on a log, each gives the other what it holds. All go by one that
 * takes everybody's events: a controller or a witness takes its own matters from nobody else.
 */
function compareNotes(scene: Scene, round: number): void {
  const { stage, company } = scene;
  if (round % 2 !== 1) return;
  const { core, nodes: all } = company.plan;
  const lookers = all.filter(
    ({ id, role }) => core.includes(id) && (role === 'validator' || role === 'watcher'),
  );
  const nodes = core.filter((node) => stage.host(node) !== undefined);
  for (const [prefix, name] of company.nameOf) {
    const first = lookers.find(({ id }) => stage.host(id)?.keyState(prefix) !== undefined)?.id;
    if (first === undefined) continue;
    for (const node of nodes) if (node !== first) exchangeIfDifferent(scene, prefix, { first, node, name });
  }
}

type Pair = { readonly first: string; readonly node: string; readonly name: string };

function exchangeIfDifferent(scene: Scene, prefix: Prefix, { first, node, name }: Pair): void {
  const { stage } = scene;
  const [one, other] = [stage.host(first), stage.host(node)];
  if (one === undefined || other === undefined) return;
  const theirs = other.keyState(prefix);
  if (theirs !== undefined && knowAlike(prefix, one, other)) return;
  gossip(scene, prefix, { from: first, to: node, note: `gossip ${name}` });
  if (theirs !== undefined) gossip(scene, prefix, { from: node, to: first, note: `gossip ${name}` });
}

/** True when two that know a log have the same head, and the same versions, accepted or lost. */
function knowAlike(prefix: Prefix, one: Host, other: Host): boolean {
  if (one.keyState(prefix)?.said !== other.keyState(prefix)?.said) return false;
  const lost = [one, other].map((host) => host.duplicity(prefix).flatMap(({ evidence }) => evidence));
  if (lost.every((evidence) => evidence.length === 0)) return true;
  const [mine, theirs] = [one, other].map((host, at) => {
    const accepted = Array.from(host.kel(prefix, { all: true }), ({ stored }) => stored.event.said);
    return [...accepted, ...(lost[at] ?? []).map(({ event }) => event.said)].sort(byText).join();
  });
  return mine === theirs;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
