/**
 * What a member sends to the others of its group: an exchange with the event and what it signed of it, signed by the
 * keys of the member.
 *
 * Source: keripy.md 1.8, 8.6. KERIpy: `multisigInceptExn` and its kin, with `Hab.endorse(last=False, pipelined=False)`.
 */
import { isTransferable } from '../../kernel/cesr/identifiers.ts';
import type { BuiltExchange } from '../../kernel/event/build-routed.ts';
import { buildMultisigStatement } from '../../kernel/event/multisig-statement.ts';
import type { Statement } from '../../kernel/event/multisig-statement.ts';
import { buildMultisig } from '../../kernel/event/multisig.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import { KeelsonError } from '../errors.ts';
import { controllerGroup, coupleGroup, establishedGroup, withGroups } from './attached.ts';
import { everybody } from './group-members.ts';
import type { Members } from './group-members.ts';
import { stampOf } from './hab-desk.ts';
import type { HabDesk } from './hab-desk.ts';
import { written } from './making-events.ts';

/** A message to the other members. How it travels is the matter of the caller. */
export type GroupMessage = {
  /** SAID of the exchange. */
  readonly said: string;
  readonly route: string;
  /** The identifiers of the others. */
  readonly to: readonly string[];
  readonly bytes: Uint8Array;
};

/** An event of a group as one of its members shows it. */
export type Shown = {
  readonly member: string;
  readonly event: KeyEvent;
  /** Signatures of the event, as text. */
  readonly signatures: readonly string[];
  readonly members: Members;
};

/** How exchanges are written: as KERIpy 1.1 takes them, or as releases since 1.1.27 do, which want the field `rp`. */
export type ExchangeLayout = 'without-rp' | 'with-rp';

/** What messages to members are made with. */
export type GroupDesk = HabDesk & { readonly layout: ExchangeLayout };

/** Signatures that fit into the material of one path. */
const signatureCountMax = 160;

/** The message by which a member shows an event to the others. Rejects with `unknown-prefix`, and as signing does. */
export async function groupMessage(desk: GroupDesk, shown: Shown): Promise<GroupMessage> {
  const { member, event, signatures, members } = shown;
  const built = written(
    buildMultisig(
      {
        sender: member,
        dt: stampOf(desk, undefined),
        event,
        attached: signatures.length === 0 ? '' : controllerGroup(signatures.slice(0, signatureCountMax)),
        signing: members.signing,
        rotating: event.ilk === 'ixn' ? undefined : members.rotating,
        layout: desk.layout,
      },
      desk.making,
    ),
  );
  return addressed(desk, built, shown);
}

/** A reply or an exchange of a group as one of its members shows it. */
export type ShownStatement = {
  readonly member: string;
  readonly group: string;
  readonly statement: Statement;
  /** Signatures by the keys of the group, and what goes with messages in the statement, as text. */
  readonly attached: string;
  readonly members: Members;
};

/** The message by which a member shows a statement to the others. Rejects as `groupMessage` does. */
export async function statementMessage(desk: GroupDesk, shown: ShownStatement): Promise<GroupMessage> {
  const { member: sender, group, statement, attached } = shown;
  const { layout, making } = desk;
  const plan = { sender, dt: stampOf(desk, undefined), group, statement, attached, layout };
  return addressed(desk, written(buildMultisigStatement(plan, making)), shown);
}

async function addressed(
  desk: GroupDesk,
  { message, attachment }: BuiltExchange,
  { member, members }: Pick<Shown, 'member' | 'members'>,
): Promise<GroupMessage> {
  const endorsement = await endorsementBy(desk, member, message.raw);
  return {
    said: message.said,
    route: message.route,
    to: everybody(members).filter((prefix) => prefix !== member),
    bytes: withGroups(message.raw, endorsement + attachment),
  };
}

async function endorsementBy({ host, keys }: HabDesk, member: string, raw: Uint8Array): Promise<string> {
  const state = host.keyState(member);
  if (state === undefined) {
    const says = `nothing of the member ${member} is known here; make it first, or ingest its log`;
    throw new KeelsonError('unknown-prefix', { says, facts: { prefix: member } });
  }
  const by = { keys: state.keys };
  if (!isTransferable(state.prefix)) return coupleGroup(state.keys, await keys.signUnindexed(raw, { by }));
  const place = { prefix: member, sn: state.establishmentSn, said: state.establishmentSaid };
  return establishedGroup(place, await keys.sign(raw, { by }));
}
