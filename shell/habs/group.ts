/**
 * A group of which one member is here: it makes and signs events with the key of that member, and shows them to the others.
 *
 * Source: keripy.md 8.6; docs/decisions/0032. KERIpy: `GroupHab`, `Counselor`. What the members signed is gathered by the escrow
 * of the host; an event is accepted when enough of them signed, its witnesses receipted and its delegator sealed it. Order of
 * every event: what is signed is durable, then the host gets it, then it may be shown.
 */
import type { KeyEvent } from '../../kernel/event/types.ts';
import { parseSaid } from '../../kernel/cesr/identifiers.ts';
import { buildRotation } from '../../kernel/event/build-key-event.ts';
import { snOf } from '../../kernel/cesr/number.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import type { Missing } from '../../kernel/state/decision.ts';
import { KeelsonError } from '../errors.ts';
import type { Report } from '../report.ts';
import { controllerGroup, sealSourceGroup, withGroups } from './attached.ts';
import { groupMessage } from './group-message.ts';
import type { GroupDesk, GroupMessage } from './group-message.ts';
import {
  everybody,
  keysOfMembers,
  membersOf,
  placeOfMember,
  prefixOf,
  revealsEnough,
  wrongMembers,
} from './group-members.ts';
import type { MemberRef, Members } from './group-members.ts';
import { keepGroup, readGroup } from './group-record.ts';
import type { GroupIntent, GroupRecord } from './group-record.ts';
import { anchorsOf, rotationThresholds, rotationToad } from './hab-plan.ts';
import type { RotateOptions } from './hab-plan.ts';
import { interactionOf, written } from './making-events.ts';
import { assertGoes, handIn, isInLog } from './own-log.ts';
import type { PlainMap } from './plain.ts';
import { Turns } from '../turns.ts';

/** How a group is rotated. */
export type GroupRotation = Omit<RotateOptions, 'expose' | 'ncount' | 'ncode' | 'dcode'> & {
  /** Members whose keys sign from here on; those of before when left out. KERIpy: `smids`. */
  readonly signing?: readonly MemberRef[];
  /** Members whose next keys are committed to; those of `signing` when left out. KERIpy: `rmids`. */
  readonly rotating?: readonly MemberRef[];
  /** Takes the place of an interaction at that number, or of another event that the member signed there. */
  readonly recover?: bigint;
};

/** What has become of an event of a group. */
export type GroupProgress =
  /** Accepted: enough members signed, witnesses receipted, the delegator sealed it. */
  | { readonly kind: 'complete' }
  | {
      readonly kind: 'signatures' | 'receipts' | 'delegation' | 'other';
      readonly missing: readonly Missing[];
    }
  /** Neither in the log nor waiting: nobody signed it here, or it waited too long. */
  | { readonly kind: 'unknown' };

/** An event of a group that was signed here. */
export type GroupEvent = {
  readonly ilk: string;
  readonly sn: bigint;
  readonly said: string;
  /** What the host made of it. */
  readonly report: Report;
  /** To be sent to the other members. */
  readonly message: GroupMessage;
};

/** How a signature is asked for. */
export type Consent = {
  /** True: the member signs although it signed another event at this number. What it signed before may still come into force. */
  readonly recover: boolean;
};

export class Group {
  readonly #desk: GroupDesk;
  readonly #turns = new Turns();
  #record: GroupRecord;
  #isInDoubt = false;

  /** `Groups` makes and opens groups. */
  constructor(desk: GroupDesk, record: GroupRecord) {
    this.#desk = desk;
    this.#record = record;
  }

  get name(): string {
    return this.#record.name;
  }

  get prefix(): string {
    return this.#record.prefix;
  }

  /** The identifier of the member that is here. KERIpy: `mhab.pre`. */
  get member(): string {
    return this.#record.member;
  }

  /** Who is in the group by its latest accepted event, as far as their logs are here. */
  members(): Members {
    const { intent, known } = this.#record;
    const state = this.#desk.host.keyState(this.prefix);
    if (state !== undefined) return membersOf(this.#desk.host, state, known);
    return intent ?? { signing: known, rotating: known };
  }

  /** The key state. Throws `KeelsonError` of code `event-waits` while the inception is not accepted yet. */
  state(): KeyState {
    const state = this.#desk.host.keyState(this.prefix);
    if (state !== undefined) return state;
    throw new KeelsonError('event-waits', {
      says: `the inception of ${this.name} waits for the other members; send them what \`share\` gives, and take what they send`,
      facts: { prefix: this.prefix },
    });
  }

  /** The event that the member signed and that is not in the log yet; undefined for none. */
  pending(): { readonly sn: bigint; readonly said: string } | undefined {
    const { intent } = this.#record;
    return intent === undefined || this.#isOver(intent) ? undefined : { sn: intent.sn, said: intent.said };
  }

  /** What an event of that SAID waits for. */
  progress(said: string): GroupProgress {
    const { reader } = this.#desk.host;
    const parsed = parseSaid(said);
    if (!parsed.ok) return { kind: 'unknown' };
    if (reader.event(parsed.value) !== undefined) return { kind: 'complete' };
    const waiting = reader.waiting(parsed.value);
    if (waiting === undefined) return { kind: 'unknown' };
    const found = this.#desk.host.explain(said).find(({ kind }) => kind === 'waiting');
    const missing = found?.kind === 'waiting' ? found.missing : [];
    if (waiting.kind === 'pses') return { kind: 'signatures', missing };
    if (waiting.kind === 'pwes') return { kind: 'receipts', missing };
    return { kind: waiting.kind === 'pdes' || waiting.kind === 'dees' ? 'delegation' : 'other', missing };
  }

  /**
   * Proposes a rotation. The members rotate first, each their own identifier, and their logs are known here: else their keys
   * would not be those that were committed to. Rejects with `wrong-members`, `unknown-prefix`, `signed-other` and
   * `event-refused`; then nothing was signed.
   */
  rotate(options: GroupRotation = {}): Promise<GroupEvent> {
    return this.#inTurn(() => {
      const signing = options.signing ?? this.members().signing;
      const rotating = options.rotating ?? signing;
      const members = { signing: signing.map(prefixOf), rotating: rotating.map(prefixOf) };
      return this.#sign(this.#rotation(options, signing, rotating), members, {
        recover: options.recover !== undefined,
      });
    });
  }

  /** Proposes an interaction. Rejects as `rotate` does. */
  interact(data: readonly PlainMap[] = [], consent: Consent = { recover: false }): Promise<GroupEvent> {
    return this.#inTurn(() => {
      const event = interactionOf(anchorsOf(data), this.state(), this.#desk.making);
      return this.#sign(event, this.members(), consent);
    });
  }

  /** Signs an event that others proposed; `Groups.join` calls it when it fits. Rejects as `rotate` does. */
  join(event: KeyEvent, members: Members, consent: Consent): Promise<GroupEvent> {
    return this.#inTurn(() => this.#sign(event, members, consent));
  }

  /**
   * The message to the other members about the event that is not in the log yet, or about the latest one: after a crash, for
   * a member that lost it, for a member that came late. It may be sent any number of times.
   */
  share(): Promise<GroupMessage> {
    return this.#inTurn(() => {
      const { intent } = this.#record;
      const said = this.pending()?.said ?? this.state().said;
      const event = this.#eventOf(said);
      if (event === undefined)
        throw new KeelsonError('unknown-said', {
          says: `nothing of the event ${said} is known here any more`,
        });
      const members = intent?.said === said ? intent : this.members();
      return this.#message(event, members);
    });
  }

  /**
   * An event with every signature that is known here, for witnesses and the delegator; undefined when nothing of it is known.
   */
  event(said: string): Uint8Array | undefined {
    const event = this.#eventOf(said);
    if (event === undefined) return undefined;
    const { reader } = this.#desk.host;
    const stored = reader.event(event.said);
    const seal = stored?.delegation === undefined ? '' : sealSourceGroup(stored.delegation);
    return withGroups(event.raw, controllerGroup(this.#signaturesOf(event)) + seal);
  }

  /**
   * True for the member that speaks for the group about an event: it signed at the lowest place of those known here. KERIpy:
   * who is elected sends to witnesses and delegator; nothing is wrong when others do too.
   */
  isElected(said: string): boolean {
    const event = this.#eventOf(said);
    if (event === undefined) return false;
    const places = this.#attachmentsOf(event).controllerSignatures.map(({ index }) => index);
    const keys = event.ilk === 'ixn' ? this.state().keys : event.keys;
    const own = placeOfMember(this.#desk.host, this.member, keys, []);
    return own !== undefined && places.every((place) => place >= own.index) && places.includes(own.index);
  }

  /** Remembers identifiers that may be in the group, as those who are in it showed. */
  learn(prefixes: readonly string[]): Promise<void> {
    return this.#turns.take(async () => {
      const known = [...new Set([...this.#record.known, ...prefixes])];
      if (known.length > this.#record.known.length) await this.#keep({ ...this.#record, known });
    });
  }

  /** Hands the signed event that is not in the log yet to the host again. */
  async resume(): Promise<Report | undefined> {
    return this.#turns.take(() => this.#settle());
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      await this.#settle();
      return await act();
    });
  }

  /** Whether an event is in the log, or can come there no more. */
  #isOver({ sn, said, recovers }: GroupIntent): boolean {
    const { host } = this.#desk;
    const state = host.keyState(this.prefix);
    if (state === undefined || sn > state.sn) return false;
    if (isInLog(host, this.prefix, { sn, said }) || !recovers) return true;
    const there = host.reader.acceptedAt(state.prefix, snOf(sn)).at(-1);
    return there === undefined || host.reader.event(there)?.event.ilk !== 'ixn';
  }

  #rotation(options: GroupRotation, signing: readonly MemberRef[], rotating: readonly MemberRef[]): KeyEvent {
    const { host, making } = this.#desk;
    const { recover, data, cuts = [], adds = [] } = options;
    const state = this.state();
    const before = recover === undefined ? state : host.keyStateAt(this.prefix, { sn: recover - 1n });
    if (before === undefined)
      throw new KeelsonError('not-in-the-past', {
        says: `the log of ${this.name} has no event before sn ${String(recover)} to recover from`,
      });
    const established = keysOfMembers(host, signing, rotating);
    if (!revealsEnough(host, established.keys, before))
      throw wrongMembers(
        'the keys of these members reveal too few of those that were committed to; let members rotate first, and know their logs',
      );
    const plan = {
      ...established,
      ...rotationThresholds(options, before, established.nextKeyDigests.length),
      toad: rotationToad(options, before),
      anchors: anchorsOf(data),
      prefix: this.prefix,
      sn: snOf(before.sn + 1n),
      prior: before.said,
      delegated: before.delegator !== undefined,
      witnessesBefore: before.witnesses,
      cuts,
      adds,
      traits: [],
    };
    return written(buildRotation(plan, making));
  }

  /** Signs, keeps what is signed, hands it in; then it may be shown. */
  async #sign(event: KeyEvent, members: Members, { recover }: Consent): Promise<GroupEvent> {
    const { host } = this.#desk;
    const { intent } = this.#record;
    const isKnown = isInLog(host, this.prefix, event);
    if (intent !== undefined && event.sn <= intent.sn && event.said !== intent.said && !isKnown && !recover)
      throw signedOther(this.#record, intent);
    const recovers = event.sn <= (host.keyState(this.prefix)?.sn ?? -1n) && !isKnown;
    if (recovers && !recover) throw recovering(this.#record, event);
    const message = await this.#signed(event);
    assertGoes(host.foresee(message, { source: 'local' }), 'together');
    const { sn, said, ilk } = event;
    const { signing, rotating } = ilk === 'ixn' ? this.members() : members;
    if (!isKnown) await this.#keepIntent({ sn, said, message, recovers, signing, rotating });
    const report = await handIn(host, message);
    assertGoes(report, 'together');
    return { ilk, sn, said, report, message: await this.#message(event, members) };
  }

  async #signed(event: KeyEvent): Promise<Uint8Array> {
    const { host, keys } = this.#desk;
    const before = event.sn === 0n ? undefined : host.keyStateAt(this.prefix, { sn: event.sn - 1n });
    const signing = event.ilk === 'ixn' ? (before?.keys ?? []) : event.keys;
    const committed = event.ilk === 'ixn' ? [] : (before?.nextKeyDigests ?? []);
    const place = placeOfMember(host, this.member, signing, committed);
    if (place === undefined)
      throw new KeelsonError('not-a-member', {
        says: `${this.member} has no key in this event of ${this.name}: it cannot sign it`,
        keripy: 'ValueError',
        facts: { said: event.said },
      });
    const { key, index, ondex } = place;
    const signatures = await keys.sign(event.raw, {
      by: { keys: [key] },
      indices: [index],
      ondices: [ondex],
    });
    return withGroups(event.raw, controllerGroup(signatures));
  }

  async #message(event: KeyEvent, members: Members): Promise<GroupMessage> {
    const signatures = this.#signaturesOf(event);
    return groupMessage(this.#desk, { member: this.member, event, signatures, members });
  }

  #eventOf(said: string): KeyEvent | undefined {
    const { reader } = this.#desk.host;
    const parsed = parseSaid(said);
    if (!parsed.ok) return undefined;
    const event = reader.event(parsed.value)?.event ?? reader.waiting(parsed.value)?.message;
    return event?.kind === 'key-event' && event.prefix === this.prefix ? event : undefined;
  }

  #attachmentsOf({ said }: KeyEvent) {
    const { reader } = this.#desk.host;
    return reader.event(said) === undefined
      ? (reader.waiting(said)?.attachments ?? reader.attachments(said))
      : reader.attachments(said);
  }

  /** By their places: everybody who shows an event shows the same. */
  #signaturesOf(event: KeyEvent): readonly string[] {
    return [...this.#attachmentsOf(event).controllerSignatures]
      .sort((a, b) => a.index - b.index)
      .map(({ text }) => text);
  }

  async #keepIntent(intent: GroupIntent): Promise<void> {
    const known = [...new Set([...this.#record.known, ...everybody(intent)])];
    await this.#keep({ ...this.#record, known, intent });
  }

  async #keep(record: GroupRecord): Promise<void> {
    this.#isInDoubt = true;
    await this.#desk.keys.changeRecords([keepGroup(record)]);
    this.#record = record;
    this.#isInDoubt = false;
  }

  async #settle(): Promise<Report | undefined> {
    const { host, keys } = this.#desk;
    if (this.#isInDoubt) {
      this.#record = await readGroup(keys, this.name);
      this.#isInDoubt = false;
    }
    const { intent } = this.#record;
    if (intent === undefined || this.pending() === undefined) return undefined;
    return handIn(host, intent.message);
  }
}

function signedOther({ name }: GroupRecord, { sn, said }: { sn: bigint; said: string }): KeelsonError {
  return new KeelsonError('signed-other', {
    says:
      `the member signed another event of ${name} at sn ${sn.toString(16)}, ${said}, and the others may complete it; ` +
      'share that one again, or say that you recover',
    keripy: 'ValidationError',
    facts: { sn, said },
  });
}

function recovering({ name }: GroupRecord, { sn, said }: KeyEvent): KeelsonError {
  return new KeelsonError('wrong-place', {
    says: `the log of ${name} has an event at sn ${sn.toString(16)} already; say that you recover to sign another one`,
    keripy: 'ValidationError',
    facts: { sn, said },
  });
}
