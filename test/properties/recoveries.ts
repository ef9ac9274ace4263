/**
 * Arbitrary honest histories with recoveries: rotations that supersede interactions, delegated rotations that
 * supersede delegated rotations, delegators that recover and seal again what stays. No controller makes two events
 * that nothing can reconcile. For fast-check.
 */
import fc from 'fast-check';
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import type { Said } from '../../kernel/cesr/qualified.ts';
import type { Arriving } from '../support/history.ts';
import { plainReceipt, witnessReceipt } from '../support/history.ts';
import { eventSeal, log } from '../support/identity.ts';
import type { Log, SignedEvent } from '../support/identity.ts';
import { plainParty } from '../support/routed.ts';
import type { Plain } from '../support/routed.ts';

const move = fc.constantFrom(
  'boss interacts',
  'boss rotates',
  'boss changes its witnesses',
  'boss recovers',
  'boss recovers far',
  'leaf interacts',
  'leaf rotates',
  'leaf recovers from interactions',
  'leaf recovers from its rotation',
);
export type Move =
  | 'boss interacts'
  | 'boss rotates'
  | 'boss changes its witnesses'
  | 'boss recovers'
  | 'boss recovers far'
  | 'leaf interacts'
  | 'leaf rotates'
  | 'leaf recovers from interactions'
  | 'leaf recovers from its rotation';

export type Tale = {
  readonly keyCount: number;
  readonly witnessCount: number;
  readonly leafWitnessCount: number;
  readonly moves: readonly Move[];
  /** How each event travels, in turn. */
  readonly travels: readonly Travel[];
};

export type Travel = 'whole' | 'receipts apart' | 'couples apart' | 'signatures apart' | 'all apart';

export const tales: fc.Arbitrary<Tale> = fc.record({
  keyCount: fc.integer({ min: 1, max: 2 }),
  witnessCount: fc.constantFrom(0, 0, 2),
  leafWitnessCount: fc.constantFrom(0, 0, 2),
  moves: fc.array(move, { minLength: 2, maxLength: 8 }),
  travels: fc.array(
    fc.constantFrom<Travel[]>(
      'whole',
      'whole',
      'receipts apart',
      'couples apart',
      'signatures apart',
      'all apart',
    ),
    { minLength: 1, maxLength: 4 },
  ),
});

const pool = Array.from({ length: 4 }, (_, at) => plainParty(`confluence pool ${String(at)}`));

/** One controller: its trunk, and all it ever made, with the witnesses in force at each event. */
type Teller = { readonly trunk: Log; readonly made: readonly Made[] };
type Made = { readonly signed: SignedEvent; readonly witnesses: readonly Plain[] };

type Scene = { readonly boss: Teller; readonly leaf: Teller };

const begun = (trunk: Log): Teller => ({ trunk, made: [{ signed: trunk.last, witnesses: trunk.witnesses }] });

/** The teller with a trunk that goes one event further. */
function told({ made }: Teller, trunk: Log): Teller {
  return { trunk, made: [...made, { signed: trunk.last, witnesses: trunk.witnesses }] };
}

const isEstablishment = ({ event }: SignedEvent): boolean => event.ilk !== 'ixn';

/** How many interactions stand at the end of the trunk. */
function trailing({ events }: Log): number {
  return events.length - 1 - events.findLastIndex(isEstablishment);
}

function back(trunk: Log, count: number): Log {
  return Array.from({ length: count }).reduce<Log>((made) => made.back(), trunk);
}

/** The delegator seals what of the delegate's trunk none of its own trunk seals. */
function sealing({ boss, leaf }: Scene): Scene {
  const text = (one: SignedEvent) => JSON.stringify(eventSeal(one.event));
  const sealed = new Set(
    boss.trunk.events.flatMap(({ event }) => event.anchors.map((anchor) => JSON.stringify(anchor))),
  );
  const lacking = leaf.trunk.events.filter((one) => isEstablishment(one) && !sealed.has(text(one)));
  if (lacking.length === 0) return { boss, leaf };
  const anchors = lacking.map(({ event }) => eventSeal(event));
  return { boss: told(boss, boss.trunk.interact({ anchors })), leaf };
}

function moved(scene: Scene, step: Move, turn: number): Scene {
  const anchors = [`turn ${String(turn)}`];
  const bossTo = (trunk: Log): Scene => sealing({ ...scene, boss: told(scene.boss, trunk) });
  const leafTo = (trunk: Log): Scene => sealing({ ...scene, leaf: told(scene.leaf, trunk) });
  const [boss, leaf] = [scene.boss.trunk, scene.leaf.trunk];
  switch (step) {
    case 'boss interacts':
      return bossTo(boss.interact({ anchors }));
    case 'boss rotates':
      return bossTo(boss.rotate({ anchors }));
    case 'boss changes its witnesses':
      return bossTo(changed(boss, anchors));
    case 'boss recovers':
      return trailing(boss) === 0 ? scene : bossTo(changed(back(boss, 1), anchors));
    case 'boss recovers far':
      return trailing(boss) === 0 ? scene : bossTo(back(boss, trailing(boss)).rotate({ anchors }));
    case 'leaf interacts':
      return leafTo(leaf.interact({ anchors }));
    case 'leaf rotates':
      return leafTo(leaf.rotate({ anchors }));
    case 'leaf recovers from interactions':
      return trailing(leaf) === 0 ? scene : leafTo(back(leaf, trailing(leaf)).rotate({ anchors }));
    case 'leaf recovers from its rotation': {
      const base = back(leaf, trailing(leaf));
      return base.last.event.ilk === 'drt' ? leafTo(base.back().rotate({ anchors })) : scene;
    }
  }
}

function changed(boss: Log, anchors: readonly string[]): Log {
  const fresh = pool.find(({ prefix }) => !boss.witnesses.some((witness) => witness.prefix === prefix));
  const adds = fresh === undefined || boss.witnesses.length === 0 ? [] : [fresh];
  return boss.rotate({ anchors, cuts: boss.witnesses.slice(0, adds.length), adds });
}

/** Everything that travels, and the trunks that everybody is to end with. */
export type Told = {
  readonly trunks: readonly Log[];
  readonly arrivals: readonly Arriving[];
};

/** The tale as messages: always the same ones. */
export function toldOf(tale: Tale): Told {
  const { keyCount, witnessCount, leafWitnessCount, moves, travels } = tale;
  const boss = begun(log('told boss').incept({ keyCount, witnesses: pool.slice(0, witnessCount) }));
  const leaf = begun(
    log('told leaf').incept({
      keyCount,
      delegator: boss.trunk.prefix,
      witnesses: pool.slice(0, leafWitnessCount),
    }),
  );
  const scene = moves.reduce(moved, sealing({ boss, leaf }));
  const arrivals = [...scene.boss.made, ...scene.leaf.made].flatMap((made, at) =>
    travelling(made, travels[at % travels.length] ?? 'whole'),
  );
  return { trunks: [scene.boss.trunk, scene.leaf.trunk], arrivals };
}

function travelling({ signed, witnesses }: Made, how: Travel): readonly Arriving[] {
  const { event: message, attachments } = signed;
  const { controllerSignatures, witnessSignatures } = attachments;
  const withPart = (part: Partial<Attachments>): Arriving => ({
    message,
    attachments: { ...noAttachments, ...part },
  });
  const receipts = witnesses.map((_, place) => witnessReceipt(message, witnesses, place));
  const couples = witnesses.map((witness) => plainReceipt(message, witness));
  switch (how) {
    case 'whole':
      return [withPart(attachments)];
    case 'receipts apart':
      return [withPart({ controllerSignatures }), ...receipts];
    case 'couples apart':
      return [withPart({ controllerSignatures }), ...couples];
    case 'signatures apart':
      return controllerSignatures.map((one) => withPart({ controllerSignatures: [one], witnessSignatures }));
    case 'all apart':
      return [...controllerSignatures.map((one) => withPart({ controllerSignatures: [one] })), ...receipts];
  }
}

/** SAIDs of a trunk. */
export function saidsOf({ events }: Log): readonly Said[] {
  return events.map(({ event }) => event.said);
}
