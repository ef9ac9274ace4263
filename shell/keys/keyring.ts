/**
 * Makes, keeps and uses the keys of identifiers: what an inception and a rotation commit to, and who signs.
 *
 * Source: keripy.md 8.3. KERIpy: `Manager`. Changes go one at a time. What a call answers is kept before it answers:
 * next keys are as durable as the provider makes them before any event can commit to them. A call that fails half
 * way has changed nothing that anybody was told, and can be made again.
 */
import { formatDatetime } from '../../kernel/cesr/datetime.ts';
import { parseKey } from '../../kernel/cesr/identifiers.ts';
import type { Key } from '../../kernel/cesr/qualified.ts';
import { assert } from '../../kernel/std/assert.ts';
import { KeelsonError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { EstablishedKeys, HabKeys, KnownSequence, RecordChange, UsingDraft } from './hab-keys.ts';
import { firstOf, found, goOn, rename } from './keeping.ts';
import { draftOf } from './key-draft.ts';
import { codesOf, digestCodeOf, exposureOf, freshCodesOf, keysOfSetMax, refused } from './key-plan.ts';
import type { KeyIngestion, KeyInception, KeyReplay, KeyRotation, SigningPlan } from './key-plan.ts';
import type { KeySet, KeyShelf } from './key-shelf.ts';
import type { NextDigest } from './next-digest.ts';
import type { Secret } from './secret.ts';
import { ShelfTurns } from './shelf-turns.ts';
import { keysAt, placesOf } from './signatures.ts';
import { signersOf } from './signer.ts';
import type { Signer } from './signer.ts';
import { noKeys } from './situation.ts';
import type { KeyLot, Root, Sequence, Situation } from './situation.ts';
import type { Springs } from './springs.ts';
import { wipeAll, withWiped } from './wiped-after.ts';

export type KeyringParts = {
  readonly shelf: KeyShelf;
  readonly springs: Springs;
  readonly nextDigest: NextDigest;
  readonly clock: Clock;
};

/** A keyring over a provider; `openKeyring` makes it. Errors are of type `KeelsonError`, and hold no secret. */
export class Keyring implements HabKeys {
  readonly #shelf: KeyShelf;
  readonly #springs: Springs;
  readonly #nextDigest: NextDigest;
  readonly #clock: Clock;
  readonly #turns: ShelfTurns;

  constructor({ shelf, springs, nextDigest, clock }: KeyringParts) {
    this.#shelf = shelf;
    this.#turns = new ShelfTurns(shelf, clock);
    this.#springs = springs;
    this.#nextDigest = nextDigest;
    this.#clock = clock;
  }

  /**
   * Begins a sequence: makes its current and next keys. It is known by its first public key until `move` gives it
   * its identifier. Rejects with code `usage` for counts and codes that make no sense, and with `key-exists` when
   * the first key has been a sequence's already.
   */
  incept(plan: KeyInception = {}, using?: UsingDraft): Promise<EstablishedKeys> {
    return this.#turns.change((shelf) => this.#incept(shelf, plan, using));
  }

  /**
   * Gives a sequence its identifier. The old name is not free again. Rejects with `usage`, `unknown-prefix` and
   * `key-exists`.
   */
  move(names: { readonly from: string; readonly to: string }): Promise<void> {
    return this.#turns.change((shelf) => rename(shelf, names));
  }

  /**
   * Makes the next keys the current ones, and new next keys. Seeds of the keys before the last ones are deleted.
   * Rejects with `unknown-prefix`, with `no-next-keys`, and with `unknown-key` when a seed that is needed is gone.
   */
  rotate(prefix: string, plan: KeyRotation = {}, using?: UsingDraft): Promise<EstablishedKeys> {
    return this.#turns.change((shelf) => this.#rotate(shelf, prefix, { plan, using }));
  }

  /**
   * The keys of a sequence whose sets are known beforehand, set by set: answers the current set after going on to
   * the next one, or without going on. Rejects as `rotate` does; `no-next-keys` is the end.
   */
  replay(prefix: string, plan: KeyReplay = {}, using?: UsingDraft): Promise<EstablishedKeys> {
    return this.#turns.change((shelf) => this.#replay(shelf, prefix, { plan, using }));
  }

  /**
   * Takes over sets of seeds that others made, as a sequence of its own, and makes next keys behind the last set.
   * Answers the public keys, set by set; the sequence is known by the first of them.
   */
  ingest(
    seeds: readonly (readonly string[])[],
    plan: KeyIngestion = {},
    using?: UsingDraft,
  ): Promise<readonly (readonly Key[])[]> {
    return this.#turns.change((shelf) => this.#ingest(shelf, seeds, { plan, using }));
  }

  /** Indexed signatures, one a key. Rejects with `usage`, `unknown-prefix`, `unknown-key`. */
  async sign(message: Uint8Array, signing: SigningPlan): Promise<readonly string[]> {
    const keys = await this.#signing(signing);
    const places = placesOf(keys.length, signing);
    return withSigners(this.#shelf, keys, (signers) =>
      signers.map((signer, place) =>
        signer.signIndexed(message, places[place] ?? { index: place, ondex: place }),
      ),
    );
  }

  /** Signatures that do not say which key made them, one a key. Rejects as `sign` does. */
  async signUnindexed(message: Uint8Array, signing: SigningPlan): Promise<readonly string[]> {
    const keys = await this.#signing(signing);
    return withSigners(this.#shelf, keys, (signers) => signers.map((signer) => signer.sign(message)));
  }

  /** Where a sequence stands; undefined when the prefix is not known. */
  async known(prefix: string): Promise<KnownSequence | undefined> {
    await this.#turns.finished();
    const naming = await this.#shelf.naming(prefix);
    if (naming === undefined || 'movedTo' in naming) return undefined;
    const { parameters, situation } = await this.#shelf.sequence(naming.sequence);
    return { parameters, situation };
  }

  /** What is kept under the id of a record; undefined when nothing is. */
  async getRecord(id: string): Promise<Uint8Array | undefined> {
    await this.#turns.finished();
    return this.#shelf.record(id);
  }

  /** Changes small public records, as one. */
  changeRecords(changes: readonly RecordChange[]): Promise<void> {
    return this.#turns.change(async (shelf) => {
      shelf.bind();
      await shelf.keepRecords(changes);
    });
  }

  /** The salt that sequences are made of by default: what brings their keys back. The caller wipes it. */
  salt(): Promise<Secret> {
    return this.#shelf.rootSalt();
  }

  async #incept(
    shelf: KeyShelf,
    plan: KeyInception,
    using: UsingDraft | undefined,
  ): Promise<EstablishedKeys> {
    const root = await rootOf(shelf);
    const codes = codesOf(plan.codes, plan.count, 1);
    const nextCodes = codesOf(plan.nextCodes, plan.nextCount, 0);
    const digestCode = digestCodeOf(plan.digestCode);
    const { creator, parameters, salt } = await this.#springs.begin(plan, root, shelf);
    const shared = { pidx: root.pidx, transferable: plan.transferable ?? true, temp: plan.temp ?? false };
    return withWiped(salt, creator, async (create) => {
      const signers = await create({ ...shared, codes, ridx: 0, kidx: 0 });
      const next = await create({ ...shared, codes: nextCodes, ridx: 1, kidx: codes.length });
      const now = this.#lotOf(signers, 0, 0);
      const situation = { old: noKeys, now, next: this.#lotOf(next, 1, codes.length) };
      const sets = [
        { lot: now, signers },
        { lot: situation.next, signers: next },
      ];
      const established = this.#established(situation, digestCode);
      const draft = draftOf(established, { signers });
      await found(shelf, { root, salt, sets, draft, using }, { parameters, situation, stale: noKeys });
      return established;
    });
  }

  async #rotate(
    shelf: KeyShelf,
    prefix: string,
    { plan, using }: { readonly plan: KeyRotation; readonly using: UsingDraft | undefined },
  ): Promise<EstablishedKeys> {
    if (plan.expose === undefined) codesOf(plan.nextCodes, plan.nextCount, 0);
    const digestCode = digestCodeOf(plan.digestCode);
    const first = await firstOf(shelf, prefix);
    const { parameters, situation: before } = await cleaned(shelf, first);
    if (before.next.keys.length === 0)
      throw noNextKeys(`${prefix} has no next keys and cannot be rotated`, { prefix, keripy: 'ValueError' });
    const { exposed, kept } = exposureOf(before.next.keys.length, plan.expose);
    const codes = freshCodesOf(plan, { kept: kept.length, before: before.next.keys.length });
    await assertHeld(shelf, before.next.keys);
    const { creator, salt } = await this.#springs.again(parameters, first, shelf);
    const ridx = before.next.ridx + 1;
    const kidx = before.next.kidx + before.next.keys.length;
    const shared = {
      pidx: parameters.pidx,
      transferable: plan.transferable ?? true,
      temp: plan.temp ?? false,
    };
    return withWiped(salt, creator, async (create, keep) => {
      const reserve = keep(
        await signersIn(
          shelf,
          kept.map((place) => before.next.keys[place] ?? ''),
        ),
      );
      const fresh = await create({ ...shared, codes, ridx, kidx });
      const next = [...reserve, ...fresh];
      const lot = this.#lotOf(next, ridx, kidx - reserve.length);
      const now = { ...before.next, keys: exposed.map((place) => before.next.keys[place] ?? '') };
      const situation = { old: before.now, now, next: lot };
      const stale = plan.erase === false ? noKeys : before.old;
      const established = this.#established(situation, digestCode);
      const signers = using === undefined ? [] : keep(await signersIn(shelf, now.keys));
      const draft = draftOf(established, { signers, ondices: exposed });
      await shelf.keepSet(first, { lot, signers: next });
      await goOn(shelf, first, { parameters, situation, stale }, { prefix, draft, using });
      return established;
    });
  }

  async #replay(
    shelf: KeyShelf,
    prefix: string,
    { plan, using }: { readonly plan: KeyReplay; readonly using: UsingDraft | undefined },
  ): Promise<EstablishedKeys> {
    const digestCode = digestCodeOf(plan.digestCode);
    const first = await firstOf(shelf, prefix);
    const { parameters, situation: before } = await cleaned(shelf, first);
    if (plan.advance === false) {
      await assertHeld(shelf, before.now.keys);
      return this.#established(before, digestCode);
    }
    const { ridx, kidx, keys } = before.next;
    const nextKeys = await shelf.keys(first, ridx + 1);
    if (nextKeys === undefined)
      throw noNextKeys(`no keys of ${prefix} are known behind set ${ridx}`, { prefix, keripy: 'IndexError' });
    await assertHeld(shelf, keys);
    const next = { keys: nextKeys, ridx: ridx + 1, kidx: kidx + keys.length, dt: this.#dt() };
    const situation = { old: before.now, now: before.next, next };
    const stale = plan.erase === false ? noKeys : before.old;
    const established = this.#established(situation, digestCode);
    const signers = using === undefined ? [] : await signersIn(shelf, keys);
    try {
      const draft = draftOf(established, { signers });
      await goOn(shelf, first, { parameters, situation, stale }, { prefix, draft, using });
    } finally {
      wipeAll(signers);
    }
    return established;
  }

  async #ingest(
    shelf: KeyShelf,
    seeds: readonly (readonly string[])[],
    { plan, using }: { readonly plan: KeyIngestion; readonly using: UsingDraft | undefined },
  ): Promise<readonly (readonly Key[])[]> {
    const at = plan.ridx ?? 0;
    if (
      !(Number.isSafeInteger(at) && at >= 0 && at < seeds.length) ||
      seeds.some(({ length }) => length === 0 || length > keysOfSetMax)
    ) {
      throw refused(`seeds are given in sets of 1 to ${keysOfSetMax}, and ridx names one of the sets`, {
        ridx: at,
      });
    }
    const root = await rootOf(shelf);
    const nextCodes = codesOf(plan.nextCodes, plan.nextCount, 0);
    const digestCode = digestCodeOf(undefined);
    const { creator, parameters, salt } = await this.#springs.begin({ algo: 'salty', ...plan }, root, shelf);
    const shared = { pidx: root.pidx, transferable: plan.transferable ?? true, temp: plan.temp ?? false };
    return withWiped(salt, creator, async (create, keep) => {
      const sets: KeySet[] = [];
      let kidx = 0;
      for (const [ridx, texts] of seeds.entries()) {
        const signers = keep(await this.#springs.signersOf(texts, shared.transferable));
        sets.push({ lot: this.#lotOf(signers, ridx, kidx), signers });
        kidx += signers.length;
      }
      const ridx = sets.length;
      const next = await create({ ...shared, codes: nextCodes, ridx, kidx });
      const all = [...sets, { lot: this.#lotOf(next, ridx, kidx), signers: next }];
      const lotAt = (place: number): KeyLot => all[place]?.lot ?? noKeys;
      const situation = { old: lotAt(at - 1), now: lotAt(at), next: lotAt(at + 1) };
      const draft = draftOf(this.#established(situation, digestCode), { signers: sets[at]?.signers ?? [] });
      await found(shelf, { root, salt, sets: all, draft, using }, { parameters, situation, stale: noKeys });
      return sets.map(({ signers }) => signers.map(({ key }) => key));
    });
  }

  async #signing({ by, indices }: SigningPlan): Promise<readonly string[]> {
    if ('keys' in by) return by.keys;
    await this.#turns.finished();
    const { situation } = await this.#shelf.sequence(await firstOf(this.#shelf, by.prefix));
    return keysAt(situation.now.keys, indices);
  }

  #dt(): string {
    return formatDatetime(this.#clock.now());
  }

  #lotOf(signers: readonly Signer[], ridx: number, kidx: number): KeyLot {
    return { keys: signers.map(({ key }) => key), ridx, kidx, dt: this.#dt() };
  }

  #established({ now, next }: Situation, digestCode: string): EstablishedKeys {
    return {
      keys: now.keys.map(known),
      nextKeyDigests: next.keys.map((key) => this.#nextDigest(key, digestCode)),
    };
  }
}

/** A sequence whose stale seeds are gone. */
async function cleaned(shelf: KeyShelf, first: string): Promise<Sequence> {
  const sequence = await shelf.sequence(first);
  await shelf.dropSeeds(first, sequence.stale);
  return sequence;
}

async function rootOf(shelf: KeyShelf): Promise<Root> {
  const root = await shelf.root();
  assert(root !== undefined, 'a keyring that was opened has a root');
  return root;
}

async function assertHeld(shelf: KeyShelf, keys: readonly string[]): Promise<void> {
  await withSigners(shelf, keys, () => undefined);
}

async function withSigners<T>(
  shelf: KeyShelf,
  keys: readonly string[],
  act: (signers: readonly Signer[]) => T,
): Promise<T> {
  const signers = await signersIn(shelf, keys);
  try {
    return act(signers);
  } finally {
    wipeAll(signers);
  }
}

function signersIn(shelf: KeyShelf, keys: readonly string[]): Promise<readonly Signer[]> {
  return signersOf(keys, (key) => shelf.signer(key));
}

function known(text: string): Key {
  const key = parseKey(text);
  assert(key.ok, 'a key that is kept was a key');
  return key.value;
}

function noNextKeys(
  says: string,
  { prefix, keripy }: { readonly prefix: string; readonly keripy: string },
): KeelsonError {
  return new KeelsonError('no-next-keys', { says, keripy, facts: { prefix } });
}
