/**
 * Makes and uses the keys of identifiers that a signer holds: the same calls as a keyring, and no seed in this process.
 *
 * Source: M-100; docs/decisions/0029. The signer makes keys by chance and durably; then where the sequence stands is
 * kept, as one change. A call that is cut off between the two leaves keys that nobody was told of, and the next call
 * for their places takes them. Keys that were rotated out are deleted last.
 */
import { formatDatetime } from '../../kernel/cesr/datetime.ts';
import { keyOf, parseKey } from '../../kernel/cesr/identifiers.ts';
import type { Key } from '../../kernel/cesr/qualified.ts';
import { assert } from '../../kernel/std/assert.ts';
import { KeelsonError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { EstablishedKeys, HabKeys, KnownSequence, RecordChange, UsingDraft } from './hab-keys.ts';
import type { HeldKey, HeldKeys } from './held-keys.ts';
import { firstOf, rename, taken, used } from './keeping.ts';
import type { Using } from './keeping.ts';
import { draftOf } from './key-draft.ts';
import type { DraftSigner } from './key-draft.ts';
import { codesOf, digestCodeOf, exposureOf, freshCodesOf, refused } from './key-plan.ts';
import type { KeyInception, KeyReplay, KeyRotation, SigningPlan } from './key-plan.ts';
import type { KeyShelf } from './key-shelf.ts';
import type { NextDigest } from './next-digest.ts';
import { ShelfTurns } from './shelf-turns.ts';
import { keysAt, placesOf } from './signatures.ts';
import type { SeedCode } from './signer.ts';
import { noKeys } from './situation.ts';
import type { KeyLot, Sequence, Situation } from './situation.ts';

export type SecureKeyringParts = {
  readonly shelf: KeyShelf;
  readonly held: HeldKeys;
  readonly ring: string;
  readonly nextDigest: NextDigest;
  readonly clock: Clock;
};

/** A keyring over a signer; `openSecureKeyring` makes it. Errors are of type `KeelsonError`, those of the signer among them. */
export class SecureKeyring implements HabKeys {
  readonly #shelf: KeyShelf;
  readonly #held: HeldKeys;
  readonly #ring: string;
  readonly #nextDigest: NextDigest;
  readonly #clock: Clock;
  readonly #turns: ShelfTurns;

  constructor({ shelf, held, ring, nextDigest, clock }: SecureKeyringParts) {
    this.#shelf = shelf;
    this.#turns = new ShelfTurns(shelf, clock);
    this.#held = held;
    this.#ring = ring;
    this.#nextDigest = nextDigest;
    this.#clock = clock;
  }

  /**
   * Begins a sequence: has its current and next keys made. It is known by its first public key until `move` gives it
   * its identifier. Rejects with code `usage` for counts and codes that make no sense, and for a salt: the signer
   * draws its keys.
   */
  incept(plan: KeyInception = {}, using?: UsingDraft): Promise<EstablishedKeys> {
    return this.#turns.take(() => this.#incept(plan, using));
  }

  /** Gives a sequence its identifier. Rejects with `usage`, `unknown-prefix` and `key-exists`. */
  move(names: { readonly from: string; readonly to: string }): Promise<void> {
    return this.#turns.change((shelf) => rename(shelf, names));
  }

  /**
   * Makes the next keys the current ones, after each has shown that it signs, and has new next keys made. Keys before
   * the last ones are deleted. Rejects with `unknown-prefix` and `no-next-keys`.
   */
  rotate(prefix: string, plan: KeyRotation = {}, using?: UsingDraft): Promise<EstablishedKeys> {
    return this.#turns.take(() => this.#rotate(prefix, plan, using));
  }

  /** The current set as it stands, with `advance: false`. No set behind the next one is known beforehand: `no-next-keys`. */
  replay(prefix: string, plan: KeyReplay = {}): Promise<EstablishedKeys> {
    return this.#turns.take(() => this.#replay(prefix, plan));
  }

  /** Rejects with `key-refused`: seeds that others made are known outside the signer. */
  ingest(): Promise<never> {
    const says = 'a signer makes its keys itself and takes no seeds; rotate to its keys instead';
    return Promise.reject(new KeelsonError('key-refused', { says }));
  }

  /** Indexed signatures, one a key. Rejects with `usage`, `unknown-prefix`, `unknown-key`, `wrong-signature`. */
  async sign(message: Uint8Array, signing: SigningPlan): Promise<readonly string[]> {
    const keys = await this.#signing(signing);
    const places = placesOf(keys.length, signing);
    const held = await this.#heldOf(keys);
    return Promise.all(
      held.map((one, place) =>
        this.#held.signIndexed(one, message, places[place] ?? { index: place, ondex: place }),
      ),
    );
  }

  /** Signatures that do not say which key made them, one a key. Rejects as `sign` does. */
  async signUnindexed(message: Uint8Array, signing: SigningPlan): Promise<readonly string[]> {
    const held = await this.#heldOf(await this.#signing(signing));
    return Promise.all(held.map((one) => this.#held.sign(one, message)));
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

  async #incept(plan: KeyInception, using: UsingDraft | undefined): Promise<EstablishedKeys> {
    assertByChance(plan);
    const codes = codesOf(plan.codes, plan.count, 1);
    const nextCodes = codesOf(plan.nextCodes, plan.nextCount, 0);
    const digestCode = digestCodeOf(plan.digestCode);
    const root = await this.#shelf.root();
    assert(root !== undefined, 'a keyring that was opened has a root');
    const shared = { pidx: root.pidx, transferable: plan.transferable ?? true };
    const current = await this.#make({ ...shared, codes, ridx: 0, kidx: 0 });
    const next = await this.#make({ ...shared, codes: nextCodes, ridx: 1, kidx: codes.length });
    const situation = {
      old: noKeys,
      now: this.#lotOf(keysOf(current), 0, 0),
      next: this.#lotOf(keysOf(next), 1, codes.length),
    };
    const established = this.#established(situation, digestCode);
    const draft = draftOf(established, { signers: this.#signersOf(current) });
    const first = situation.now.keys[0];
    assert(first !== undefined, 'a sequence begins with a key');
    if ((await this.#shelf.naming(first)) !== undefined) throw taken(first);
    const parameters = { pidx: root.pidx, algo: 'randy', stem: '', tier: '', rooted: false } as const;
    await this.#shelf.asOne(async (shelf) => {
      // Bound before anything is kept: no part of it is a secret, and all of it is one change.
      const use = await used(shelf, { draft, using });
      shelf.bind();
      await shelf.keepRoot({ ...root, pidx: root.pidx + 1 });
      await keepHeld(shelf, [...current, ...next]);
      for (const lot of [situation.now, situation.next]) await shelf.keepKeys(first, lot);
      await shelf.keepSequence(first, { parameters, situation, stale: noKeys });
      await shelf.keepNaming(first, { sequence: first });
      if (use.prefix !== undefined) await rename(shelf, { from: first, to: use.prefix });
    });
    return established;
  }

  async #rotate(prefix: string, plan: KeyRotation, using: UsingDraft | undefined): Promise<EstablishedKeys> {
    if (plan.expose === undefined) codesOf(plan.nextCodes, plan.nextCount, 0);
    const digestCode = digestCodeOf(plan.digestCode);
    const first = await firstOf(this.#shelf, prefix);
    const { parameters, situation: before } = await this.#cleaned(first);
    const { keys: committed } = before.next;
    if (committed.length === 0) throw noNextKeys(`${prefix} has no next keys and cannot be rotated`, prefix);
    const { exposed, kept } = exposureOf(committed.length, plan.expose);
    const codes = freshCodesOf(plan, { kept: kept.length, before: committed.length });
    const heldNext = await this.#heldOf(committed);
    for (const one of heldNext) await this.#held.prove(one);
    const ridx = before.next.ridx + 1;
    const kidx = before.next.kidx + committed.length;
    const fresh = await this.#make({
      pidx: parameters.pidx,
      transferable: plan.transferable ?? true,
      codes,
      ridx,
      kidx,
    });
    const reserve = kept.map((place) => committed[place] ?? '');
    const now = { ...before.next, keys: exposed.map((place) => committed[place] ?? '') };
    const next = this.#lotOf([...reserve, ...keysOf(fresh)], ridx, kidx - reserve.length);
    const situation = { old: before.now, now, next };
    const established = this.#established(situation, digestCode);
    const draft = draftOf(established, { signers: this.#signersOf(heldNext), ondices: exposed });
    const stale = plan.erase === false ? noKeys : before.old;
    const sequence = { parameters, situation, stale };
    await this.#goOn(first, { sequence, fresh, prefix, draft, using });
    return established;
  }

  /** Keeps where a sequence stands now, then has its stale keys deleted; once more later, should that fail. */
  async #goOn(first: string, { sequence, fresh, prefix, ...using }: GoingOn): Promise<void> {
    await this.#shelf.asOne(async (shelf) => {
      const use = await used(shelf, using);
      shelf.bind();
      await keepHeld(shelf, fresh);
      await shelf.keepKeys(first, sequence.situation.next);
      await shelf.keepSequence(first, sequence);
      if (use.prefix !== undefined) await rename(shelf, { from: prefix, to: use.prefix });
    });
    try {
      await this.#dropStale(first, sequence);
    } catch (error) {
      // The keys have moved: the call has done what it was asked. The next change deletes what is left, or says why not.
      if (!(error instanceof KeelsonError)) throw error;
    }
  }

  async #replay(prefix: string, plan: KeyReplay): Promise<EstablishedKeys> {
    const digestCode = digestCodeOf(plan.digestCode);
    const { situation } = await this.#shelf.sequence(await firstOf(this.#shelf, prefix));
    if (plan.advance !== false)
      throw noNextKeys(`no keys of ${prefix} are known behind set ${situation.next.ridx}`, prefix);
    return this.#established(situation, digestCode);
  }

  /** A sequence whose stale keys are gone. */
  async #cleaned(first: string): Promise<Sequence> {
    const sequence = await this.#shelf.sequence(first);
    await this.#dropStale(first, sequence);
    return sequence;
  }

  /** Deletes the keys of the stale set, but those that stand in a later set too. */
  async #dropStale(first: string, { stale, situation: { old, now, next } }: Sequence): Promise<void> {
    if (stale.keys.length === 0) return;
    const setOf = async ({ ridx, keys }: KeyLot) => (await this.#shelf.keys(first, ridx)) ?? keys;
    const later = (await Promise.all([old, now, next].map(setOf))).flat();
    for (const key of await setOf(stale)) {
      const id = later.includes(key) ? undefined : await this.#shelf.heldId(key);
      if (id === undefined) continue;
      await this.#held.delete(id);
      await this.#shelf.dropHeldId(key);
    }
  }

  async #make({ codes, pidx, ridx, kidx, transferable }: Making): Promise<readonly HeldKey[]> {
    const made: HeldKey[] = [];
    for (const [at, code] of codes.entries())
      made.push(await this.#held.make({ ring: this.#ring, pidx, ridx, kidx: kidx + at, code }, transferable));
    return made;
  }

  async #signing({ by, indices }: SigningPlan): Promise<readonly string[]> {
    if ('keys' in by) return by.keys;
    await this.#turns.finished();
    const { situation } = await this.#shelf.sequence(await firstOf(this.#shelf, by.prefix));
    return keysAt(situation.now.keys, indices);
  }

  async #heldOf(keys: readonly string[]): Promise<readonly HeldKey[]> {
    const held: HeldKey[] = [];
    for (const key of keys) {
      if (keyOf(key) === undefined) throw refused('who signs is named by qualified public keys', {});
      const id = await this.#shelf.heldId(key);
      if (id === undefined) throw notHeld(key);
      held.push(this.#held.held(key, id));
    }
    return held;
  }

  #signersOf(held: readonly HeldKey[]): readonly DraftSigner[] {
    return held.map((one) => ({
      key: one.key,
      signIndexed: (message, places) => this.#held.signIndexed(one, message, places),
    }));
  }

  #lotOf(keys: readonly string[], ridx: number, kidx: number): KeyLot {
    return { keys, ridx, kidx, dt: formatDatetime(this.#clock.now()) };
  }

  #established({ now, next }: Situation, digestCode: string): EstablishedKeys {
    return {
      keys: now.keys.map(known),
      nextKeyDigests: next.keys.map((key) => this.#nextDigest(key, digestCode)),
    };
  }
}

type Making = {
  readonly codes: readonly SeedCode[];
  readonly pidx: number;
  readonly ridx: number;
  readonly kidx: number;
  readonly transferable: boolean;
};

type GoingOn = Using & {
  readonly sequence: Sequence;
  readonly fresh: readonly HeldKey[];
  readonly prefix: string;
};

function keysOf(held: readonly HeldKey[]): readonly string[] {
  return held.map(({ key }) => key);
}

async function keepHeld(shelf: KeyShelf, held: readonly HeldKey[]): Promise<void> {
  for (const { key, id } of held) await shelf.keepHeldId(key, id);
}

/** What makes sense only where keys come of a salt is not passed over in silence. */
function assertByChance({ algo, salt }: KeyInception): void {
  if (algo === 'salty' || salt !== undefined)
    throw refused(
      'a signer draws its keys and makes none out of a salt; leave out salt, and algo or name it randy',
      {},
    );
}

function known(text: string): Key {
  const key = parseKey(text);
  assert(key.ok, 'a key that is kept was a key');
  return key.value;
}

function notHeld(key: string): KeelsonError {
  const says = `the signer holds no key ${key} for this keyring; name one of its keys that was not rotated out`;
  return new KeelsonError('unknown-key', { says, keripy: 'ValueError', facts: { key } });
}

function noNextKeys(says: string, prefix: string): KeelsonError {
  return new KeelsonError('no-next-keys', { says, keripy: 'ValueError', facts: { prefix } });
}
