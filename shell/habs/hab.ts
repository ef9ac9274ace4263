/**
 * One identity whose keys are kept here: it establishes keys, anchors, signs.
 *
 * Source: keripy.md 8.5; docs/decisions/0028. KERIpy: `Hab`. Changes of one identity go one at a time, those of different
 * ones at once. Keys and the signed event that they are for are kept as one, then the host gets the event: wherever a
 * process dies, the identity can be opened and rotated again.
 */
import type { KeyEvent } from '../../kernel/event/types.ts';
import { concatBytes } from '../../kernel/std/bytes.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import { KeelsonError } from '../errors.ts';
import type { EstablishedKeys, KeyDraft, KeyRotation } from '../keys/index.ts';
import type { Report } from '../report.ts';
import { controllerGroup, withGroups } from './attached.ts';
import { catchUp } from './catching-up.ts';
import { approvalSeal, eventAt, notApproved, sealOf, signedEvent } from './delegating.ts';
import type { EventName } from './delegating.ts';
import { endRoleTold, endRolesOf, locSchemeTold, locationsOf } from './endpoints.ts';
import type { EndRole, EndpointsWanted, LocScheme } from './endpoints.ts';
import type { HabDesk } from './hab-desk.ts';
import { anchorsOf, nextCountOf } from './hab-plan.ts';
import type { RotateOptions } from './hab-plan.ts';
import { keepRecord, readHabRecord } from './hab-record.ts';
import type { HabRecord, PendingEvent } from './hab-record.ts';
import { interactionOf, rotationOf } from './making-events.ts';
import { assertFollows, assertGoes, handIn, isInLog, refusedEvent } from './own-log.ts';
import type { PlainMap } from './plain.ts';
import { closed, keysDiffer, notDelegated, waits } from './refusals.ts';
import { endorsed, exchangeOf, queryOf, receiptOf, replyOf, witnessReceiptOf } from './speaker.ts';
import type { Asking, Endorsing, Exchanging, Telling } from './speaker.ts';
import { Turns } from '../turns.ts';

/** An event that an identity made. */
export type OwnEvent = {
  readonly ilk: string;
  readonly sn: bigint;
  readonly said: string;
  /** The event with the signatures of its controller, as others take it. */
  readonly message: Uint8Array;
  /** What the host made of it. */
  readonly report: Report;
};

/** Which keys sign, and how. */
export type HabSigning = {
  /** Places of the keys that sign, in the current list; all of them when left out. */
  readonly indices?: readonly number[];
  /** Places in the prior list of next keys, one for each signature; undefined for none. */
  readonly ondices?: readonly (number | undefined)[];
};

export class Hab {
  readonly #desk: HabDesk;
  readonly #turns = new Turns();
  #record: HabRecord;
  /** True after a change of keys failed: what is kept has to be looked at. */
  #isInDoubt = false;

  /** `Habery` makes and opens identities. */
  constructor(desk: HabDesk, record: HabRecord) {
    this.#desk = desk;
    this.#record = record;
  }

  get name(): string {
    return this.#record.name;
  }

  /** The identifier. KERIpy: `pre`. */
  get prefix(): string {
    return this.#record.prefix;
  }

  get isHidden(): boolean {
    return this.#record.hidden;
  }

  /**
   * The key state. Throws `KeelsonError` of code `event-waits` while the inception is not in the log yet.
   */
  state(): KeyState {
    const state = this.#desk.host.keyState(this.prefix);
    if (state !== undefined) return state;
    throw waits(this.#record, 0n);
  }

  /** The first event that is signed and not in the log, with what others have to bring; undefined for none. */
  waiting(): PendingEvent | undefined {
    const { pending, interaction } = this.#record;
    return [pending, interaction].find((event) => event !== undefined && !this.#isIn(event));
  }

  /**
   * Makes the next keys the current ones. Rejects with `usage`, `no-next-keys`, `event-refused` when the host would not take
   * the event, and then no key has moved, `event-waits` while the event before it waits, and `keys-differ` when the keys
   * here are not those that the log commits to.
   */
  rotate(options: RotateOptions = {}): Promise<OwnEvent> {
    return this.#inTurn(() => this.#rotate(options, this.state()));
  }

  /** Anchors seals in an interaction. Rejects with `event-refused`, and then nothing was kept, and `event-waits`. */
  interact(data: readonly PlainMap[] = []): Promise<OwnEvent> {
    const anchors = anchorsOf(data);
    return this.#inTurn(async () => {
      const { host, making } = this.#desk;
      const event = interactionOf(anchors, this.state(), making);
      const message = withGroups(event.raw, controllerGroup(await this.sign(event.raw)));
      assertGoes(host.foresee(message, { source: 'local' }), 'alone');
      await this.#keep({ ...this.#record, interaction: { sn: event.sn, said: event.said, message } });
      const report = await handIn(host, message);
      assertGoes(report, 'alone');
      return ownEvent(event, message, report);
    });
  }

  /**
   * Takes the place of interactions from `sn` on with a rotation, where nobody may be bound by them: of those after the
   * last establishment event, all when `sn` is left out. A delegated identifier takes the place of its last rotation too,
   * when `sn` names it and the keys here did not make it: somebody else did, with next keys of its own. Rejects as `rotate`
   * does, and with `usage` where nothing can be taken back.
   */
  recover({ sn, ...options }: RotateOptions & { readonly sn?: bigint } = {}): Promise<OwnEvent> {
    return this.#inTurn(() => this.#rotate(options, this.#beforeRecovery(sn)));
  }

  /** Rotates to no next keys: the identifier takes no further event. Rejects as `rotate` does. */
  abandon(options: Omit<RotateOptions, 'ncount' | 'nsith' | 'ncode' | 'dcode'> = {}): Promise<OwnEvent> {
    return this.rotate({ ...options, ncount: 0, nsith: 0 });
  }

  /**
   * Approves an event of a delegate: anchors its seal in an interaction, or in a rotation where the identifier takes no
   * other event (EO) or `rotation` says how. Rejects with `usage` for an event that names another delegator.
   */
  approve(
    event: Uint8Array | EventName,
    { rotation }: { readonly rotation?: RotateOptions } = {},
  ): Promise<OwnEvent> {
    const seal = approvalSeal(this.#desk, this.prefix, event);
    if (rotation === undefined && !this.state().traits.includes('EO')) return this.interact([seal]);
    return this.rotate({ ...rotation, data: [...(rotation?.data ?? []), seal] });
  }

  /**
   * The last delegated event with the seal of its delegator, as others take it: the event is complete. The log of the
   * delegator is in the host. Rejects with `not-approved` while no seal is known, and with `usage` for an identifier
   * that nobody delegated.
   */
  async complete(): Promise<Uint8Array> {
    const report = await this.resume();
    const { delegator, establishmentSn } = this.state();
    if (delegator === undefined) throw notDelegated(this.prefix);
    const { host } = this.#desk;
    const stored = eventAt(host, this.prefix, establishmentSn);
    const isWaiting = report !== undefined && this.waiting() !== undefined;
    if (isWaiting || sealOf(host, stored) === undefined) throw notApproved(delegator, stored);
    return signedEvent(host, stored, { receipts: true });
  }

  /** An own event with the signatures of its controller, as others take it. Rejects with `not-in-the-past`. */
  msgOwnEvent(sn: bigint): Uint8Array {
    const { host } = this.#desk;
    return signedEvent(host, eventAt(host, this.prefix, sn), { receipts: false });
  }

  /** The whole log with receipts, behind those of delegators, as others take it. */
  async replay(): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    const log = this.#desk.host.export(this.prefix, { receipts: true, delegators: true });
    for await (const part of log) parts.push(part);
    return concatBytes(parts);
  }

  /** The body of a message with signatures that say whose they are. */
  endorse(body: Uint8Array, endorsing: Endorsing = {}): Promise<Uint8Array> {
    return endorsed(this, body, endorsing);
  }

  /** A receipt of an event that the host has accepted; the host gets it too. Rejects with `usage` and `unknown-said`. */
  receipt(event: Uint8Array): Promise<Uint8Array> {
    return receiptOf(this.#desk, this, event);
  }

  /** A receipt as a witness of the event; else as `receipt`. Rejects with `usage` for one that is no witness of it. */
  witness(event: Uint8Array): Promise<Uint8Array> {
    return witnessReceiptOf(this.#desk, this, event);
  }

  /** Asks somebody about an identifier. */
  query(asking: Asking): Promise<Uint8Array> {
    return queryOf(this.#desk, this, asking);
  }

  /** Tells something at a route. */
  reply(telling: Telling): Promise<Uint8Array> {
    return replyOf(this.#desk, this, telling);
  }

  /** Sends something to somebody. */
  exchange(exchanging: Exchanging): Promise<Uint8Array> {
    return exchangeOf(this.#desk, this, exchanging);
  }

  /** Gives somebody a role for this identifier, or takes it; the host gets the reply too. */
  makeEndRole(given: EndRole): Promise<Uint8Array> {
    return this.#toldHere(endRoleTold(this.prefix, given));
  }

  /** Says where this identifier is reached, with an empty `url` that it is not; the host gets the reply too. */
  makeLocScheme(given: LocScheme): Promise<Uint8Array> {
    return this.#toldHere(locSchemeTold(this.prefix, given));
  }

  /** The replies that give somebody roles for an identifier, each behind the locations of who has the role. */
  replyEndRole(wanted: EndpointsWanted & { readonly cid?: string } = {}): Uint8Array {
    return endRolesOf(this.#desk.host, wanted.cid ?? this.prefix, wanted);
  }

  /** The replies that say where somebody is reached. */
  replyLocScheme({ eid, scheme }: { readonly eid?: string; readonly scheme?: string } = {}): Uint8Array {
    return locationsOf(this.#desk.host, eid ?? this.prefix, scheme);
  }

  /** Feeds an establishment event that is not in the log yet to the host again; undefined when there is none. */
  resume(): Promise<Report | undefined> {
    return this.#turns.take(() => this.#settle());
  }

  /** Indexed signatures of the current keys. Rejects with `usage` and `unknown-key`. */
  async sign(message: Uint8Array, signing: HabSigning = {}): Promise<readonly string[]> {
    const { keys } = this.state();
    const { indices = keys.map((_, place) => place) } = signing;
    const by = { keys: indices.map((index) => keyAt(keys, index)) };
    return this.#desk.keys.sign(message, { ...signing, by, indices });
  }

  /** Signatures of the current keys that do not say which key made them. Rejects as `sign` does. */
  async signUnindexed(
    message: Uint8Array,
    { indices }: Pick<HabSigning, 'indices'> = {},
  ): Promise<readonly string[]> {
    const { keys } = this.state();
    const by = { keys: indices === undefined ? keys : indices.map((index) => keyAt(keys, index)) };
    return this.#desk.keys.signUnindexed(message, { by });
  }

  /** Runs `act` alone, when the event before it is in the log. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      const report = await this.#settle();
      if (report !== undefined) assertFollows(report, this.prefix);
      const waiting = this.waiting();
      if (waiting !== undefined) throw waits(this.#record, waiting.sn);
      return act();
    });
  }

  async #toldHere(telling: Telling): Promise<Uint8Array> {
    const message = await this.reply(telling);
    const report = await handIn(this.#desk.host, message);
    if (report.decision !== 'accepted') throw refusedEvent(report);
    return message;
  }

  /** The key state before the events that are taken back. K-228; of the last delegated rotation K-231, too. */
  #beforeRecovery(sn: bigint | undefined): KeyState {
    const head = this.state();
    const from = sn ?? head.establishmentSn + 1n;
    const isRotation = head.delegator !== undefined && from === head.establishmentSn && from > 0n;
    const isThere = isRotation || (from > head.establishmentSn && from <= head.sn);
    const before = isThere ? this.#desk.host.keyStateAt(this.prefix, { sn: from - 1n }) : undefined;
    if (before !== undefined) return before;
    const says = `there is nothing at sn ${from.toString(16)} that could be taken back: interactions after the last rotation can`;
    throw new KeelsonError('usage', {
      says,
      keripy: 'ValidationError',
      facts: { prefix: this.prefix, sn: from },
    });
  }

  async #rotate(options: RotateOptions, before: KeyState): Promise<OwnEvent> {
    const { host } = this.#desk;
    if (before.nextKeyDigests.length === 0) throw closed(this.prefix);
    let made: Pick<OwnEvent, 'ilk' | 'sn' | 'said' | 'message'> | undefined;
    let refused: unknown;
    const using = async (draft: KeyDraft) => {
      try {
        made = await this.#draftRotation(draft, options, before);
      } catch (error) {
        refused = error;
        throw error;
      }
      this.#isInDoubt = true;
      return { records: [keepRecord(this.#establishedBy(made))] };
    };
    try {
      await this.#moveKeys(options, before, using);
    } catch (error) {
      if (error === refused) this.#isInDoubt = false;
      throw error;
    }
    if (made === undefined) throw new KeelsonError('our-fault', { says: 'keys moved without an event' });
    this.#record = this.#establishedBy(made);
    this.#isInDoubt = false;
    const report = await handIn(host, made.message);
    assertGoes(report, 'alone');
    return { ...made, report };
  }

  /** Goes on to a set of keys that is known beforehand, or makes one. */
  async #moveKeys(
    options: RotateOptions,
    before: KeyState,
    using: Parameters<HabDesk['keys']['rotate']>[2],
  ): Promise<EstablishedKeys> {
    const { keys, temp } = this.#desk;
    const { dcode, expose, ncode = 'A' } = options;
    const digest = dcode === undefined ? {} : { digestCode: dcode };
    const known = await keys.known(this.prefix);
    if (known !== undefined && known.situation.next.ridx + 1 < this.#record.knownSets)
      return keys.replay(this.prefix, digest, using);
    const nextCount = nextCountOf(options, before);
    const fresh = nextCount - (expose === undefined ? 0 : before.nextKeyDigests.length - expose.length);
    const nextCodes = Array.from({ length: Math.max(0, fresh) }, () => ncode);
    const plan: KeyRotation = {
      ...digest,
      nextCount,
      nextCodes,
      temp,
      ...(expose === undefined ? {} : { expose }),
    };
    return keys.rotate(this.prefix, plan, using);
  }

  async #draftRotation(draft: KeyDraft, options: RotateOptions, before: KeyState) {
    const { host, making } = this.#desk;
    const event = rotationOf(draft, options, before, making);
    const message = withGroups(event.raw, controllerGroup(await draft.sign(event.raw)));
    const report = host.foresee(message, { source: 'local' });
    if (report.reason === 'prior-next-threshold-unmet' && options.expose === undefined)
      throw keysDiffer(this.prefix);
    assertGoes(report, 'alone');
    const { ilk, sn, said } = event;
    return { ilk, sn, said, message };
  }

  /** Looks at what is kept when that is in doubt, and feeds the events that are not in the log; answers how the last went. */
  async #settle(): Promise<Report | undefined> {
    const { host, keys } = this.#desk;
    if (this.#isInDoubt) {
      this.#record = (await readHabRecord(keys, this.name)) ?? this.#record;
      this.#isInDoubt = false;
    }
    if (this.#record.follows) this.#record = await this.#caughtUp();
    const { pending, interaction } = this.#record;
    let report: Report | undefined;
    for (const event of [pending, interaction])
      if (event !== undefined && !this.#isIn(event)) report = await handIn(host, event.message);
    return report;
  }

  #establishedBy(pending: PendingEvent): HabRecord {
    return { ...this.#record, pending, interaction: undefined };
  }

  async #caughtUp(): Promise<HabRecord> {
    this.#isInDoubt = true;
    const caught = await catchUp(this.#desk, this.#record);
    this.#isInDoubt = false;
    return caught;
  }

  async #keep(record: HabRecord): Promise<void> {
    this.#isInDoubt = true;
    await this.#desk.keys.changeRecords([keepRecord(record)]);
    this.#record = record;
    this.#isInDoubt = false;
  }

  #isIn(pending: PendingEvent): boolean {
    return isInLog(this.#desk.host, this.prefix, pending);
  }
}

/** What is told of an event that an identity made. */
export function ownEvent({ ilk, sn, said }: KeyEvent, message: Uint8Array, report: Report): OwnEvent {
  return { ilk, sn, said, message, report };
}

function keyAt(keys: readonly string[], index: number): string {
  const key = keys[index];
  if (key !== undefined) return key;
  throw new KeelsonError('usage', {
    says: `there is no current key at ${index} of ${keys.length}`,
    keripy: 'ValueError',
    facts: { index },
  });
}
