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

const moves = [
  'interacts',
  'rotates',
  'changes its witnesses',
  'recovers from its last interaction',
  'recovers from its interactions',
  'recovers from its rotation',
] as const;
type Move = { readonly by: number; readonly does: (typeof moves)[number] };

const ways = ['whole', 'receipts apart', 'couples apart', 'signatures apart', 'all apart'] as const;
type Way = (typeof ways)[number];

/** One identifier; each but the first may be delegated by the one before it. */
type Character = { readonly keyCount: number; readonly witnessCount: number; readonly isDelegated: boolean };

export type Tale = {
  readonly cast: readonly Character[];
  readonly moves: readonly Move[];
  /** How each event travels, in turn. */
  readonly ways: readonly Way[];
};

const castCountMax = 3;

export const tales: fc.Arbitrary<Tale> = fc.record({
  cast: fc.array(
    fc.record({
      keyCount: fc.integer({ min: 1, max: 2 }),
      witnessCount: fc.constantFrom(0, 0, 2),
      isDelegated: fc.constantFrom(true, true, false),
    }),
    { minLength: 1, maxLength: castCountMax },
  ),
  moves: fc.array(fc.record({ by: fc.nat({ max: castCountMax - 1 }), does: fc.constantFrom(...moves) }), {
    minLength: 2,
    maxLength: 9,
  }),
  ways: fc.array(fc.constantFrom('whole' as const, ...ways), { minLength: 1, maxLength: 4 }),
});

const pool = Array.from({ length: 4 }, (_, at) => plainParty(`confluence pool ${String(at)}`));

/** One controller: its trunk, and all it ever made, with the witnesses in force at each event. */
type Teller = { readonly trunk: Log; readonly made: readonly Made[]; readonly delegator: number | undefined };
type Made = { readonly signed: SignedEvent; readonly witnesses: readonly Plain[] };

/** The teller with a trunk that goes one event further. */
function further(teller: Teller, trunk: Log): Teller {
  return { ...teller, trunk, made: [...teller.made, { signed: trunk.last, witnesses: trunk.witnesses }] };
}

const isEstablishment = ({ event }: SignedEvent): boolean => event.ilk !== 'ixn';

/** How many interactions stand at the end of the trunk. */
function trailing({ events }: Log): number {
  return events.length - 1 - events.findLastIndex(isEstablishment);
}

function back(trunk: Log, count: number): Log {
  return Array.from({ length: count }).reduce<Log>((made) => made.back(), trunk);
}

/** What of the trunk of a delegate no event of the trunk of its delegator seals. */
function unsealed(delegate: Log, delegator: Log): readonly SignedEvent[] {
  const sealed = new Set(
    delegator.events.flatMap(({ event }) => event.anchors.map((anchor) => JSON.stringify(anchor))),
  );
  const sealOf = ({ event }: SignedEvent) => JSON.stringify(eventSeal(event));
  return delegate.events.filter((one) => isEstablishment(one) && !sealed.has(sealOf(one)));
}

/** Each delegator, from the lowest up, seals what its delegates lack: also what it recovered from sealing. */
function sealing(cast: readonly Teller[]): readonly Teller[] {
  return cast.reduceRight<readonly Teller[]>((tellers, _, at) => {
    const { trunk, delegator } = given(tellers, at);
    if (delegator === undefined) return tellers;
    const boss = given(tellers, delegator);
    const lacking = unsealed(trunk, boss.trunk);
    if (lacking.length === 0) return tellers;
    const anchors = lacking.map(({ event }) => eventSeal(event));
    return tellers.with(delegator, further(boss, boss.trunk.interact({ anchors })));
  }, cast);
}

function given(cast: readonly Teller[], at: number): Teller {
  const teller = cast[at];
  if (teller === undefined) throw new Error('there is no such character');
  return teller;
}

function moved(cast: readonly Teller[], { by, does }: Move, turn: number): readonly Teller[] {
  const at = by % cast.length;
  const teller = given(cast, at);
  const trunk = next(teller.trunk, does, [`turn ${String(turn)}`]);
  return trunk === undefined ? cast : sealing(cast.with(at, further(teller, trunk)));
}

/** The trunk after a move; undefined when there is nothing to recover from. */
function next(trunk: Log, does: Move['does'], anchors: readonly string[]): Log | undefined {
  const last = trailing(trunk);
  switch (does) {
    case 'interacts':
      return trunk.interact({ anchors });
    case 'rotates':
      return trunk.rotate({ anchors });
    case 'changes its witnesses':
      return changed(trunk, anchors);
    case 'recovers from its last interaction':
      return last === 0 ? undefined : changed(back(trunk, 1), anchors);
    case 'recovers from its interactions':
      return last === 0 ? undefined : back(trunk, last).rotate({ anchors });
    case 'recovers from its rotation': {
      const rotation = back(trunk, last);
      return rotation.last.event.ilk === 'drt' ? rotation.back().rotate({ anchors }) : undefined;
    }
  }
}

function changed(trunk: Log, anchors: readonly string[]): Log {
  const fresh = pool.find(({ prefix }) => !trunk.witnesses.some((witness) => witness.prefix === prefix));
  const adds = fresh === undefined || trunk.witnesses.length === 0 ? [] : [fresh];
  return trunk.rotate({ anchors, cuts: trunk.witnesses.slice(0, adds.length), adds });
}

/** Everything that travels, and the trunks that everybody is to end with. */
export type Told = {
  readonly trunks: readonly Log[];
  readonly arrivals: readonly Arriving[];
};

/** The tale as messages: always the same ones. */
export function toldOf(tale: Tale): Told {
  const begun = tale.cast.reduce<readonly Teller[]>(
    (cast, character) => [...cast, entering(cast, character)],
    [],
  );
  const cast = tale.moves.reduce(moved, sealing(begun));
  const made = cast.flatMap((teller) => teller.made);
  const arrivals = made.flatMap((one, at) => travelling(one, tale.ways[at % tale.ways.length] ?? 'whole'));
  return { trunks: cast.map(({ trunk }) => trunk), arrivals };
}

function entering(cast: readonly Teller[], { keyCount, witnessCount, isDelegated }: Character): Teller {
  const delegator = isDelegated && cast.length > 0 ? cast.length - 1 : undefined;
  const trunk = log(`told ${String(cast.length)}`).incept({
    keyCount,
    witnesses: pool.slice(0, witnessCount),
    ...(delegator === undefined ? {} : { delegator: given(cast, delegator).trunk.prefix }),
  });
  return { trunk, made: [{ signed: trunk.last, witnesses: trunk.witnesses }], delegator };
}

function travelling({ signed, witnesses }: Made, how: Way): readonly Arriving[] {
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
