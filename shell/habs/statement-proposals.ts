/**
 * Replies and exchanges of groups that members showed each other, and whether they may be signed.
 *
 * Source: docs/decisions/0032; keripy.md 8.6. KERIpy: `Multiplexor`, `kli multisig join`, `kli ipex join`. Only what is the word
 * of the group itself is signed, shown by one who is in it, with signatures of the keys in force.
 */
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import { writeAttachments } from '../../kernel/cesr/attachments-text.ts';
import { readMultisigStatement } from '../../kernel/event/multisig-statement.ts';
import type { MultisigStatement } from '../../kernel/event/multisig-statement.ts';
import { asciiBytes, concatBytes } from '../../kernel/std/bytes.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import type { StoredExchange } from '../../kernel/state/stored.ts';
import { KeelsonError, asKeelsonError } from '../errors.ts';
import type { Host } from '../host.ts';
import type { Group } from './group.ts';
import type { GroupEvent } from './group-event.ts';
import { isOfGroup, placeOfMember } from './group-members.ts';
import { Proposals } from './group-proposals.ts';
import type { GroupProposal, Proposed } from './group-proposals.ts';
import { groupRotated, notOfMember } from './group-refusals.ts';
import {
  dropVoid,
  isAccepted,
  isWaiting,
  knownStatement,
  speakerOf,
  statementOf,
} from './known-statement.ts';
import { refusedEvent } from './own-log.ts';

/** A reply or an exchange as one member showed it. */
export type StatementShowing = Omit<MultisigStatement, 'statement'> & {
  readonly event: MultisigStatement['statement'];
  /** SAID of the exchange, and its ordinal in the log. */
  readonly said: string;
  readonly ordinal: number;
  /** The events whose keys made the signatures that are attached. */
  readonly under: readonly { readonly sn: bigint; readonly said: string }[];
  /** What is attached to the messages in it, as text. */
  readonly pathed: string;
  /** True when the sender was in the group, as far as that was known when it came: such showings stay rather than others. */
  readonly isByMember: boolean;
};

/** What a stored exchange shows; undefined when it shows no reply and no exchange with signatures of a group. */
export function statementShowingOf(
  { exchange, attachments }: StoredExchange,
  ordinal: number,
  host: Pick<Host, 'algorithms' | 'keyState' | 'kel'>,
): StatementShowing | undefined {
  const read = readMultisigStatement(exchange, attachments, host.algorithms);
  if (!read.ok) return undefined;
  const { statement: event, ...shown } = read.value;
  const attached = attachedBeside(event.raw, shown.attached, host);
  if (attached === undefined) return undefined;
  const under = attached.signatureGroups.filter(({ prefix }) => prefix === shown.group);
  const pathed = writeAttachments({ ...noAttachments, pathed: attached.pathed }, { pipelined: false });
  const state = host.keyState(shown.group);
  const isByMember = state !== undefined && isOfGroup(host, state, shown.sender);
  return { ...shown, event, said: exchange.said, ordinal, under, pathed, isByMember };
}

/** What the text says; undefined when it cannot be read. */
function attachedBeside(raw: Uint8Array, attached: string, host: Pick<Host, 'algorithms'>) {
  try {
    return statementOf(host, concatBytes([raw, asciiBytes(attached)]))?.attachments;
  } catch {
    return undefined;
  }
}

/** What is known of the replies and exchanges that members showed, of all groups of a host. */
export class StatementProposals {
  readonly #host: Host;
  readonly #groupOf: (prefix: string) => Group | undefined;
  readonly #open = new Proposals<StatementShowing>();

  constructor(host: Host, groupOf: (prefix: string) => Group | undefined) {
    this.#host = host;
    this.#groupOf = groupOf;
  }

  /** Takes what an exchange of the log shows. */
  async take(stored: StoredExchange, ordinal: number): Promise<void> {
    const showing = statementShowingOf(stored, ordinal, this.#host);
    if (showing === undefined) return;
    this.#dropOver(showing.group);
    if (this.#isOver(showing)) return;
    this.#open.add(showing, ({ group, isByMember }) => isByMember && this.#groupOf(group) !== undefined);
    const proposed = this.#open.find(showing.said);
    if (proposed !== undefined) await this.#giveAll(proposed);
  }

  /** News of a log: what was shown of its group, or by whom it is, is looked at again. */
  async retry(prefix: string): Promise<void> {
    this.#dropOver(prefix);
    for (const proposed of this.#open.all())
      if (proposed.showings.some(({ group, sender }) => group === prefix || sender === prefix))
        await this.#giveAll(proposed);
  }

  /** What the member of a group that is known here did not sign yet, and too few others did. */
  list(): readonly GroupProposal[] {
    return this.#open.all().flatMap((proposed) => this.#listed(proposed) ?? []);
  }

  /**
   * Signs what was shown, by its SAID or by that of an exchange that shows it; undefined when nothing by the SAID was shown
   * of a group that is known here. Rejects with the code of what is wrong with it, and as `Group.reply` does.
   */
  async join(said: string): Promise<GroupEvent | undefined> {
    const proposed = this.#open.find(said);
    if (proposed === undefined) return this.#again(said);
    const group = this.#groupBy(proposed);
    if (group === undefined) return undefined;
    const { event: statement, pathed } = this.#assessed(proposed, group);
    const joined = await group.endorse({ statement, pathed });
    this.#open.giveAgain(proposed);
    await this.#giveAll(proposed);
    return joined;
  }

  /** What enough members signed, and is shown no more. */
  async #again(said: string): Promise<GroupEvent | undefined> {
    const known = knownStatement(this.#host, said);
    const group = known?.isAccepted === true ? this.#groupOf(speakerOf(known.statement) ?? '') : undefined;
    return known === undefined ? undefined : group?.endorse({ statement: known.statement, pathed: '' });
  }

  /** Ordinals of what may still be answered, in order. */
  ordinals(): readonly number[] {
    this.#open.dropWhere((one) => this.#isOver(one));
    return this.#open.ordinals();
  }

  #groupBy({ showings }: Proposed<StatementShowing>): Group | undefined {
    const named = showings.find(({ group }) => this.#groupOf(group) !== undefined);
    return named === undefined ? undefined : this.#groupOf(named.group);
  }

  #listed(proposed: Proposed<StatementShowing>): GroupProposal | undefined {
    const { event, showings } = proposed;
    const group = this.#groupBy(proposed);
    const isAnswered =
      isAccepted(this.#host, event) || group?.waiting().some(({ said }) => said === event.said);
    if (group === undefined || isAnswered === true) return undefined;
    return {
      said: event.said,
      ilk: event.ilk,
      sn: showings.at(-1)?.under.at(-1)?.sn ?? 0n,
      route: event.route,
      group: group.prefix,
      member: group.member,
      ...group.members(),
      from: showings.map(({ sender }) => sender),
      refusal: this.#refusal(proposed, group),
      event: event.raw,
    };
  }

  #refusal(proposed: Proposed<StatementShowing>, group: Group): KeelsonError | undefined {
    try {
      const { event, attached } = this.#assessed(proposed, group);
      const report = this.#host.foresee(concatBytes([event.raw, asciiBytes(attached)]));
      return report.decision === 'rejected' ? refusedEvent(report) : undefined;
    } catch (error) {
      return asKeelsonError(error);
    }
  }

  /** The showing by which the member may sign. Throws `KeelsonError` with the code of what is wrong. */
  #assessed({ showings }: Proposed<StatementShowing>, { member, name }: Group): StatementShowing {
    let first: unknown;
    for (const showing of showings) {
      try {
        const { keys } = assertFits(this.#host, showing);
        if (placeOfMember(this.#host, member, keys, []) === undefined) throw notOfMember(member, name);
        return showing;
      } catch (error) {
        first ??= error;
      }
    }
    throw first;
  }

  /** Gives the host what members attached; again when the escrow let go of it. */
  async #giveAll(proposed: Proposed<StatementShowing>): Promise<void> {
    const { event, showings } = proposed;
    if (!isAccepted(this.#host, event) && !isWaiting(this.#host, event.said)) this.#open.giveAgain(proposed);
    for (const showing of showings) {
      const state = this.#groupOf(showing.group) === undefined ? undefined : this.#fitting(showing);
      if (isAccepted(this.#host, event)) return;
      if (state === undefined || !this.#open.takesUp(showing)) continue;
      await dropVoid(this.#host, event.said, state);
      const bytes = concatBytes([event.raw, asciiBytes(showing.attached)]);
      await this.#host.ingest(bytes, { source: 'remote', sourceId: showing.sender });
    }
  }

  /** The key state by which what was shown may be signed; undefined when it may not. */
  #fitting(showing: StatementShowing): KeyState | undefined {
    try {
      return assertFits(this.#host, showing);
    } catch (error) {
      if (error instanceof KeelsonError) return undefined;
      throw error;
    }
  }

  #dropOver(prefix: string): void {
    this.#open.dropWhere((one) => one.group === prefix && this.#isOver(one));
  }

  /** True when nothing is to be done about it any more: it is accepted, or void since the rotation before the last. */
  #isOver({ event, group, under }: StatementShowing): boolean {
    if (isAccepted(this.#host, event)) return true;
    const { establishmentSn = 0n } = this.#host.keyState(group) ?? {};
    if (establishmentSn === 0n || under.some(({ sn }) => sn >= establishmentSn)) return false;
    const before = this.#host.keyStateAt(group, { sn: establishmentSn - 1n });
    return before !== undefined && under.every(({ sn }) => sn < before.establishmentSn);
  }
}

/** The key state by which a statement may be signed. Throws `KeelsonError` with the code of what is wrong. */
function assertFits(host: Host, showing: StatementShowing): KeyState {
  const { event, group, sender, under } = showing;
  const facts = { said: event.said, sender };
  if (speakerOf(event) !== group)
    throw new KeelsonError('wrong-group', {
      says: `it names the group ${group}, and what it carries is not the word of that`,
      keripy: 'ValueError',
      facts,
    });
  const state = host.keyState(group);
  if (state === undefined)
    throw new KeelsonError('unknown-prefix', {
      says: `nothing of ${group} is known here; ingest its log first`,
      keripy: 'ValueError',
      facts,
    });
  if (!isOfGroup(host, state, sender)) throw notOfMember(sender, group);
  if (under.some(({ sn, said }) => sn === state.establishmentSn && said === state.establishmentSaid))
    return state;
  if (under.some(({ sn }) => sn <= state.establishmentSn)) throw groupRotated({ group, said: event.said });
  throw new KeelsonError('wrong-place', {
    says:
      under.length === 0
        ? `nobody of ${group} has signed what it carries`
        : `it is signed by keys of ${group} that its log does not have here; bring its log, then ask again`,
    keripy: 'ValueError',
    facts,
  });
}
