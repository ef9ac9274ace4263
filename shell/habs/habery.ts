/**
 * The identities whose keys are kept in one place, and the host whose log they write.
 *
 * Source: keripy.md 8.5; docs/decisions/0028. KERIpy: `Habery`. What is kept of them is kept with their keys: opening reads
 * it, and feeds the host every event that it does not have yet.
 */
import { codeOf } from '../../kernel/cesr/identifiers.ts';
import { KeelsonError } from '../errors.ts';
import type { Host } from '../host.ts';
import { openKeyring } from '../keys/index.ts';
import type { HabKeys, KeyDraft, KeyringOptions, RecordsNow } from '../keys/index.ts';
import { controllerGroup, withGroups } from './attached.ts';
import { Hab } from './hab.ts';
import { makingOf } from './hab-desk.ts';
import type { HabDesk } from './hab-desk.ts';
import { makePlanOf } from './hab-plan.ts';
import type { MakeOptions, MakePlan } from './hab-plan.ts';
import { keepRecord, listName, readHabRecord, readHabRecords } from './hab-record.ts';
import type { HabRecord } from './hab-record.ts';
import { inceptionOf } from './making-events.ts';
import { assertGoes } from './own-log.ts';
import { signatoryName, signatoryOf, signatoryOptions } from './signatory.ts';
import type { Signatory } from './signatory.ts';
import { Turns } from '../turns.ts';

export type HaberyOptions = {
  /** The host whose log the identities write; whoever opened it closes it. */
  readonly host: Host;
  /** Who keeps the keys, or how a keyring over them is opened. One habery at a time uses them. */
  readonly keys: HabKeys | KeyringOptions;
  /** Keys are stretched at little cost, for tests: they are cheap to guess. */
  readonly temp?: boolean;
};

/** Where a name stands. */
export type HabSpace = {
  /** The name space; without a stop in it. KERIpy: `ns`. */
  readonly ns?: string;
};

/** Opens the identities that are kept with the keys. Rejects with `KeelsonError`, among others of code `damaged-store`. */
export async function openHabery({ host, keys, temp = false }: HaberyOptions): Promise<Habery> {
  const kept = 'provider' in keys ? await openKeyring(keys) : keys;
  const habery = new Habery({ host, keys: kept, making: makingOf(host), temp });
  await habery.refresh();
  return habery;
}

export class Habery {
  readonly #desk: HabDesk;
  /** By name, in order of their making. */
  readonly #habs = new Map<string, Hab>();
  readonly #byPrefix = new Map<string, Hab>();
  readonly #turns = new Turns();
  /** By name, what ends when it was made or not. */
  readonly #making = new Map<string, Promise<void>>();
  /** True after a change of keys failed: what is kept has to be looked at. */
  #isInDoubt = false;

  /** `openHabery` makes one. */
  constructor(desk: HabDesk) {
    this.#desk = desk;
  }

  /** The identities in order of their making, without hidden ones. */
  habs(): readonly Hab[] {
    return [...this.#habs.values()].filter(({ isHidden }) => !isHidden);
  }

  /** The identity of a name, hidden ones too. Throws `KeelsonError` of code `unknown-hab`. */
  hab(name: string, { ns }: HabSpace = {}): Hab {
    const hab = this.#habs.get(fullNameOf(name, ns));
    if (hab !== undefined) return hab;
    const says = `there is no identity of the name ${JSON.stringify(name)} here; make it, or see the names that there are`;
    throw new KeelsonError('unknown-hab', { says, keripy: 'ConfigurationError', facts: { name } });
  }

  /** The identity of an identifier; undefined when its keys are not kept here. */
  habByPrefix(prefix: string): Hab | undefined {
    return this.#byPrefix.get(prefix);
  }

  /**
   * Makes an identity: keys, inception, and its place in the log. Rejects with `usage`, with `hab-exists` for a name that is
   * taken, with `key-exists` when its keys are used already, and with `event-refused` when the host would not take the
   * inception, and then nothing is kept.
   */
  async make(name: string, options: MakeOptions & HabSpace = {}): Promise<Hab> {
    const { ns, ...asked } = options;
    const fullName = fullNameOf(name, ns);
    const plan = makePlanOf(asked, this.#desk.temp);
    await this.#turns.take(async () => {
      if (this.#isInDoubt) await this.refresh();
    });
    while (this.#making.has(fullName)) await this.#making.get(fullName);
    if (this.#habs.has(fullName)) throw taken(name);
    const making = this.#make({ name: fullName, stem: `${ns ?? ''}${name}` }, asked, plan);
    const ended = making.then(nothing, nothing).finally(() => this.#making.delete(fullName));
    this.#making.set(fullName, ended);
    const hab = await making;
    const report = await hab.resume();
    if (report !== undefined) assertGoes(report, 'alone');
    return hab;
  }

  /**
   * What signs data of the habery for itself, made when it is first asked for. KERIpy: `signator`. Rejects as `make` does, and
   * with `hab-exists` when an identity of another kind has its name.
   */
  async signatory(): Promise<Signatory> {
    const known = this.#habs.get(signatoryName);
    if (known !== undefined) return signatoryOf(this.#desk.host, known);
    try {
      return signatoryOf(this.#desk.host, await this.make(signatoryName, signatoryOptions));
    } catch (error) {
      const other = this.#habs.get(signatoryName);
      if (other === undefined || !(error instanceof KeelsonError) || error.code !== 'hab-exists') throw error;
      return signatoryOf(this.#desk.host, other);
    }
  }

  /** Reads what is kept, and opens what is not open yet. */
  async refresh(): Promise<void> {
    const records = await this.#kept();
    for (const record of records) if (!this.#habs.has(record.name)) this.#open(record);
    for (const record of records) await this.#feed(record);
  }

  async #kept(): Promise<readonly HabRecord[]> {
    this.#isInDoubt = false;
    try {
      return await readHabRecords(this.#desk.keys);
    } catch (error) {
      this.#isInDoubt = true;
      throw error;
    }
  }

  async #make(
    { name, stem }: { readonly name: string; readonly stem: string },
    options: MakeOptions,
    plan: MakePlan,
  ): Promise<Hab> {
    const { keys } = this.#desk;
    const { secrecies, iridx = 0, hidden = false } = options;
    let record: HabRecord | undefined;
    const using = async (draft: KeyDraft, records: RecordsNow) => {
      if ((await readHabRecord(records, name)) !== undefined) throw taken(name);
      const { prefix, follows, ...pending } = await this.#draftInception(draft, options, plan);
      const knownSets = secrecies?.length ?? 0;
      const asMade = { kind: 'single', group: undefined, interaction: undefined } as const;
      record = { ...asMade, name, prefix, hidden, knownSets, follows, pending };
      return { prefix, records: [...(await listName(records, name)), keepRecord(record)] };
    };
    const asked = { ...plan.keys, stem };
    try {
      if (secrecies === undefined) await keys.incept(asked, using);
      else await keys.ingest(secrecies, { ...asked, ridx: iridx }, using);
    } catch (error) {
      this.#isInDoubt ||= record !== undefined;
      throw error;
    }
    if (record === undefined)
      throw new KeelsonError('our-fault', { says: 'keys were made without an event' });
    return this.#habs.get(name) ?? this.#open(record);
  }

  async #draftInception(draft: KeyDraft, options: MakeOptions, plan: MakePlan) {
    const { host, making } = this.#desk;
    const { raw, prefix, sn, said } = inceptionOf(draft, options, plan, making);
    if (plan.identifier === 'basic' && codeOf(prefix) !== (options.code ?? codeOf(prefix)))
      throw otherCode(options.code ?? '');
    const message = withGroups(raw, controllerGroup(await draft.sign(raw)));
    const report = host.foresee(message, { source: 'local' });
    assertGoes(report, 'alone');
    const known = host.keyState(prefix);
    const follows = known !== undefined && known.establishmentSaid !== said;
    if (follows && options.follow !== true) throw behind(prefix);
    return { prefix, follows, sn, said, message };
  }

  #open(record: HabRecord): Hab {
    const hab = new Hab(this.#desk, record);
    this.#desk.host.own(record.prefix);
    this.#habs.set(record.name, hab);
    this.#byPrefix.set(record.prefix, hab);
    return hab;
  }

  /** Gives the host what it does not have; what it refuses is told when the identity is used. */
  async #feed({ name }: HabRecord): Promise<void> {
    const hab = this.#habs.get(name);
    if (hab?.waiting() !== undefined) await whereThereIsRoom(() => hab.resume());
  }
}

/** A full disk keeps nobody from opening identities: the event is given again when its identity is used. */
async function whereThereIsRoom(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof KeelsonError && error.code === 'disk-full')) throw error;
  }
}

const nothing = (): void => undefined;

const nameSizeMax = 256;
// Control characters are no part of a name.
const control = /[\u0000-\u001f\u007f]/u;

/** The name with its name space. Throws `KeelsonError` of code `usage`. */
function fullNameOf(name: string, ns: string | undefined): string {
  const parts = ns === undefined ? [name] : [ns, name];
  const isSound = parts.every(
    (part) =>
      part !== '' && part.length <= nameSizeMax && !control.test(part) && !/\p{Surrogate}/u.test(part),
  );
  if (isSound && ns?.includes('.') !== true) return parts.join('.');
  throw new KeelsonError('usage', {
    says: `a name has 1 to ${nameSizeMax} characters that can be printed, and a name space no stop in it`,
    keripy: 'ConfigurationError',
  });
}

function taken(name: string): KeelsonError {
  const says = `there is an identity of the name ${JSON.stringify(name)} already; take another name`;
  return new KeelsonError('hab-exists', { says, keripy: 'ValueError', facts: { name } });
}

function otherCode(code: string): KeelsonError {
  const says = `the code ${JSON.stringify(code)} is neither that of a digest nor that of the key`;
  return new KeelsonError('usage', { says, keripy: 'ValueError', facts: { code } });
}

function behind(prefix: string): KeelsonError {
  const says = `the log of ${prefix} has gone on with other keys than its first ones; restore the key store that made them`;
  return new KeelsonError('keys-differ', { says, keripy: 'ValidationError', facts: { prefix } });
}
