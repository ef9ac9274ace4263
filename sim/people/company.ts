/**
 * What the people of a run know and keep: their logs and keys, the events ever made, which receipts came, who
 * holds which node. It lives outside of every node, so a crash takes nothing from it.
 *
 * Source: dst.md 3.1.
 */
import type { Prefix, Said } from '../../kernel/cesr/qualified.ts';
import type { EventReference } from '../../kernel/cesr/attachments.ts';
import type { Making } from '../../kernel/event/build.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import type { Host } from '../../shell/host.ts';
import type { KeyPair, Signer } from '../keys.ts';
import type { MarkName } from '../marks.ts';
import type { AdversaryEntry, HumanEntry, Plan, Spreading } from '../plan.ts';
import { chanceOf } from '../random.ts';
import type { Chance } from '../random.ts';
import { incept, plainPrefix } from './author.ts';
import type { Authored, Desk } from './author.ts';

export type InceptEntry = Extract<HumanEntry, { readonly do: 'incept' }>;
export type Lie = Extract<AdversaryEntry, { readonly do: 'lie' }>['how'];

/** An AID and whoever controls it. */
export type Person = {
  readonly aid: string;
  readonly prefix: Prefix;
  /** The node that it is controlled from. */
  readonly node: string;
  /** Name of the AID that delegates to it. */
  readonly delegator: string | undefined;
  /** The events its controller stands by, by number. */
  readonly trunk: readonly Authored[];
  /** Nobody may accept it: its delegator does not delegate. */
  readonly isVoid: boolean;
  /** Somebody signs with its present keys, and it has heard of that. */
  readonly isAlarmed: boolean;
};

/** What became known of an event to the one who made it. */
export type Mail = {
  /** Raw signatures of its witnesses. */
  readonly receipts: Map<Prefix, Uint8Array>;
  /** The event of the delegator that seals it. */
  seal: EventReference | undefined;
  /** Receipts it had when it was last told to everybody; undefined before. */
  told: number | undefined;
};

/** A registry of credentials, and the credential it issued last. */
export type Registry = {
  readonly prefix: string;
  readonly issued: { readonly credential: string; readonly said: string } | undefined;
};

/** The inceptions that a plan leads to, made before the run. */
type Prepared = { readonly entry: InceptEntry; readonly authored: Authored; readonly isVoid: boolean };

export type Company = {
  readonly plan: Plan;
  readonly desk: Desk;
  /** Draws of people, apart from those of machines. */
  readonly chance: Chance;
  readonly prepared: ReadonlyMap<string, Prepared>;
  readonly persons: Map<string, Person>;
  readonly nameOf: Map<Prefix, string>;
  /** All events ever made, honest or not. */
  readonly events: Map<Said, Authored>;
  readonly mail: Map<Said, Mail>;
  /** Marks that are hit when an event is accepted somewhere. */
  readonly deserving: Map<Said, readonly MarkName[]>;
  /** How an event is to be told. */
  readonly spreading: Map<Said, Spreading>;
  /** Events of delegates that were taken back before their delegator sealed them. */
  readonly rivals: Map<string, Authored>;
  /** Events that wait to be told after the one that follows them. */
  readonly late: Map<string, readonly Authored[]>;
  /** Valid receipts that exist anywhere, by event. */
  readonly receipts: Map<Said, Map<Prefix, Uint8Array>>;
  readonly lies: Map<string, Lie>;
  /** Highest event that a witness published a receipt of, by AID. */
  readonly published: Map<string, Map<Prefix, EventReference>>;
  /** The latest sound forgery in the name of an AID. */
  readonly forged: Map<string, Authored>;
  /** The last replies of an AID, as they were sent. */
  readonly replies: Map<string, readonly Uint8Array[]>;
  /** The registry that an AID keeps. */
  readonly registries: Map<string, Registry>;
  /** Time that the last reply of a record says. */
  readonly replyTimes: Map<string, bigint>;
  /** How often a node asked about an AID, and when last. */
  readonly asked: Map<string, { readonly count: number; readonly at: number }>;
  /** Hosts that are listened to. */
  readonly listening: Map<string, Host>;
  readonly witnessNode: ReadonlyMap<Prefix, string>;
  readonly nodePair: (node: string) => KeyPair;
  readonly nodePrefix: (node: string) => Prefix;
};

/** The company of a plan, before anything happened. */
export function openCompany(
  plan: Plan,
  { signer, algorithms }: { readonly signer: Signer; readonly algorithms: Algorithms },
): Company {
  const making: Making = { version: [1, 0], serialization: 'JSON', saidCode: 'E', algorithms };
  const desk: Desk = { signer, making };
  const chance = chanceOf(plan.seed).of('people');
  const nodePair = (node: string): KeyPair => signer.pair(`node/${node}`);
  const nodePrefixes = new Map(plan.nodes.map(({ id }) => [id, plainPrefix(nodePair(id))]));
  const nodePrefix = (node: string): Prefix => nodePrefixes.get(node) ?? plainPrefix(nodePair(node));
  const prepared = prepare(plan, { desk, chance, nodePrefix });
  return {
    plan,
    desk,
    chance,
    prepared,
    persons: new Map(),
    nameOf: new Map([...prepared.values()].map(({ authored }) => [authored.event.prefix, authored.aid])),
    events: new Map(),
    mail: new Map(),
    deserving: new Map(),
    spreading: new Map(),
    rivals: new Map(),
    late: new Map(),
    receipts: new Map(),
    lies: new Map(),
    published: new Map(),
    forged: new Map(),
    replies: new Map(),
    registries: new Map(),
    replyTimes: new Map(),
    asked: new Map(),
    listening: new Map(),
    witnessNode: new Map([...nodePrefixes].map(([id, prefix]) => [prefix, id])),
    nodePair,
    nodePrefix,
  };
}

type Preparing = Pick<Company, 'desk' | 'chance' | 'nodePrefix'>;

/** One key that is its own identifier is as common as an identifier that is the digest of its inception. */
const basicPurpose = 1;

/** The first inception of each AID, in the order of the plan; a delegate comes after its delegator. */
function prepare(plan: Plan, { desk, chance, nodePrefix }: Preparing): Map<string, Prepared> {
  const prepared = new Map<string, Prepared>();
  for (const entry of plan.entries) {
    if (entry.do !== 'incept' || prepared.has(entry.aid)) continue;
    const above = entry.delegator === null ? undefined : prepared.get(entry.delegator);
    if (entry.delegator !== null && above === undefined) continue;
    const isBasic = above === undefined && entry.keyCount === 1 && chance.hit([1, 2], basicPurpose, entry.id);
    const authored = incept(desk, {
      ...entry,
      entry: entry.id,
      witnesses: entry.witnesses.map(nodePrefix),
      delegator: above?.authored.event.prefix,
      identifier: isBasic ? 'basic' : 'self-addressing',
    });
    if (authored === undefined) continue;
    const isVoid = above !== undefined && (above.isVoid || above.authored.after.traits.includes('DND'));
    prepared.set(entry.aid, { entry, authored, isVoid });
  }
  return prepared;
}

/** The latest event that the controller of an AID stands by. */
export function headOf({ trunk }: Person): Authored {
  const head = trunk.at(-1);
  if (head === undefined) throw new Error('a log begins with an inception');
  return head;
}

/** Place in the trunk of the latest event that establishes keys. */
export function establishedAt({ trunk }: Person): number {
  return trunk.findLastIndex(({ event }) => event.ilk !== 'ixn');
}

/** The AIDs that an AID delegates to, in the order of their inceptions. */
export function delegatesOf({ persons }: Company, { aid }: Person): readonly Person[] {
  return [...persons.values()].filter(({ delegator }) => delegator === aid);
}

/** What is known of an event to the one who made it. */
export function mailOf({ mail }: Company, said: Said): Mail {
  const known = mail.get(said);
  if (known !== undefined) return known;
  const empty: Mail = { receipts: new Map(), seal: undefined, told: undefined };
  mail.set(said, empty);
  return empty;
}
