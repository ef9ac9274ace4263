/**
 * Makes, keeps and uses the keys of identifiers: what an inception and a rotation commit to, and who signs.
 *
 * Source: keripy.md 8.3. KERIpy: `Manager`. Changes go one at a time. What a call answers is kept before it answers:
 * next keys are as durable as the provider makes them before any event can commit to them. A call that fails half
 * way has changed nothing that anybody was told, and can be made again.
 */
import { formatDatetime } from '../../kernel/cesr/datetime.ts';
import { parseKey, parsePrefix } from '../../kernel/cesr/identifiers.ts';
import type { Digest, Key } from '../../kernel/cesr/qualified.ts';
import { assert } from '../../kernel/std/assert.ts';
import { KeelsonError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { Creator, KeysWanted } from './creator.ts';
import { codesOf, digestCodeOf, keysOfSetMax, refused } from './key-plan.ts';
import type { KeyIngestion, KeyInception, KeyReplay, KeyRotation, SigningPlan } from './key-plan.ts';
import type { KeySet, KeyShelf } from './key-shelf.ts';
import type { NextDigest } from './next-digest.ts';
import type { Secret } from './secret.ts';
import { keysAt, placesOf } from './signatures.ts';
import type { Signer } from './signer.ts';
import { noKeys } from './situation.ts';
import type { KeyLot, Parameters, Root, Sequence, Situation } from './situation.ts';
import type { Springs } from './springs.ts';

/** What an establishment event says of keys. */
export type EstablishedKeys = {
  /** The current public keys. KERIpy: `verfers`. */
  readonly keys: readonly Key[];
  /** Digests of the next ones. KERIpy: `digers`. */
  readonly nextKeyDigests: readonly Digest[];
};

/** What a sequence comes of, and where it stands. */
export type KnownSequence = { readonly parameters: Parameters; readonly situation: Situation };

export type KeyringParts = {
  readonly shelf: KeyShelf;
  readonly springs: Springs;
  readonly nextDigest: NextDigest;
  readonly clock: Clock;
};

/** A keyring over a provider; `openKeyring` makes it. Errors are of type `KeelsonError`, and hold no secret. */
export class Keyring {
  readonly #shelf: KeyShelf;
  readonly #springs: Springs;
  readonly #nextDigest: NextDigest;
  readonly #clock: Clock;
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ shelf, springs, nextDigest, clock }: KeyringParts) {
    this.#shelf = shelf;
    this.#springs = springs;
    this.#nextDigest = nextDigest;
    this.#clock = clock;
  }

  /**
   * Begins a sequence: makes its current and next keys. It is known by its first public key until `move` gives it
   * its identifier. Rejects with code `usage` for counts and codes that make no sense, and with `key-exists` when
   * the first key has been a sequence's already.
   */
  incept(plan: KeyInception = {}): Promise<EstablishedKeys> {
    return this.#inTurn(() => this.#incept(plan));
  }

  /**
   * Gives a sequence its identifier. The old name is not free again. Rejects with `usage`, `unknown-prefix` and
   * `key-exists`.
   */
  move(names: { readonly from: string; readonly to: string }): Promise<void> {
    return this.#inTurn(() => this.#move(names));
  }

  /**
   * Makes the next keys the current ones, and new next keys. Seeds of the keys before the last ones are deleted.
   * Rejects with `unknown-prefix`, with `no-next-keys`, and with `unknown-key` when a seed that is needed is gone.
   */
  rotate(prefix: string, plan: KeyRotation = {}): Promise<EstablishedKeys> {
    return this.#inTurn(() => this.#rotate(prefix, plan));
  }

  /**
   * The keys of a sequence whose sets are known beforehand, set by set: answers the current set after going on to
   * the next one, or without going on. Rejects as `rotate` does; `no-next-keys` is the end.
   */
  replay(prefix: string, plan: KeyReplay = {}): Promise<EstablishedKeys> {
    return this.#inTurn(() => this.#replay(prefix, plan));
  }

  /**
   * Takes over sets of seeds that others made, as a sequence of its own, and makes next keys behind the last set.
   * Answers the public keys, set by set; the sequence is known by the first of them.
   */
  ingest(
    seeds: readonly (readonly string[])[],
    plan: KeyIngestion = {},
  ): Promise<readonly (readonly Key[])[]> {
    return this.#inTurn(() => this.#ingest(seeds, plan));
  }

  /** Indexed signatures, one a key. Rejects with `usage`, `unknown-prefix`, `unknown-key`. */
  async sign(message: Uint8Array, signing: SigningPlan): Promise<readonly string[]> {
    const keys = await this.#signing(signing);
    const places = placesOf(keys.length, signing);
    return this.#withSigners(keys, (signers) =>
      signers.map((signer, place) =>
        signer.signIndexed(message, places[place] ?? { index: place, ondex: place }),
      ),
    );
  }

  /** Signatures that do not say which key made them, one a key. Rejects as `sign` does. */
  async signUnindexed(message: Uint8Array, signing: SigningPlan): Promise<readonly string[]> {
    const keys = await this.#signing(signing);
    return this.#withSigners(keys, (signers) => signers.map((signer) => signer.sign(message)));
  }

  /** Where a sequence stands; undefined when the prefix is not known. */
  async known(prefix: string): Promise<KnownSequence | undefined> {
    const naming = await this.#shelf.naming(prefix);
    if (naming === undefined || 'movedTo' in naming) return undefined;
    const { parameters, situation } = await this.#shelf.sequence(naming.sequence);
    return { parameters, situation };
  }

  /** The salt that sequences are made of by default: what brings their keys back. The caller wipes it. */
  salt(): Promise<Secret> {
    return this.#shelf.rootSalt();
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const acted = this.#turn.then(act);
    this.#turn = acted.catch(() => undefined);
    return acted;
  }

  async #incept(plan: KeyInception): Promise<EstablishedKeys> {
    const root = await this.#root();
    const codes = codesOf(plan.codes, plan.count, 1);
    const nextCodes = codesOf(plan.nextCodes, plan.nextCount, 0);
    const digestCode = digestCodeOf(plan.digestCode);
    const { creator, parameters, salt } = await this.#springs.begin(plan, root);
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
      await this.#found({ root, salt, sets }, { parameters, situation, stale: noKeys });
      return this.#established(situation, digestCode);
    });
  }

  /** Keeps a new sequence. The name comes last: before it, nothing of the sequence is known. */
  async #found({ root, salt, sets }: Founding, sequence: Sequence): Promise<void> {
    const first = sets[0]?.lot.keys[0];
    assert(first !== undefined, 'a sequence begins with a key');
    if ((await this.#shelf.naming(first)) !== undefined) throw taken(first);
    await this.#shelf.asOne(async (shelf) => {
      await shelf.keepRoot({ ...root, pidx: root.pidx + 1 });
      if (salt !== undefined) await shelf.keepSalt(first, salt);
      for (const set of sets) await shelf.keepSet(first, set);
      await shelf.keepSequence(first, sequence);
      await shelf.keepNaming(first, { sequence: first });
    });
  }

  /** The new name comes first, so that the sequence is never without one; a move that was cut off can be made again. */
  async #move({ from, to }: { readonly from: string; readonly to: string }): Promise<void> {
    if (!parsePrefix(to).ok) throw refused('a sequence is given a qualified prefix', {});
    if (from === to) return;
    const sequence = await this.#first(from);
    const there = await this.#shelf.naming(to);
    if (there !== undefined && ('movedTo' in there || there.sequence !== sequence)) throw taken(to);
    await this.#shelf.asOne(async (shelf) => {
      await shelf.keepNaming(to, { sequence });
      await shelf.keepNaming(from, { movedTo: to });
    });
  }

  async #rotate(prefix: string, plan: KeyRotation): Promise<EstablishedKeys> {
    const nextCodes = codesOf(plan.nextCodes, plan.nextCount, 0);
    const digestCode = digestCodeOf(plan.digestCode);
    const first = await this.#first(prefix);
    const { parameters, situation: before } = await this.#cleaned(first);
    if (before.next.keys.length === 0)
      throw noNextKeys(`${prefix} has no next keys and cannot be rotated`, { prefix, keripy: 'ValueError' });
    await this.#assertHeld(before.next.keys);
    const { creator, salt } = await this.#springs.again(parameters, first);
    const ridx = before.next.ridx + 1;
    const kidx = before.next.kidx + before.next.keys.length;
    const shared = {
      pidx: parameters.pidx,
      transferable: plan.transferable ?? true,
      temp: plan.temp ?? false,
    };
    return withWiped(salt, creator, async (create) => {
      const next = await create({ ...shared, codes: nextCodes, ridx, kidx });
      const lot = this.#lotOf(next, ridx, kidx);
      const situation = { old: before.now, now: before.next, next: lot };
      const stale = plan.erase === false ? noKeys : before.old;
      await this.#shelf.asOne(async (shelf) => {
        await shelf.keepSet(first, { lot, signers: next });
        await goOn(shelf, first, { parameters, situation, stale });
      });
      return this.#established(situation, digestCode);
    });
  }

  async #replay(prefix: string, plan: KeyReplay): Promise<EstablishedKeys> {
    const digestCode = digestCodeOf(plan.digestCode);
    const first = await this.#first(prefix);
    const { parameters, situation: before } = await this.#cleaned(first);
    if (plan.advance === false) {
      await this.#assertHeld(before.now.keys);
      return this.#established(before, digestCode);
    }
    const { ridx, kidx, keys } = before.next;
    const nextKeys = await this.#shelf.keys(first, ridx + 1);
    if (nextKeys === undefined)
      throw noNextKeys(`no keys of ${prefix} are known behind set ${ridx}`, { prefix, keripy: 'IndexError' });
    await this.#assertHeld(keys);
    const next = { keys: nextKeys, ridx: ridx + 1, kidx: kidx + keys.length, dt: this.#dt() };
    const situation = { old: before.now, now: before.next, next };
    const stale = plan.erase === false ? noKeys : before.old;
    await this.#shelf.asOne((shelf) => goOn(shelf, first, { parameters, situation, stale }));
    return this.#established(situation, digestCode);
  }

  async #ingest(
    seeds: readonly (readonly string[])[],
    plan: KeyIngestion,
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
    const root = await this.#root();
    const nextCodes = codesOf(plan.nextCodes, plan.nextCount, 0);
    const { creator, parameters, salt } = await this.#springs.begin({ algo: 'salty', ...plan }, root);
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
      await this.#found({ root, salt, sets: all }, { parameters, situation, stale: noKeys });
      return sets.map(({ signers }) => signers.map(({ key }) => key));
    });
  }

  /** A sequence whose stale seeds are gone. */
  async #cleaned(first: string): Promise<Sequence> {
    const sequence = await this.#shelf.sequence(first);
    await this.#shelf.asOne((shelf) => shelf.dropSeeds(first, sequence.stale));
    return sequence;
  }

  async #root(): Promise<Root> {
    const root = await this.#shelf.root();
    assert(root !== undefined, 'a keyring that was opened has a root');
    return root;
  }

  async #first(prefix: string): Promise<string> {
    const naming = await this.#shelf.naming(prefix);
    if (naming !== undefined && 'sequence' in naming) return naming.sequence;
    // What is no prefix may be a secret in the wrong place, and is not repeated.
    const facts = parsePrefix(prefix).ok ? { prefix } : {};
    const says = `no keys of ${facts.prefix ?? 'a text that is no prefix'} are kept here`;
    throw new KeelsonError('unknown-prefix', { says, keripy: 'ValueError', facts });
  }

  async #assertHeld(keys: readonly string[]): Promise<void> {
    await this.#withSigners(keys, () => undefined);
  }

  async #signing({ by, indices }: SigningPlan): Promise<readonly string[]> {
    if ('keys' in by) return by.keys;
    const { situation } = await this.#shelf.sequence(await this.#first(by.prefix));
    return keysAt(situation.now.keys, indices);
  }

  async #withSigners<T>(keys: readonly string[], act: (signers: readonly Signer[]) => T): Promise<T> {
    const signers: Signer[] = [];
    try {
      for (const key of keys) signers.push(await this.#shelf.signer(key));
      return act(signers);
    } finally {
      for (const { seed } of signers) seed.wipe();
    }
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

type Founding = {
  readonly root: Root;
  readonly salt: Secret | undefined;
  readonly sets: readonly KeySet[];
};

type Keep = (signers: readonly Signer[]) => readonly Signer[];

/** Runs `act`, then wipes the salt and every seed that was made or taken in it. */
async function withWiped<T>(
  salt: Secret | undefined,
  creator: Creator,
  act: (create: (wanted: KeysWanted) => Promise<readonly Signer[]>, keep: Keep) => Promise<T>,
): Promise<T> {
  const made: Signer[] = [];
  const keep: Keep = (signers) => {
    made.push(...signers);
    return signers;
  };
  try {
    return await act(async (wanted) => keep(await creator(wanted)), keep);
  } finally {
    for (const { seed } of made) seed.wipe();
    salt?.wipe();
  }
}

/** Keeps where a sequence stands now, then deletes its stale seeds; once more later, should that be cut off. */
async function goOn(shelf: KeyShelf, first: string, sequence: Sequence): Promise<void> {
  await shelf.keepSequence(first, sequence);
  await shelf.dropSeeds(first, sequence.stale);
}

function known(text: string): Key {
  const key = parseKey(text);
  assert(key.ok, 'a key that is kept was a key');
  return key.value;
}

function taken(prefix: string): KeelsonError {
  const says = `${prefix} has keys here already; take another stem, salt or name`;
  return new KeelsonError('key-exists', { says, keripy: 'ValueError', facts: { prefix } });
}

function noNextKeys(
  says: string,
  { prefix, keripy }: { readonly prefix: string; readonly keripy: string },
): KeelsonError {
  return new KeelsonError('no-next-keys', { says, keripy, facts: { prefix } });
}
