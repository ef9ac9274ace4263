/**
 * The commands of small worlds, as messages: one person, `a`, whose log goes on with every plan, its delegates,
 * others who begin, and an outsider who receipts.
 *
 * Source: dst.md 5.2 (length 3 over 12 commands), 1.5 (B3: bound the world, then exhaust it).
 */
import { buildQuery, buildReply } from '../../kernel/event/build-routed.ts';
import { mapOf } from '../../kernel/event/json.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import { assert } from '../../kernel/std/assert.ts';
import { startOfTime } from '../clocks.ts';
import type { KeyPair, Signing } from '../keys.ts';
import { incept, interact, plainPrefix, rotate, sealOf } from '../people/author.ts';
import type { Authored, Desk, Hand } from '../people/author.ts';
import { headOf } from '../people/company.ts';
import type { Person } from '../people/company.ts';
import { personSigns, timeText } from '../people/voice.ts';
import { bytesOf, coupleOf, receiptBytes } from '../people/wording.ts';
import type { Truth } from '../truth.ts';

/** Everything that a world can be asked to do. */
export const smallCommands = [
  'incept',
  'interact',
  'rotate',
  /** A rotation over the interaction at the head. */
  'recover',
  'incept-delegate',
  'approve',
  'receipt',
  /** A receipt of the event that does not exist yet. */
  'receipt-before',
  'duplicate',
  /** Another version of the head; where there can be none, an event from the future. */
  'conflict',
  'reply',
  'query',
  'remove-waiting',
] as const;

export type SmallCommand = (typeof smallCommands)[number];

/** What the node is given, or what a person does at it. */
export type Deed = {
  readonly command: SmallCommand;
  /** Undefined for what a person does. */
  readonly bytes: Uint8Array | undefined;
  /** What is true from then on. */
  readonly tell: (truth: Truth) => void;
};

/** A plan in messages, and what the node knows before it. */
export type Story = { readonly prelude: Deed; readonly deeds: readonly Deed[] };

type Scene = {
  readonly desk: Desk;
  readonly outsider: KeyPair;
  /** Number of the command in its plan, from 1 on. */
  readonly number: number;
  readonly person: Person;
  readonly delegates: readonly Authored[];
  readonly approvedCount: number;
  readonly last: Uint8Array;
};

type Act = (scene: Scene) => Partial<Scene> & Pick<Deed, 'bytes' | 'tell'>;

const one = { keyCount: 1, threshold: '1', nextCount: 1, nextThreshold: '1', toad: 0 } as const;
const nothing = (): void => undefined;
const rotating = { ...one, cuts: [], adds: [], exposed: [0], anchors: [] };
const delegateCountMax = 3;

/** Puts a plan into messages. */
export function storyOf({ signer, algorithms }: Signing, plan: readonly SmallCommand[]): Story {
  const desk: Desk = {
    signer,
    making: { version: [1, 0], serialization: 'JSON', saidCode: 'E', algorithms },
  };
  const head = inceptionOf(desk, { aid: 'a', entry: 0 });
  const { prefix } = head.event;
  const person: Person = {
    aid: 'a',
    prefix,
    node: 'n',
    delegator: undefined,
    trunk: [head],
    isVoid: false,
    isAlarmed: false,
  };
  const delegates = Array.from({ length: delegateCountMax }, (_, at) =>
    inceptionOf(desk, { aid: `d${String(at)}`, entry: 0 }, head),
  );
  const bytes = wordsOf(head);
  let scene: Scene = {
    desk,
    outsider: signer.pair('outsider'),
    number: 0,
    person,
    delegates,
    approvedCount: 0,
    last: bytes,
  };
  const deeds = plan.map((command): Deed => {
    const acting = { ...scene, number: scene.number + 1 };
    const { bytes: said, tell, ...after } = acts[command](acting);
    scene = { ...acting, ...after, last: said ?? acting.last };
    return { command, bytes: said, tell };
  });
  return { prelude: { command: 'incept', bytes, tell: standing(head) }, deeds };
}

const acts: { readonly [command in SmallCommand]: Act } = {
  incept: ({ desk, number }) => {
    const made = inceptionOf(desk, { aid: `b${String(number)}`, entry: number });
    return { bytes: wordsOf(made), tell: standing(made) };
  },
  interact: (scene) => goingOn(scene, interact(scene.desk, headOf(scene.person), [])),
  rotate: (scene) => goingOn(scene, rotationAfter(scene, headOf(scene.person))),
  recover: (scene) => {
    const { trunk } = scene.person;
    const before = trunk.at(-2);
    const isOver = headOf(scene.person).event.ilk === 'ixn' && before !== undefined;
    return goingOn(scene, rotationAfter(scene, isOver ? before : headOf(scene.person)));
  },
  'incept-delegate': ({ delegates, number }) => {
    const made = delegates[(number - 1) % delegateCountMax];
    assert(made !== undefined, 'every command has its delegate');
    return { bytes: wordsOf(made), tell: standing(made) };
  },
  approve: (scene) => {
    const { delegates, approvedCount } = scene;
    const delegate = delegates[approvedCount % delegateCountMax];
    assert(delegate !== undefined, 'every command has its delegate');
    const sealing = interact(scene.desk, headOf(scene.person), [sealOf(delegate.event)]);
    return { ...goingOn(scene, sealing), approvedCount: approvedCount + 1 };
  },
  receipt: ({ outsider, person }) => ({ bytes: receiptOf(outsider, headOf(person).event), tell: nothing }),
  'receipt-before': ({ desk, outsider, person }) => {
    const { event } = interact(desk, headOf(person), []);
    return { bytes: receiptOf(outsider, event), tell: nothing };
  },
  duplicate: ({ last }) => ({ bytes: last, tell: nothing }),
  conflict: (scene) => conflict(scene),
  reply: ({ desk, person, number }) => {
    const dt = timeText(startOfTime + BigInt(number), '+00:00');
    const data = mapOf(
      ['cid', person.prefix],
      ['role', 'agent'],
      ['eid', headOf(person).after.keys[0]?.plain ?? ''],
    );
    const built = buildReply({ route: '/end/role/add', data, dt, sender: undefined }, desk.making);
    assert(built.ok, 'a reply can be written');
    return { bytes: signedBy(person, built.value.raw), tell: nothing };
  },
  query: ({ desk, person, number, outsider }) => {
    const dt = timeText(startOfTime + BigInt(number), '+00:00');
    const query = mapOf(['i', person.prefix], ['src', plainPrefix(outsider)]);
    const built = buildQuery({ route: 'logs', dt, sender: undefined, returnRoute: '', query }, desk.making);
    assert(built.ok, 'a query can be written');
    return { bytes: signedBy(person, built.value.raw), tell: nothing };
  },
  'remove-waiting': () => ({ bytes: undefined, tell: nothing }),
};

function inceptionOf(desk: Desk, hand: Hand, delegator?: Authored): Authored {
  const made = incept(desk, {
    ...one,
    ...hand,
    witnesses: [],
    traits: [],
    delegator: delegator?.event.prefix,
    identifier: 'self-addressing',
  });
  assert(made !== undefined, 'an inception can be written');
  return made;
}

function rotationAfter({ desk, number }: Scene, before: Authored): Authored {
  const made = rotate(desk, before, { ...rotating, aid: 'a', entry: number });
  assert(made !== undefined, 'the log is open');
  return made;
}

/** The log of the person goes on, or goes on from an earlier place. */
function goingOn({ person }: Scene, made: Authored): ReturnType<Act> {
  const trunk = [...person.trunk.slice(0, Number(made.event.sn)), made];
  return { person: { ...person, trunk }, bytes: wordsOf(made), tell: standing(made) };
}

function standing({ event }: Authored): (truth: Truth) => void {
  return (truth) => {
    truth.made(event, false);
    if (!truth.known.isEquivocating(event.prefix)) truth.stood(event.prefix, Number(event.sn), event.said);
    if (event.ilk !== 'ixn') truth.rotated(event.prefix);
  };
}

function conflict({ desk, person }: Scene): ReturnType<Act> {
  const head = headOf(person);
  const before = person.trunk.at(-2);
  const isInteraction = head.event.ilk === 'ixn' && before !== undefined;
  const other = isInteraction
    ? interact(desk, before, [sealOf(before.event)])
    : interact(desk, interact(desk, head, []), []);
  return {
    bytes: wordsOf(other),
    tell: (truth) => {
      truth.made(other.event, false);
      truth.equivocated(other.event.prefix);
    },
  };
}

function wordsOf({ event, signatures }: Authored): Uint8Array {
  return bytesOf({ raw: event.raw, attached: { controllerSignatures: signatures } }, 'plain');
}

function receiptOf(outsider: KeyPair, event: KeyEvent): Uint8Array {
  return receiptBytes(
    event,
    { receiptCouples: [coupleOf(plainPrefix(outsider), outsider, event.raw)] },
    'plain',
  );
}

function signedBy(person: Person, raw: Uint8Array): Uint8Array {
  return bytesOf({ raw, attached: personSigns(person, raw, 'event') }, 'plain');
}
