/**
 * The groups of a host: made, joined, opened again, and kept up with what their members send.
 *
 * Source: keripy.md 8.6; docs/decisions/0032. KERIpy: `Habery.makeGroupHab`, `joinGroupHab`, `Multiplexor`. What members send
 * goes into the log of the host like any message; here the log is followed, and what it shows of groups is looked at.
 */
import { buildInception } from '../../kernel/event/build-key-event.ts';
import { isStatementRoute } from '../../kernel/event/multisig-statement.ts';
import { isMultisigRoute } from '../../kernel/event/multisig.ts';
import { asciiBytes, concatBytes } from '../../kernel/std/bytes.ts';
import type { LogEntry } from '../../storage/entry.ts';
import { KeelsonError, asKeelsonError } from '../errors.ts';
import type { Host } from '../host.ts';
import type { HabKeys } from '../keys/index.ts';
import { Following } from './following.ts';
import { Group } from './group.ts';
import type { Consent, GroupEvent } from './group-event.ts';
import { everybody, keysOfMembers, prefixOf } from './group-members.ts';
import type { ExchangeLayout, GroupDesk } from './group-message.ts';
import type { MemberRef, Members } from './group-members.ts';
import { Proposals, assertSigns, assess, showingOf } from './group-proposals.ts';
import type { GroupProposal, Proposed, Showing } from './group-proposals.ts';
import { keepGroup, keepGroups, readGroup, readGroups } from './group-record.ts';
import type { GroupRecord, GroupsRecord } from './group-record.ts';
import { nameTaken, noProposal, unknownGroup } from './group-refusals.ts';
import { makingOf } from './hab-desk.ts';
import { anchorsOf, thresholdOf } from './hab-plan.ts';
import type { MakeOptions } from './hab-plan.ts';
import { keepRecord, readHabRecord } from './hab-record.ts';
import { written } from './making-events.ts';
import { StatementProposals } from './statement-proposals.ts';
import { Turns } from '../turns.ts';

export type GroupsOptions = {
  readonly host: Host;
  /** The keys of the members that are here. */
  readonly keys: HabKeys;
  /** `without-rp` when left out; `with-rp` when members run KERIpy from 1.1.27 on. */
  readonly layout?: ExchangeLayout;
};

/** How a group is made. Thresholds are a majority when left out. */
export type GroupOptions = Pick<
  MakeOptions,
  'isith' | 'nsith' | 'toad' | 'data' | 'wits' | 'delpre' | 'traits'
> & {
  /** The identifier of the member that is here. KERIpy: `mhab`. */
  readonly member: string;
  /** Members whose keys sign, in their order. KERIpy: `smids`. */
  readonly signing: readonly MemberRef[];
  /** Members whose next keys are committed to; those of `signing` when left out. KERIpy: `rmids`. */
  readonly rotating?: readonly MemberRef[];
};

/** How a proposal is joined. */
export type Joining = Partial<Consent> & {
  /** The name of the group here, for one that has none yet. */
  readonly name?: string;
};

/** Opens the groups of a host, and follows what their members send until `close` or the end of the host. */
export async function openGroups({ host, keys, layout = 'without-rp' }: GroupsOptions): Promise<Groups> {
  const desk: GroupDesk = { host, keys, making: makingOf(host), temp: false, layout };
  const kept = await readGroups(keys);
  const records: GroupRecord[] = [];
  for (const name of kept.names) records.push(await readGroup(keys, name));
  const groups = new Groups(desk, kept, records);
  await groups.begin();
  return groups;
}

export class Groups {
  readonly #desk: GroupDesk;
  readonly #turns = new Turns();
  readonly #groups = new Map<string, Group>();
  readonly #proposals = new Proposals();
  readonly #statements: StatementProposals;
  #kept: GroupsRecord;
  readonly #following: Following;

  /** `openGroups` makes it. */
  constructor(desk: GroupDesk, kept: GroupsRecord, records: readonly GroupRecord[]) {
    this.#desk = desk;
    this.#kept = kept;
    this.#statements = new StatementProposals(desk.host, (prefix) => this.groupByPrefix(prefix));
    this.#following = new Following(desk.host, kept.seen, (entry, ordinal) => this.#take(entry, ordinal));
    for (const record of records) this.#groups.set(record.name, new Group(desk, record));
  }

  /** Hands in what was signed and is not in the log, looks through what came since, and follows the log from there. */
  async begin(): Promise<void> {
    for (const group of this.#groups.values()) await group.resume();
    for (const ordinal of this.#kept.open)
      if (ordinal < this.#following.seen) await this.#following.again(ordinal);
    await this.#following.begin();
  }

  /** Resolves when everything that is in the log now was looked at. Rejects when the host stopped. */
  caughtUp(): Promise<void> {
    return this.#following.caughtUp();
  }

  /** Keeps how far the log was looked through, and follows it no more. */
  async close(): Promise<void> {
    await this.#following.close();
    await this.#turns.take(() => this.#keepSeen());
  }

  /** The groups in the order of their making. */
  groups(): readonly Group[] {
    return [...this.#groups.values()];
  }

  group(name: string): Group | undefined {
    return this.#groups.get(name);
  }

  groupByPrefix(prefix: string): Group | undefined {
    return this.groups().find((group) => group.prefix === prefix);
  }

  /**
   * Proposes a new group. The logs of all members are known here. Rejects with `key-exists` for a name that is taken,
   * `not-a-member`, `wrong-members`, `unknown-prefix`, `event-refused`; then nothing was signed. Asking for the same again gives
   * the same event.
   */
  make(name: string, options: GroupOptions): Promise<GroupEvent> {
    return this.#turns.take(async () => {
      const { member, signing, rotating = signing } = options;
      const members = { signing: signing.map(prefixOf), rotating: rotating.map(prefixOf) };
      await this.#assertMember(member, members);
      const event = this.#inception(options, signing, rotating);
      const group = await this.#open(name, { prefix: event.prefix, member, known: everybody(members) });
      return await group.join(event, members, { recover: false });
    });
  }

  /** What others showed and the member here did not sign, of groups that it is in or asked into: events, then what groups say. */
  async proposals(): Promise<readonly GroupProposal[]> {
    await this.caughtUp();
    const found: GroupProposal[] = [];
    for (const proposed of this.#proposals.all()) {
      const member = await this.#memberOf(proposed);
      if (member === undefined || this.#isAnswered(proposed)) continue;
      const showing = this.#assessed(proposed, member);
      const { signing, rotating } = 'group' in showing ? showing : firstOf(proposed);
      const { said, ilk, sn, prefix, raw } = proposed.event;
      found.push({
        said,
        ilk,
        sn,
        group: prefix,
        member,
        route: undefined,
        signing,
        rotating,
        from: proposed.showings.map(({ sender }) => sender),
        refusal: 'group' in showing ? undefined : showing,
        event: raw,
      });
    }
    return [...found, ...this.#statements.list()];
  }

  /**
   * Signs what others proposed, by the SAID of the event, reply or exchange, or of an exchange that shows it. A group that is
   * new here gets a name. Rejects with `unknown-said`, with the code of what is wrong with the proposal, with `signed-other`,
   * `group-rotated` and `event-refused`; then nothing was signed. Asking for the same again gives the same.
   */
  async join(said: string, { name, recover = false }: Joining = {}): Promise<GroupEvent> {
    await this.caughtUp();
    return this.#turns.take(async () => {
      const stated = await this.#statements.join(said);
      if (stated !== undefined) return stated;
      const proposed = this.#proposals.find(said);
      const member = proposed === undefined ? undefined : await this.#memberOf(proposed);
      if (proposed === undefined || member === undefined) throw noProposal(this.#desk.host, said);
      const { event } = proposed;
      const showing = assess(this.#desk.host, proposed);
      const known = this.groupByPrefix(event.prefix);
      const group =
        known ?? (await this.#open(name ?? '', { prefix: event.prefix, member, known: everybody(showing) }));
      const joined = await group.join(event, showing, { recover });
      this.#proposals.giveAgain(proposed);
      await this.#giveAll(proposed);
      return joined;
    });
  }

  /**
   * Takes part in a group whose next keys hold one of the member here, and none of the current: there is nothing to sign yet.
   * Rejects with `unknown-prefix` when the log of the group is not here, `not-a-member` and `key-exists`.
   */
  watch(
    name: string,
    options: { readonly prefix: string; readonly member: string } & Members,
  ): Promise<Group> {
    return this.#turns.take(async () => {
      const { prefix, member } = options;
      const state = this.#desk.host.keyState(prefix);
      if (state === undefined) throw unknownGroup(prefix);
      await this.#assertMember(member, options);
      return this.#open(name, { prefix: state.prefix, member, known: everybody(options) });
    });
  }

  #inception(
    { isith, nsith = isith, toad, data, wits = [], delpre, traits = [] }: GroupOptions,
    signing: readonly MemberRef[],
    rotating: readonly MemberRef[],
  ) {
    const { host, making } = this.#desk;
    const { keys, nextKeyDigests } = keysOfMembers(host, signing, rotating);
    const plan = {
      keys,
      nextKeyDigests,
      signingThreshold: thresholdOf(isith),
      nextThreshold: nextKeyDigests.length === 0 ? thresholdOf(0) : thresholdOf(nsith),
      toad,
      anchors: anchorsOf(data),
      witnesses: wits,
      traits,
      delegator: delpre,
      identifier: 'self-addressing',
    } as const;
    return written(buildInception(plan, making));
  }

  /** The group of that name, kept before anything is signed for it. */
  async #open(
    name: string,
    { prefix, member, known }: Pick<GroupRecord, 'prefix' | 'member' | 'known'>,
  ): Promise<Group> {
    const existing = this.#groups.get(name);
    if (existing?.prefix === prefix && existing.member === member) return existing;
    if (name === '') throw new KeelsonError('usage', { says: 'the group is new here: give it a name' });
    const { keys } = this.#desk;
    const habit = await readHabRecord(keys, name);
    if (existing !== undefined || habit?.kind === 'single') throw nameTaken(name);
    const record: GroupRecord = { name, prefix, member, known, intent: undefined, statements: [] };
    const kept = { ...this.#kept, names: [...this.#kept.names, name] };
    await keys.changeRecords([keepGroup(record), reserved(record), keepGroups(kept)]);
    this.#kept = kept;
    const group = new Group(this.#desk, record);
    this.#groups.set(name, group);
    return group;
  }

  async #assertMember(member: string, members: Members): Promise<void> {
    const isIn = everybody(members).includes(member);
    if (isIn && (await this.#desk.keys.known(member)) !== undefined) return;
    throw new KeelsonError('not-a-member', {
      says: `${member} is not among the members, or its keys are not here`,
      keripy: 'ConfigurationError',
      facts: { member },
    });
  }

  /** The member of a proposal whose keys are here. */
  async #memberOf({ event, showings }: Proposed): Promise<string | undefined> {
    const known = this.groupByPrefix(event.prefix);
    if (known !== undefined) return known.member;
    for (const prefix of new Set(showings.flatMap(everybody)))
      if ((await this.#desk.keys.known(prefix)) !== undefined) return prefix;
    return undefined;
  }

  /** True when the member here signed the event, or it was accepted without that. */
  #isSettled({ event }: Proposed): boolean {
    if (this.groupByPrefix(event.prefix)?.pending()?.said === event.said) return true;
    return this.#desk.host.reader.event(event.said) !== undefined;
  }

  /** True when there is nothing left to do: a group that came to be without the member here still wants its name. */
  #isAnswered(proposed: Proposed): boolean {
    return this.groupByPrefix(proposed.event.prefix) !== undefined && this.#isSettled(proposed);
  }

  /** The showing by which the member may sign, or why it may not; without a member, whether anybody may. */
  #assessed(proposed: Proposed, member?: string): Showing | KeelsonError {
    try {
      const showing = assess(this.#desk.host, proposed);
      if (member !== undefined) assertSigns(this.#desk.host, proposed.event, member);
      return showing;
    } catch (error) {
      return asKeelsonError(error);
    }
  }

  /** What an entry of the log means for groups: something shown, or news of a log that something shown waits for. */
  async #take(entry: LogEntry, ordinal: number): Promise<void> {
    if (entry.kind === 'append-event') {
      await this.#retry(entry.stored.event.prefix);
      await this.#statements.retry(entry.stored.event.prefix);
      return;
    }
    if (entry.kind !== 'append-exchange') return;
    const { route } = entry.stored.exchange;
    if (isStatementRoute(route)) await this.#statements.take(entry.stored, ordinal);
    if (!isMultisigRoute(route)) return;
    const showing = showingOf(entry.stored, ordinal, this.#desk.host);
    if (showing === undefined) return;
    this.#proposals.add(showing, ({ event }) => this.groupByPrefix(event.prefix) !== undefined);
    const proposed = this.#proposals.find(showing.said);
    if (proposed !== undefined && (await this.#memberOf(proposed)) !== undefined)
      await this.#giveAll(proposed);
    else this.#proposals.dropWhere(({ said }) => said === showing.said);
  }

  /** News of a log: what was shown of its group, or by the group of its members, is looked at again. */
  async #retry(prefix: string): Promise<void> {
    const { host } = this.#desk;
    if (this.groupByPrefix(prefix) !== undefined)
      this.#proposals.dropWhere(({ event }) => event.prefix === prefix && isPast(host, event));
    for (const proposed of this.#proposals.all()) {
      const isTouched =
        proposed.event.prefix === prefix || proposed.showings.some((one) => everybody(one).includes(prefix));
      if (isTouched) await this.#giveAll(proposed);
    }
  }

  /** Gives the host what members attached, once the event may be signed or was signed by the member here. */
  async #giveAll(proposed: Proposed): Promise<void> {
    const assessed = this.#assessed(proposed);
    if (!('group' in assessed) && !this.#isSettled(proposed)) return;
    const group = this.groupByPrefix(proposed.event.prefix);
    if ('group' in assessed) await group?.learn(everybody(assessed));
    for (const showing of proposed.showings) {
      const { event, attached, sender } = showing;
      if (attached === '' || !this.#proposals.takesUp(showing)) continue;
      const bytes = concatBytes([event.raw, asciiBytes(attached)]);
      await this.#desk.host.ingest(bytes, { source: 'remote', sourceId: sender });
    }
  }

  async #keepSeen(): Promise<void> {
    const open = [...this.#proposals.ordinals(), ...this.#statements.ordinals()].sort((a, b) => a - b);
    this.#kept = { ...this.#kept, seen: this.#following.seen, open };
    await this.#desk.keys.changeRecords([keepGroups(this.#kept)]);
  }
}

/** True when the log of the group has gone past the event, and no recovery could be meant. */
function isPast(host: Host, { prefix, sn, ilk }: Showing['event']): boolean {
  const state = host.keyState(prefix);
  if (state === undefined || sn > state.sn) return false;
  return ilk === 'ixn' || ilk === 'icp' || ilk === 'dip' || sn <= state.establishmentSn;
}

function firstOf({ showings }: Proposed): Members {
  return showings[0] ?? { signing: [], rotating: [] };
}

/** Keeps the name from being given to an identity whose keys are here. */
function reserved({ name, prefix, member, known }: GroupRecord) {
  const group = { member, signing: known, rotating: known };
  return keepRecord({
    name,
    prefix,
    kind: 'group',
    group,
    hidden: false,
    knownSets: 0,
    pending: undefined,
    follows: false,
    interaction: undefined,
  });
}
