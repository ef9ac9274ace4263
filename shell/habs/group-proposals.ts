/**
 * Events that members of groups showed each other, and whether they may be signed.
 *
 * Source: keripy.md 8.6. KERIpy: `Multiplexor`, which takes any sender whose log it knows and looks at no keys. Here an event
 * has to be made of the keys of its members, and somebody who is in the group has to have shown it.
 */
import { readMultisig } from '../../kernel/event/multisig.ts';
import type { Multisig } from '../../kernel/event/multisig.ts';
import type { Inception, KeyEvent, Rotation } from '../../kernel/event/types.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import type { StoredExchange } from '../../kernel/state/stored.ts';
import { KeelsonError } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';
import type { Host } from '../host.ts';
import type { Members } from './group-members.ts';
import {
  everybody,
  isOfGroup,
  misfitOf,
  placeOfMember,
  revealsEnough,
  wrongMembers,
} from './group-members.ts';

/** An event as one member showed it. */
export type Showing = Multisig & {
  /** SAID of the exchange, and its ordinal in the log. */
  readonly said: string;
  readonly ordinal: number;
};

/** What is shown: by whom, in which exchange. `event` is the event of the group, or the reply or exchange. */
export type AnyShowing = {
  readonly said: string;
  readonly ordinal: number;
  readonly sender: string;
  readonly event: { readonly said: string };
};

/** An event of a group with everybody who showed it, in order of arrival. */
export type Proposed<S extends AnyShowing = Showing> = {
  readonly event: S['event'];
  readonly showings: readonly S[];
};

/** What others showed, and the member here did not sign yet: an event of a group, or a reply or an exchange of it. */
export type GroupProposal = Members & {
  /** SAID of the event: what `join` takes. */
  readonly said: string;
  readonly ilk: string;
  /** Of a reply or an exchange: the number of the event whose keys sign it. */
  readonly sn: bigint;
  /** Of a reply or an exchange; undefined for an event. */
  readonly route: string | undefined;
  readonly group: string;
  /** The member that is here. */
  readonly member: string;
  /** Who showed it. */
  readonly from: readonly string[];
  /** Why it cannot be signed, as things are known now; undefined when it can. */
  readonly refusal: KeelsonError | undefined;
  /** The event itself, or the reply or exchange, as its body. */
  readonly event: Uint8Array;
};

/** What a stored exchange shows; undefined when it shows no event of a group. */
export function showingOf(
  { exchange, attachments }: StoredExchange,
  ordinal: number,
  { algorithms }: Pick<Host, 'algorithms'>,
): Showing | undefined {
  const read = readMultisig(exchange, attachments, algorithms);
  return read.ok ? { ...read.value, said: exchange.said, ordinal } : undefined;
}

/** Showings that are kept of one sender, and of all; the oldest goes when there are more. */
const senderCountMax = 64;
const showingCountMax = 1024;

/**
 * The events that may still be signed.
 *  1. It holds `senderCountMax` showings of a sender at most, and `showingCountMax` of all.
 */
export class Proposals<S extends AnyShowing = Showing> {
  readonly #showings = new Map<string, S>();
  /** SAIDs of those whose signatures the host was given. */
  readonly #given = new Set<string>();

  /** The events, in the order in which they were shown first. */
  all(): readonly Proposed<S>[] {
    const byEvent = new Map<string, { event: S['event']; showings: S[] }>();
    for (const showing of this.#showings.values()) {
      const { event } = showing;
      const known = byEvent.get(event.said);
      if (known === undefined) byEvent.set(event.said, { event, showings: [showing] });
      else known.showings.push(showing);
    }
    return [...byEvent.values()];
  }

  /** The event of that SAID, or the one that the exchange of that SAID shows. */
  find(said: string): Proposed<S> | undefined {
    const event = this.#showings.get(said)?.event.said ?? said;
    return this.all().find((proposed) => proposed.event.said === event);
  }

  /** Keeps a showing; `isOurs` says whether one is of a group that is known here, and to be kept rather than others. */
  add(showing: S, isOurs: (showing: S) => boolean): void {
    this.#showings.set(showing.said, showing);
    const all = [...this.#showings.values()];
    const ofSender = all.filter(({ sender }) => sender === showing.sender);
    const others = all.filter((one) => !isOurs(one));
    if (ofSender.length > senderCountMax) this.#drop(ofSender[0]);
    else if (all.length > showingCountMax) this.#drop(others[0] ?? all[0]);
  }

  /** True once for each showing: its signatures are to be given to the host. */
  takesUp({ said }: S): boolean {
    if (this.#given.has(said)) return false;
    this.#given.add(said);
    return true;
  }

  /** What an event was shown with is to be given to the host again. */
  giveAgain({ showings }: Proposed<S>): void {
    for (const { said } of showings) this.#given.delete(said);
  }

  /** Lets go of showings. */
  dropWhere(isOver: (showing: S) => boolean): void {
    for (const showing of [...this.#showings.values()]) if (isOver(showing)) this.#drop(showing);
  }

  #drop(showing: S | undefined): void {
    if (showing === undefined) return;
    this.#showings.delete(showing.said);
    this.#given.delete(showing.said);
  }

  /** Ordinals of what is held, in order. */
  ordinals(): readonly number[] {
    return [...this.#showings.values()].map(({ ordinal }) => ordinal).sort((a, b) => a - b);
  }
}

type LogOf = Pick<Host, 'keyState' | 'keyStateAt' | 'kel' | 'algorithms'>;

/** The showing by which an event may be signed. Throws `KeelsonError` with the code of what is wrong. */
export function assess(host: LogOf, { showings }: Proposed): Showing {
  let first: unknown;
  for (const showing of showings) {
    try {
      assertFits(host, showing);
      assertShownByMember(host, showing, showings);
      return showing;
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

/** Throws `KeelsonError` of code `not-a-member` when the member has no key in the event. */
export function assertSigns(host: LogOf, event: KeyEvent, member: string): void {
  const keys = event.ilk === 'ixn' ? (host.keyState(event.prefix)?.keys ?? []) : event.keys;
  if (placeOfMember(host, member, keys, []) !== undefined) return;
  throw new KeelsonError('not-a-member', {
    says: `${member} has no key in this event: there is nothing to sign`,
    keripy: 'ValueError',
    facts: { said: event.said, member },
  });
}

function assertFits(host: LogOf, showing: Showing): void {
  const { event, sender, group } = showing;
  if (group !== event.prefix)
    throw refusal(
      'wrong-group',
      `it names the group ${group}, and carries an event of ${event.prefix}`,
      showing,
    );
  if (!everybody(showing).includes(sender))
    throw refusal('not-a-member', `${sender} showed it and is not among its members`, showing);
  if (event.ilk === 'icp' || event.ilk === 'dip') {
    const misfit = misfitOf(host, event, showing, 'latest');
    if (misfit !== undefined) throw misfitting(misfit, showing);
    return;
  }
  const before = stateBefore(host, event, showing);
  if (event.ilk !== 'ixn') {
    assertRotation(host, event, before, showing);
    return;
  }
  const stranger = showing.signing.find((prefix) => !isOfGroup(host, before, prefix));
  if (stranger !== undefined) throw misfitting(`${stranger} is not in the group`, showing);
}

function assertRotation(host: LogOf, event: Inception | Rotation, before: KeyState, showing: Showing): void {
  const misfit = misfitOf(host, event, showing, 'ever');
  if (misfit !== undefined) throw misfitting(misfit, showing);
  if (revealsEnough(host, event.keys, before)) return;
  throw misfitting('its keys reveal too few of those that were committed to', showing);
}

/** The key state that the event goes on from, or what it would recover from. */
function stateBefore(host: LogOf, event: KeyEvent, showing: Showing): KeyState {
  const state = host.keyState(event.prefix);
  if (state === undefined)
    throw refusal(
      'unknown-prefix',
      `nothing of ${event.prefix} is known here; ingest its log first`,
      showing,
    );
  const before = event.sn <= state.sn ? host.keyStateAt(event.prefix, { sn: event.sn - 1n }) : state;
  if (before !== undefined && event.sn === before.sn + 1n) return before;
  throw refusal(
    'wrong-place',
    `the log of the group ends at sn ${state.sn.toString(16)} here, and the event is at sn ${event.sn.toString(16)}`,
    showing,
  );
}

/** A group that exists is changed by those who are in it: newcomers wait until one of them showed the event. */
function assertShownByMember(host: LogOf, showing: Showing, showings: readonly Showing[]): void {
  const { event } = showing;
  if (event.ilk === 'icp' || event.ilk === 'dip') return;
  const before = stateBefore(host, event, showing);
  if (showings.some(({ sender }) => isOfGroup(host, before, sender))) return;
  throw refusal('not-a-member', 'nobody who is in the group has shown it', showing);
}

function misfitting(why: string, { event, sender }: Showing): KeelsonError {
  return wrongMembers(
    `the event is not one of its members: ${why}; have the logs of all of them here, then ask again`,
    {
      said: event.said,
      sender,
    },
  );
}

function refusal(code: ErrorCode, says: string, showing: Showing): KeelsonError {
  const facts = { said: showing.event.said, sender: showing.sender };
  return new KeelsonError(code, { says, keripy: 'ValueError', facts });
}
