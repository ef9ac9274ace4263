/**
 * What a group says beside its events: replies, and exchanges that are sent in its name. The member that is here signs them,
 * and shows them to the others.
 *
 * Source: docs/decisions/0032; keripy.md 8.6. KERIpy: `GroupHab.endorse`, `Exchanger.lead`, `multisigRpyExn`, `multisigExn`. The
 * order is that of events: what is signed is durable, then the host gets it, then it may be shown. A signature names the event
 * whose keys it is of: when the group rotates before enough members signed, the statement is void.
 */
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import { snOf } from '../../kernel/cesr/number.ts';
import type { Statement } from '../../kernel/event/multisig-statement.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import { KeelsonError } from '../errors.ts';
import { establishedGroup, pipelined, withGroups } from './attached.ts';
import type { GroupEvent, GroupProgress } from './group-event.ts';
import { placeOfMember } from './group-members.ts';
import type { Members } from './group-members.ts';
import { statementMessage } from './group-message.ts';
import type { GroupDesk, GroupMessage } from './group-message.ts';
import type { GroupRecord, SignedStatement } from './group-record.ts';
import { notOfMember } from './group-refusals.ts';
import {
  attachedTo,
  dropVoid,
  groupsBy,
  inRecordOf,
  isAccepted,
  isWaiting,
  knownStatement,
  speakerOf,
  statementOf,
} from './known-statement.ts';
import { assertGoes, handIn } from './own-log.ts';

/** What they work with: the group that they are of. */
export type StatementsOf = {
  readonly desk: GroupDesk;
  readonly record: () => GroupRecord;
  readonly keep: (statements: readonly SignedStatement[]) => Promise<void>;
  readonly members: () => Members;
  readonly state: () => KeyState;
};

/** A statement that is to be signed, and what goes with the messages in it, as text. */
export type StatementDraft = { readonly statement: Statement; readonly pathed: string };

/** What is kept of statements that wait, of one group. */
const waitingCountMax = 16;
const statementSizeBytesMax = 65_536;

export class GroupStatements {
  readonly #of: StatementsOf;

  /** `Group` makes it. */
  constructor(of: StatementsOf) {
    this.#of = of;
  }

  /** What the member signed and too few others did, in order. */
  pending(): readonly SignedStatement[] {
    return this.#of.record().statements.filter((one) => this.#isOpen(one));
  }

  /** What has become of a statement; undefined for what is none of this group. */
  progress(said: string): GroupProgress | undefined {
    const found = this.#find(said);
    if (found === undefined) return undefined;
    const end = this.#endOf(found);
    if (end !== undefined) return { kind: end };
    const waiting = this.#of.desk.host.explain(said).find(({ kind }) => kind === 'waiting');
    if (waiting?.kind !== 'waiting') return { kind: 'unknown' };
    return { kind: 'signatures', missing: waiting.missing };
  }

  /** The statement as others take it; undefined until enough members signed. */
  message(said: string, named?: Statement): Uint8Array | undefined {
    const kept = this.#keptOf(said);
    const known = this.#known(said, named ?? kept?.statement);
    if (known?.isAccepted !== true) return undefined;
    const { statement, attachments } = known;
    const pathed = kept?.attachments.pathed ?? attachments.pathed;
    return withGroups(statement.raw, attachedTo(statement, groupsBy(attachments, this.#prefix), pathed));
  }

  /** True when the member signed it at the lowest place of those known; undefined for what is none of this group. */
  isElected(said: string): boolean | undefined {
    const known = this.#known(said);
    const group = known === undefined ? undefined : groupsBy(known.attachments, this.#prefix)[0];
    if (group === undefined) return undefined;
    const { host } = this.#of.desk;
    const keys = host.keyStateAt(this.#prefix, { sn: group.sn })?.keys ?? [];
    const own = placeOfMember(host, this.#of.record().member, keys, []);
    return own !== undefined && group.signatures[0]?.index === own.index;
  }

  /** The message to the other members; undefined for what is none of this group. */
  async share(said: string): Promise<GroupMessage | undefined> {
    const found = this.#keptOf(said) ?? this.#known(said);
    return found === undefined ? undefined : this.#shown(found.statement);
  }

  /**
   * Signs, keeps what is signed, hands it in; then it may be shown. Asking for the same again gives the same, and what enough
   * members signed is not signed once more. Rejects with
   * `event-waits` while the group is not accepted and when too many statements wait, `not-a-member`, `event-refused`.
   */
  async sign({ statement, pathed }: StatementDraft): Promise<GroupEvent> {
    const { host } = this.#of.desk;
    const state = this.#of.state();
    const { establishmentSn: sn } = state;
    const { said, route } = statement;
    const ilk = statement.kind === 'reply' ? 'rpy' : 'exn';
    const whole = isAccepted(host, statement) ? this.message(said, statement) : undefined;
    if (whole !== undefined)
      return { ilk, sn, said, report: await handIn(host, whole), message: await this.#shown(statement) };
    const message = await this.#signed({ statement, pathed }, state);
    if (message.length > statementSizeBytesMax) throw tooLong(message.length);
    assertGoes(host.foresee(message, { source: 'local' }), 'together');
    await this.#keepOpen({ sn, said, message, ilk, route });
    await dropVoid(host, said, state);
    const report = await handIn(host, message);
    assertGoes(report, 'together');
    return { ilk, sn, said, report, message: await this.#shown(statement) };
  }

  /** Lets go of a statement that the member signed; what was shown of it others may still complete. */
  async forget(said: string): Promise<void> {
    const { statements } = this.#of.record();
    const left = statements.filter((one) => one.said !== said);
    if (left.length < statements.length) await this.#of.keep(left);
  }

  /** Hands in again what waits for members and is in no escrow: what waited too long there. */
  async resume(): Promise<void> {
    const { host } = this.#of.desk;
    for (const { said, message } of this.pending()) if (!isWaiting(host, said)) await handIn(host, message);
  }

  get #prefix(): string {
    return this.#of.record().prefix;
  }

  #isOpen({ said }: SignedStatement): boolean {
    const kept = this.#keptOf(said);
    return kept !== undefined && this.#endOf(kept) === undefined;
  }

  /** What a statement has come to that waits no more. */
  #endOf({ statement, sn }: { readonly statement: Statement; readonly sn: bigint }) {
    const { host } = this.#of.desk;
    if (isAccepted(host, statement)) return 'complete';
    if (statement.kind === 'reply' && (inRecordOf(host, statement)?.reply.dt ?? -1n) >= statement.dt)
      return 'superseded';
    return sn < (host.keyState(this.#prefix)?.establishmentSn ?? 0n) ? 'void' : undefined;
  }

  /** What the host has of a statement of this group. */
  #known(said: string, statement?: Statement) {
    const known = knownStatement(this.#of.desk.host, said, statement);
    return known !== undefined && speakerOf(known.statement) === this.#prefix ? known : undefined;
  }

  /** What the member signed, as it is kept. */
  #keptOf(said: string) {
    const kept = this.#of.record().statements.find((one) => one.said === said);
    const read = kept === undefined ? undefined : statementOf(this.#of.desk.host, kept.message);
    return kept === undefined || read === undefined ? undefined : { ...read, sn: kept.sn };
  }

  #find(said: string): { readonly statement: Statement; readonly sn: bigint } | undefined {
    const kept = this.#keptOf(said);
    if (kept !== undefined) return kept;
    const known = this.#known(said);
    if (known === undefined) return undefined;
    const sn = groupsBy(known.attachments, this.#prefix).at(-1)?.sn ?? 0n;
    return { statement: known.statement, sn };
  }

  async #signed({ statement, pathed }: StatementDraft, state: KeyState): Promise<Uint8Array> {
    const { host, keys } = this.#of.desk;
    const { member, name } = this.#of.record();
    const place = placeOfMember(host, member, state.keys, []);
    if (place === undefined) throw notOfMember(member, name);
    const by = { keys: [place.key] };
    const signatures = await keys.sign(statement.raw, { by, indices: [place.index], ondices: [undefined] });
    const { prefix, establishmentSn, establishmentSaid: said } = state;
    const group = establishedGroup({ prefix, sn: snOf(establishmentSn), said }, signatures);
    const isPacked = statement.kind === 'reply';
    return withGroups(statement.raw, isPacked ? pipelined(group) : group + pathed);
  }

  /** Keeps a statement behind those that wait, in the place of those that came to their end. */
  async #keepOpen(statement: SignedStatement): Promise<void> {
    const open = this.pending().filter(({ said }) => said !== statement.said);
    if (open.length >= waitingCountMax) throw tooMany(this.#of.record(), open);
    await this.#of.keep([...open, statement]);
  }

  async #shown(statement: Statement): Promise<GroupMessage> {
    const { desk, record, members } = this.#of;
    const { member, prefix: group } = record();
    const { said } = statement;
    const kept = this.#keptOf(said);
    const known = this.#known(said, statement);
    const signatures: Attachments | undefined = known?.attachments ?? kept?.attachments;
    const pathed = kept?.attachments.pathed ?? known?.attachments.pathed ?? [];
    const groups = signatures === undefined ? [] : groupsBy(signatures, group);
    const attached = attachedTo(statement, groups, pathed);
    return statementMessage(desk, { member, group, statement, attached, members: members() });
  }
}

function tooMany({ name }: GroupRecord, [first]: readonly SignedStatement[]): KeelsonError {
  return new KeelsonError('event-waits', {
    says:
      `${String(waitingCountMax)} messages of ${name} wait for other members to sign; let them sign, ` +
      `or forget one, such as ${first?.said ?? ''}`,
    facts: { said: first?.said },
  });
}

function tooLong(sizeBytes: number): KeelsonError {
  return new KeelsonError('usage', {
    says: `a message that a group signs has ${String(statementSizeBytesMax)} bytes at most, and this one ${String(sizeBytes)}`,
    facts: { sizeBytes },
  });
}
