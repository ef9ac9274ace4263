/**
 * Whoever keeps identities at a machine: the keyring, the key store and the identities of the shell, over a simulated disk.
 * It does what the plan says, tells others what it made, and looks at its log before it goes on.
 *
 * Source: DESIGN 1 (the same shell classes; only the ports differ), docs/decisions/0028.
 */
import type { Key, Prefix, Said } from '../../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import type { Custody, SeenOpening } from '../../invariants/judge.ts';
import { KeelsonError } from '../../shell/errors.ts';
import { contributionsOf } from '../../shell/habs/group-members.ts';
import type { Hab } from '../../shell/habs/index.ts';
import type { Host } from '../../shell/host.ts';
import type { Disk } from '../disk/disk.ts';
import { MachineStopped } from '../disk/disk.ts';
import type { GroupEntry, HabEntry } from '../plan.ts';
import { eventIn } from '../read-whole.ts';
import { approveAll, lacksSeal } from './approvals.ts';
import { custodian } from './custodian.ts';
import { groupActOf, joinAll, rotateGroup, shareAll } from './group-acts.ts';
import type { Grouping } from './group-acts.ts';
import { actOf } from './hab-acts.ts';
import { makeOptions } from './hab-asking.ts';
import type { KeeperParts } from './keeper-parts.ts';
import { openIdentities } from './open-identities.ts';
import type { Identities } from './open-identities.ts';
import { openStoodLogs } from './stood-logs.ts';
import type { StoodLogs } from './stood-logs.ts';
import { tellGroupLog, tellLog } from './telling-logs.ts';

/** What is open while the machine is up. */
type Opened = Identities & { readonly host: Host };

export class Keeper {
  readonly #parts: KeeperParts;
  readonly #stood: StoodLogs;
  #opened: Opened | undefined;
  #opening = 0;
  /** That of the machine, from when its identities begin to be opened. */
  #host: Host | undefined;
  readonly custody: Custody;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#stood = openStoodLogs(parts.truth);
    const { disk, lock, signer } = parts;
    this.custody = custodian({ disk, lock, signer, prefixes: () => this.#stood.prefixes() });
  }

  get node(): string {
    return this.#parts.plan.id;
  }

  get disk(): Disk {
    return this.#parts.disk;
  }

  /** Tells when the machine stops in a commit of the key store. */
  watch(stopped: (cause: SeenOpening['after']) => void): void {
    this.#parts.disk.watch((result) => {
      if (result === 'crashed') stopped('crash');
      if (result === 'failed') stopped('commit-failure');
      if (result === 'crashed') this.#parts.recorder.mark('crash-in-keys');
    });
  }

  /** The host is open: its identities are opened too. */
  open(host: Host): void {
    this.#opening += 1;
    this.#opened = undefined;
    this.#host = host;
    void this.#attempt(async (isUp) => {
      const signed = (key: Key, message: Uint8Array): void => this.#signed(key, message);
      const opened = {
        host,
        ...(await openIdentities(this.#parts, { host, opening: this.#opening, signed })),
      };
      if (!isUp()) return;
      this.#opened = opened;
      for (const hab of opened.habery.habs()) {
        if (lacksSeal(host, hab.prefix)) this.#parts.recorder.mark('kept-approval-cut-off');
        await this.#tell(opened, hab);
      }
      const grouping = this.#groupingOf(opened);
      if (grouping !== undefined && (await shareAll(grouping)) > 0)
        this.#parts.recorder.mark('kept-group-cut-off');
    });
  }

  /** The process ends; with `power`, what was not synced may be lost. */
  stop(power: boolean): void {
    this.#opening += 1;
    this.#opened = undefined;
    this.#host = undefined;
    this.#parts.disk.halt(power);
  }

  /** Begins what the entry says. False when it cannot be done now. */
  act(entry: HabEntry | GroupEntry): boolean {
    const opened = this.#opened;
    if (opened === undefined) return false;
    if (entry.do === 'group') return this.#actInGroup(opened, entry);
    const hab = opened.habery.habs().find(({ name }) => name === entry.aid);
    if (entry.act === 'make') return hab === undefined && this.#make(opened, entry);
    if (hab === undefined || opened.host.keyState(hab.prefix) === undefined) return false;
    const { acquaintances, recorder } = this.#parts;
    const act = actOf(entry, { host: opened.host, hab, acquaintances, mark: (name) => recorder.mark(name) });
    if (act === undefined) return false;
    void this.#attempt(async () => {
      await act();
      await this.#tell(opened, hab);
    });
    return true;
  }

  /** The identifiers, and whether their logs here lack what is known to stand; empty while the machine is down. */
  standing(): readonly { readonly prefix: Prefix; readonly isBehind: boolean }[] {
    const host = this.#opened?.host;
    if (host === undefined) return [];
    return this.#stood
      .prefixes()
      .map((prefix) => ({ prefix, isBehind: !this.#stood.isInStep(host, prefix) }));
  }

  /** Tells everything again: what was lost comes. */
  tellAll(): void {
    const opened = this.#opened;
    if (opened === undefined) return;
    for (const hab of opened.habery.habs()) void this.#attempt(() => this.#tell(opened, hab));
  }

  /** Approves what delegates ask for, and tells that. */
  approveAll(): void {
    const opened = this.#opened;
    if (opened === undefined) return;
    const { acquaintances, recorder } = this.#parts;
    for (const hab of opened.habery.habs()) {
      if (opened.host.keyState(hab.prefix) === undefined) continue;
      void this.#attempt(async () => {
        const delegates = acquaintances.delegatesOf(hab.prefix);
        const count = await approveAll(
          { host: opened.host, hab, mark: (name) => recorder.mark(name) },
          delegates,
        );
        if (count > 0) await this.#tell(opened, hab);
      });
    }
  }

  /** Has every identity rotated once more: those whose keys are kept, and those whose events stand; none that was abandoned. */
  rotateAll(): void {
    const { truth, plan } = this.#parts;
    const opened = this.#opened;
    for (const prefix of this.#stood.prefixes()) {
      const count = this.#stood.count(prefix);
      const hab = opened?.habery.habByPrefix(prefix);
      if ((count === 0 && hab === undefined) || this.#stood.isClosed(prefix)) continue;
      truth.askedToRotate({ node: plan.id, prefix, sn: BigInt(count - 1) });
      if (opened === undefined || hab === undefined) continue;
      if (count > 0 && !this.#stood.isInStep(opened.host, prefix)) continue;
      void this.#attempt(async () => {
        await hab.rotate();
        await this.#tell(opened, hab);
      });
    }
  }

  #actInGroup(opened: Opened, entry: GroupEntry): boolean {
    const grouping = this.#groupingOf(opened);
    const act = grouping === undefined ? undefined : groupActOf(entry, grouping);
    if (act === undefined) return false;
    void this.#attempt(async () => {
      await act();
      await this.#tellGroups(opened);
    });
    return true;
  }

  #groupingOf({ groups, ...opened }: Opened): Grouping | undefined {
    return groups === undefined ? undefined : { ...opened, groups, parts: this.#parts };
  }

  /** Tells the logs of groups, which anybody may bring. */
  async #tellGroups({ host, groups }: Opened): Promise<void> {
    for (const { prefix } of groups?.groups() ?? []) {
      const state = host.keyState(prefix);
      if (state === undefined) continue;
      if (state.establishmentSn > 0n) this.#parts.recorder.mark('kept-group-rotated');
      await tellGroupLog(this.#parts, host, prefix);
    }
  }

  /** Members join what fits, send again what they signed, and tell what came into force. */
  groupsAll(): void {
    const opened = this.#opened;
    const grouping = opened === undefined ? undefined : this.#groupingOf(opened);
    if (opened === undefined || grouping === undefined) return;
    void this.#attempt(async () => {
      await joinAll(grouping);
      await shareAll(grouping);
      await this.#tellGroups(opened);
    });
  }

  /**
   * Has every group rotated once more that a member here proposed, that is in force, and whose members are all of the
   * core: an inception is not signed any more when its proposer rotated before the others had it.
   */
  rotateGroups(core: readonly string[]): void {
    const opened = this.#opened;
    const grouping = opened === undefined ? undefined : this.#groupingOf(opened);
    if (opened === undefined || grouping === undefined) return;
    const { truth, plan, acquaintances } = this.#parts;
    const isOfCore = (prefix: string): boolean => core.includes(acquaintances.withPrefix(prefix)?.node ?? '');
    for (const group of grouping.groups.groups()) {
      const state = opened.host.keyState(group.prefix);
      if (state === undefined || group.name === group.prefix) continue;
      if (!group.members().signing.every(isOfCore)) continue;
      truth.askedToRotate({ node: plan.id, prefix: state.prefix, sn: state.establishmentSn });
      void this.#attempt(() => rotateGroup(grouping, group));
    }
  }

  /**
   * An event of a group: its inception is signed with a key that is, or was, in force for an identity here, and what
   * follows is of an identifier that no identity here has.
   */
  #isOfGroup({ ilk, prefix }: KeyEvent, key: Key): boolean {
    const host = this.#host;
    const own = this.#stood.prefixes();
    if (ilk !== 'icp' || host === undefined) return ilk !== 'dip' && !own.includes(prefix);
    return own.some((one) => contributionsOf(host, one).some((contributed) => contributed.key === key));
  }

  /** False when its delegator is nobody who is known yet. */
  #make(opened: Opened, entry: HabEntry): boolean {
    const { witnesses, acquaintances } = this.#parts;
    const above = entry.delegator ?? undefined;
    const delpre = above === undefined ? undefined : acquaintances.named(above)?.prefix;
    if (above !== undefined && delpre === undefined) return false;
    const options = makeOptions(entry, { wits: entry.witnesses.map(witnesses.prefixOf), delpre });
    void this.#attempt(async () => this.#tell(opened, await opened.habery.make(entry.aid, options)));
    return true;
  }

  /** Runs `act`; what comes of it once the machine has stopped is nobody's any more. */
  async #attempt(act: (isUp: () => boolean) => Promise<void>): Promise<void> {
    const opening = this.#opening;
    const isUp = (): boolean => opening === this.#opening;
    try {
      await act(isUp);
    } catch (error) {
      if (isUp() && !(error instanceof MachineStopped)) this.#failed(error);
    }
  }

  /** What people are refused is theirs to see; what stops a machine is seen by its disk; all else is our own fault. */
  #failed(error: unknown): void {
    const { panel, plan } = this.#parts;
    if (error instanceof KeelsonError && error.code !== 'our-fault') return;
    panel.fault({ node: plan.id, says: error instanceof Error ? error.message : String(error) });
  }

  /** Notes what stands of an identity, and tells its log to the others. */
  async #tell({ host }: Opened, hab: Hab): Promise<void> {
    const state = host.keyState(hab.prefix);
    if (state === undefined) return;
    const { plan, acquaintances } = this.#parts;
    const { prefix, delegator } = state;
    acquaintances.met({ aid: hab.name, node: plan.id, prefix, delegator });
    this.#noteRecovery(this.#stood.note(host, prefix));
    if (this.#stood.isClosed(prefix)) this.#parts.recorder.mark('kept-abandoned');
    await tellLog(this.#parts, { host, hab, state });
  }

  #noteRecovery(takenBack: readonly Said[]): void {
    const { recorder, truth } = this.#parts;
    if (takenBack.length > 0) recorder.mark('kept-recovery');
    const hasSeal = takenBack.some((said) => (truth.known.event(said)?.anchors.length ?? 0) > 0);
    if (hasSeal) recorder.mark('kept-seal-taken-back');
  }

  /** A key made a signature: events come into being here. */
  #signed(key: Key, message: Uint8Array): void {
    const { algorithms, panel, plan, truth, witnesses } = this.#parts;
    const event: KeyEvent | undefined = eventIn(message, algorithms);
    panel.signing({ node: plan.id, key, event });
    if (event === undefined) return;
    truth.made(event, false);
    witnesses.made(event, plan.id);
    if (!this.#isOfGroup(event, key)) this.#stood.begun(event.prefix);
  }
}
