/**
 * What the host knows of replies and exchanges of a group: whether they were accepted, who signed them, what they wait for.
 *
 * Source: docs/decisions/0032; keripy.md 1.8, 4.6. As for events, the escrow gathers the signatures of members, and nothing of
 * that is kept a second time.
 */
import type { Attachments, SignatureGroup } from '../../kernel/cesr/attachments.ts';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import { writeAttachments } from '../../kernel/cesr/attachments-text.ts';
import { parseSaid } from '../../kernel/cesr/identifiers.ts';
import type { Statement } from '../../kernel/event/multisig-statement.ts';
import type { Reply } from '../../kernel/event/types.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import { replyTopicOf } from '../../kernel/state/reply-topic.ts';
import type { StoredReply } from '../../kernel/state/stored.ts';
import type { Host } from '../host.ts';
import { oneMessageOf } from '../one-message.ts';

/** A reply or an exchange with what is attached to it. */
export type KnownStatement = {
  readonly statement: Statement;
  readonly attachments: Attachments;
  readonly isAccepted: boolean;
};

/** Whose word a statement is: the sender of an exchange, whoever may change the record of a reply; undefined for neither. */
export function speakerOf(statement: Statement): string | undefined {
  if (statement.kind === 'exchange') return statement.sender;
  const topic = replyTopicOf(statement);
  return topic.ok ? topic.value.attributed : undefined;
}

/**
 * What the host knows by a SAID, accepted or waiting; of replies those that a record holds. Without the statement itself all
 * records of replies may be looked through.
 */
export function knownStatement(host: Host, said: string, statement?: Statement): KnownStatement | undefined {
  const { reader } = host;
  const parsed = parseSaid(said);
  if (!parsed.ok) return undefined;
  const exchange = reader.exchange(parsed.value);
  if (exchange !== undefined)
    return { statement: exchange.exchange, attachments: exchange.attachments, isAccepted: true };
  const waiting = reader.waiting(parsed.value);
  if (waiting?.message.kind === 'exchange' || waiting?.message.kind === 'reply')
    return { statement: waiting.message, attachments: waiting.attachments, isAccepted: false };
  const reply = replyBy(host, said, statement);
  return reply === undefined
    ? undefined
    : { statement: reply.reply, attachments: reply.attachments, isAccepted: true };
}

function replyBy(host: Host, said: string, statement: Statement | undefined): StoredReply | undefined {
  if (statement?.kind === 'exchange') return undefined;
  if (statement !== undefined) {
    const held = inRecordOf(host, statement);
    return held?.reply.said === said ? held : undefined;
  }
  for (const table of ['end-role', 'location'] as const)
    for (const { stored } of host.history.replies(table)) if (stored.reply.said === said) return stored;
  return undefined;
}

/** What the record that a reply changes holds now. */
export function inRecordOf({ reader }: Pick<Host, 'reader'>, reply: Reply): StoredReply | undefined {
  const topic = replyTopicOf(reply);
  return topic.ok ? reader.reply(topic.value.record) : undefined;
}

/** True when the host accepted the statement, and has nothing later in its place. */
export function isAccepted(host: Host, statement: Statement): boolean {
  if (statement.kind === 'exchange') return host.reader.exchange(statement.said) !== undefined;
  return inRecordOf(host, statement)?.reply.said === statement.said;
}

/** True when the escrow holds a message of that SAID. */
export function isWaiting({ reader }: Pick<Host, 'reader'>, said: string): boolean {
  return reader.waiting(said) !== undefined;
}

/**
 * Takes a statement out of the escrow that waits there with signatures of keys alone that its group has gone on from: the
 * escrow gathers those of one event, and room is made for those of the keys of now.
 */
export async function dropVoid(
  { reader, escrow }: Host,
  said: string,
  { prefix, establishmentSn }: KeyState,
): Promise<void> {
  const waiting = reader.waiting(said);
  const groups = waiting === undefined ? [] : groupsBy(waiting.attachments, prefix);
  if (groups.length > 0 && groups.every(({ sn }) => sn < establishmentSn)) await escrow.remove({ said });
}

/** Signatures of a statement by the keys of a group, by their places, for each event whose keys they are of. */
export function groupsBy(attachments: Attachments, prefix: string): readonly SignatureGroup[] {
  return attachments.signatureGroups
    .filter((group) => group.prefix === prefix)
    .map((group) => ({ ...group, signatures: [...group.signatures].sort((a, b) => a.index - b.index) }));
}

/** What others take as the statement: its signatures, and what is attached to the messages in it. KERIpy packs those of replies. */
export function attachedTo(
  { kind }: Pick<Statement, 'kind'>,
  groups: readonly SignatureGroup[],
  pathed: Attachments['pathed'],
): string {
  const attachments = { ...noAttachments, signatureGroups: groups, pathed };
  return writeAttachments(attachments, { pipelined: kind === 'reply' });
}

/** The reply or exchange that bytes are; undefined for another message. Throws `KeelsonError` of code `usage` for none. */
export function statementOf(
  { algorithms }: Pick<Host, 'algorithms'>,
  bytes: Uint8Array,
): { readonly statement: Statement; readonly attachments: Attachments } | undefined {
  const { message: statement, attachments } = oneMessageOf(bytes, algorithms);
  return statement.kind === 'reply' || statement.kind === 'exchange' ? { statement, attachments } : undefined;
}
