/**
 * Whoever keeps identities at a machine: the keyring, the key store and the identities of the shell, over a simulated disk.
 * It does what the plan says, tells others what it made, and looks at its log before it goes on.
 *
 * Source: DESIGN 1 (the same shell classes; only the ports differ), docs/decisions/0028.
 */
import type { Key, Prefix } from '../../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import { concatBytes } from '../../kernel/std/bytes.ts';
import type { Custody, SeenOpening } from '../../invariants/judge.ts';
import { KeelsonError } from '../../shell/errors.ts';
import type { Hab, Habery } from '../../shell/habs/index.ts';
import type { Host } from '../../shell/host.ts';
import type { Disk } from '../disk/disk.ts';
import { MachineStopped } from '../disk/disk.ts';
import type { HabEntry } from '../plan.ts';
import { eventIn } from '../read-whole.ts';
import { custodian } from './custodian.ts';
import { makeOptions, rotateOptions } from './hab-asking.ts';
import type { KeeperParts } from './keeper-parts.ts';
import { openIdentities } from './open-identities.ts';

/** What is open while the machine is up. */
type Opened = { readonly host: Host; readonly habery: Habery };

export class Keeper {
  readonly #parts: KeeperParts;
  /** Identifiers that events were made of, and how many events of each are known to stand. */
  readonly #stood = new Map<Prefix, number>();
  #opened: Opened | undefined;
  #opening = 0;
  readonly custody: Custody;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    const { disk, lock, signer } = parts;
    this.custody = custodian({ disk, lock, signer, prefixes: () => [...this.#stood.keys()] });
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
    void this.#attempt(async (isUp) => {
      const signed = (key: Key, message: Uint8Array): void => this.#signed(key, message);
      const habery = await openIdentities(this.#parts, { host, opening: this.#opening, signed });
      if (!isUp()) return;
      this.#opened = { host, habery };
      for (const hab of habery.habs()) await this.#tell({ host, habery }, hab);
    });
  }

  /** The process ends; with `power`, what was not synced may be lost. */
  stop(power: boolean): void {
    this.#opening += 1;
    this.#opened = undefined;
    this.#parts.disk.halt(power);
  }

  /** Begins what the entry says. False when it cannot be done now. */
  act(entry: HabEntry): boolean {
    const opened = this.#opened;
    if (opened === undefined) return false;
    const hab = opened.habery.habs().find(({ name }) => name === entry.aid);
    if (entry.act === 'make') {
      if (hab !== undefined) return false;
      void this.#attempt(async () =>
        this.#tell(
          opened,
          await opened.habery.make(
            entry.aid,
            makeOptions(entry, entry.witnesses.map(this.#parts.witnesses.prefixOf)),
          ),
        ),
      );
      return true;
    }
    if (hab === undefined || !this.#isInStep(opened, hab)) return false;
    void this.#attempt(async () => {
      await (entry.act === 'interact' ? hab.interact() : hab.rotate(rotateOptions(entry, hab.state())));
      await this.#tell(opened, hab);
    });
    return true;
  }

  /** Tells everything again: what was lost comes. */
  tellAll(): void {
    const opened = this.#opened;
    if (opened === undefined) return;
    for (const hab of opened.habery.habs()) void this.#attempt(() => this.#tell(opened, hab));
  }

  /** Has every identity rotated once more: those whose keys are kept, and those whose events stand. */
  rotateAll(): void {
    const { truth, plan } = this.#parts;
    const opened = this.#opened;
    for (const [prefix, count] of this.#stood) {
      const hab = opened?.habery.habByPrefix(prefix);
      if (count === 0 && hab === undefined) continue;
      truth.askedToRotate({ node: plan.id, prefix, sn: BigInt(count - 1) });
      if (opened === undefined || hab === undefined) continue;
      void this.#attempt(async () => {
        await hab.rotate();
        await this.#tell(opened, hab);
      });
    }
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

  /** The log holds at least what its author knows to stand: a machine whose store was set back has to wait for it. */
  #isInStep({ host }: Opened, hab: Hab): boolean {
    const state = host.keyState(hab.prefix);
    return state !== undefined && Number(state.sn) + 1 >= (this.#stood.get(state.prefix) ?? 0);
  }

  /** Notes what stands of an identity, and tells its log to the others: to its witnesses by their own path. */
  async #tell({ host }: Opened, { name, prefix }: Hab): Promise<void> {
    const state = host.keyState(prefix);
    if (state === undefined) return;
    this.#note(host, prefix);
    const { plan, nodes, send, witnesses } = this.#parts;
    const parts: Uint8Array[] = [];
    for await (const part of host.export(prefix, { receipts: true })) parts.push(part);
    const bytes = concatBytes(parts);
    for (const to of nodes) {
      if (to === plan.id) continue;
      const source = state.witnesses.includes(witnesses.prefixOf(to)) ? 'local' : 'remote';
      send({ from: plan.id, to, bytes, source, note: `hab ${name}` });
    }
  }

  /** What stands and was not known to stand yet. */
  #note(host: Host, prefix: string): void {
    for (const { stored } of host.kel(prefix)) {
      const { event } = stored;
      if (Number(event.sn) < (this.#stood.get(event.prefix) ?? 0)) continue;
      this.#parts.truth.stood(event.prefix, Number(event.sn), event.said);
      this.#stood.set(event.prefix, Number(event.sn) + 1);
    }
  }

  /** A key made a signature: events come into being here. */
  #signed(key: Key, message: Uint8Array): void {
    const { algorithms, panel, plan, truth, witnesses } = this.#parts;
    const event: KeyEvent | undefined = eventIn(message, algorithms);
    panel.signing({ node: plan.id, key, event });
    if (event === undefined) return;
    truth.made(event, false);
    witnesses.made(event, plan.id);
    if (!this.#stood.has(event.prefix)) this.#stood.set(event.prefix, 0);
  }
}
