/**
 * A group of which one member is here: it makes and signs events with the key of that member, and shows them to the others.
 *
 * Source: keripy.md 8.6; docs/decisions/0032. KERIpy: `GroupHab`, `Counselor`. What the members signed is gathered by the escrow
 * of the host; an event is accepted when enough of them signed, its witnesses receipted and its delegator sealed it. Order of
 * every event: what is signed is durable, then the host gets it, then it may be shown.
 */
import type { KeyEvent } from '../../kernel/event/types.ts';
import { parseSaid } from '../../kernel/cesr/identifiers.ts';
import { snOf } from '../../kernel/cesr/number.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import { KeelsonError } from '../errors.ts';
import type { Report } from '../report.ts';
import { controllerGroup, sealSourceGroup, withGroups } from './attached.ts';
import { endRoleTold, locSchemeTold } from './endpoints.ts';
import type { EndRole, LocScheme } from './endpoints.ts';
import type { Consent, GroupEvent, GroupProgress } from './group-event.ts';
import { everybody, membersOf, placeOfMember, prefixOf } from './group-members.ts';
import type { Members } from './group-members.ts';
import { groupMessage } from './group-message.ts';
import type { GroupDesk, GroupMessage } from './group-message.ts';
import { keepGroup, readGroup } from './group-record.ts';
import type { GroupIntent, GroupRecord, SignedStatement } from './group-record.ts';
import { notOfMember, recovering, signedOther } from './group-refusals.ts';
import { rotationOfGroup } from './group-rotation.ts';
import type { GroupRotation } from './group-rotation.ts';
import { collected } from './group-signatures.ts';
import type { GroupSignatures } from './group-signatures.ts';
import { GroupStatements } from './group-statements.ts';
import type { StatementDraft } from './group-statements.ts';
import { anchorsOf } from './hab-plan.ts';
import { interactionOf } from './making-events.ts';
import { assertGoes, handIn, isInLog } from './own-log.ts';
import type { PlainMap } from './plain.ts';
import { exchangeSentBy, replyToldBy } from './speaker.ts';
import type { Exchanging, Telling } from './speaker.ts';
import { Turns } from '../turns.ts';

export class Group {
  readonly #desk: GroupDesk;
  readonly #turns = new Turns();
  readonly #statements: GroupStatements;
  #record: GroupRecord;
  #isInDoubt = false;

  /** `Groups` makes and opens groups. */
  constructor(desk: GroupDesk, record: GroupRecord) {
    this.#desk = desk;
    this.#record = record;
    this.#statements = new GroupStatements({
      desk,
      record: () => this.#record,
      keep: (statements) => this.#keep({ ...this.#record, statements }),
      members: () => this.members(),
      state: () => this.state(),
    });
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

  /** What an event of that SAID waits for, or a reply or an exchange. */
  progress(said: string): GroupProgress {
    const { reader } = this.#desk.host;
    const parsed = parseSaid(said);
    if (!parsed.ok) return { kind: 'unknown' };
    if (reader.event(parsed.value) !== undefined) return { kind: 'complete' };
    const waiting = reader.waiting(parsed.value);
    if (waiting?.message.kind !== 'key-event') return this.#statements.progress(said) ?? { kind: 'unknown' };
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
      const event = rotationOfGroup(this.#desk, { name: this.name, state: this.state() }, options, {
        signing,
        rotating,
      });
      return this.#sign(event, members, { recover: options.recover !== undefined });
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
   * Proposes a reply of the group, such as where it is reached. When enough members signed it, the host takes it, and
   * `message` gives it. Rejects with `event-waits` while the inception is not accepted or too much waits already,
   * `not-a-member`, `event-refused`; then nothing was signed.
   */
  reply(telling: Telling): Promise<GroupEvent> {
    return this.#inTurn(() =>
      this.#statements.sign({ statement: replyToldBy(this.#desk, telling), pathed: '' }),
    );
  }

  /** Proposes an exchange that is sent in the name of the group. Rejects as `reply` does. */
  exchange(exchanging: Exchanging): Promise<GroupEvent> {
    const { layout } = this.#desk;
    return this.#inTurn(() => {
      const sent = exchangeSentBy(this.#desk, this.prefix, { layout, ...exchanging });
      return this.#statements.sign({ statement: sent.message, pathed: sent.attachment });
    });
  }

  /** Proposes that somebody has a role for the group, or has it no more. Rejects as `reply` does. */
  makeEndRole(given: EndRole): Promise<GroupEvent> {
    return this.reply(endRoleTold(this.prefix, given));
  }

  /** Proposes where the group is reached; with an empty `url`, that it is not. Rejects as `reply` does. */
  makeLocScheme(given: LocScheme): Promise<GroupEvent> {
    return this.reply(locSchemeTold(this.prefix, given));
  }

  /** Signs a reply or an exchange of the group; `Groups.join` calls it when it fits. Rejects as `reply` does. */
  endorse(draft: StatementDraft): Promise<GroupEvent> {
    return this.#inTurn(() => this.#statements.sign(draft));
  }

  /** The replies and exchanges that the member signed and too few others did. */
  waiting(): readonly SignedStatement[] {
    return this.#statements.pending();
  }

  /** Waits for a reply or an exchange no more; those to whom it was shown may still complete it. */
  forget(said: string): Promise<void> {
    return this.#turns.take(() => this.#statements.forget(said));
  }

  /** A reply or an exchange as others take it, signed by enough members; undefined until then. */
  message(said: string): Uint8Array | undefined {
    return this.#statements.message(said);
  }

  /** The signature of the member that is here, at its place among the current keys. Rejects with `event-waits` and `not-a-member`. */
  async sign(message: Uint8Array): Promise<string> {
    const { host, keys } = this.#desk;
    const place = placeOfMember(host, this.member, this.state().keys, []);
    if (place === undefined) throw notOfMember(this.member, this.name);
    const by = { keys: [place.key] };
    const [signature = ''] = await keys.sign(message, {
      by,
      indices: [place.index],
      ondices: [undefined],
    });
    return signature;
  }

  /** What signatures of members come to: one list by their places, and whether it is enough. Throws as `state` does. */
  collect(message: Uint8Array, signatures: readonly string[]): GroupSignatures {
    return collected(this.#desk.host, this.state(), message, signatures);
  }

  /**
   * The message to the other members about an event, a reply or an exchange; about the event that is not in the log yet, or
   * the latest one, when none is named. After a crash, for a member that lost it, for a member that came late: it may be
   * sent any number of times. Rejects with `unknown-said`.
   */
  share(named?: string): Promise<GroupMessage> {
    return this.#inTurn(async () => {
      const { intent } = this.#record;
      const said = named ?? this.pending()?.said ?? this.state().said;
      const event = this.#eventOf(said);
      const message =
        event === undefined
          ? await this.#statements.share(said)
          : await this.#message(event, intent?.said === said ? intent : this.members());
      if (message !== undefined) return message;
      throw new KeelsonError('unknown-said', {
        says: `nothing by the SAID ${said} is known of ${this.name} here any more`,
        facts: { said },
      });
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
   * True for the member that speaks for the group about an event, a reply or an exchange: it signed at the lowest place of
   * those known here. KERIpy: who is elected sends to witnesses, delegator and recipient; nothing is wrong when others do too.
   */
  isElected(said: string): boolean {
    const event = this.#eventOf(said);
    if (event === undefined) return this.#statements.isElected(said) ?? false;
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
    if (place === undefined) throw notOfMember(this.member, this.name);
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
    await this.#statements.resume();
    const { intent } = this.#record;
    if (intent === undefined || this.pending() === undefined) return undefined;
    return handIn(host, intent.message);
  }
}
