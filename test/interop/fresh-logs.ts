/**
 * Logs made by Keelson's own builders, signed with libsodium: multi-signature, witnessed, delegated, recovered. No
 * stream of KERIpy is behind them.
 */
import libsodium from 'libsodium-wrappers-sumo';
import { encodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import type { Sn } from '../../kernel/cesr/qualified.ts';
import { buildInception, buildInteraction, buildRotation } from '../../kernel/event/build-key-event.ts';
import type { Making } from '../../kernel/event/build.ts';
import { mapOf } from '../../kernel/event/json.ts';
import type { Json } from '../../kernel/event/json.ts';
import { parseThreshold } from '../../kernel/event/threshold.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import type { Result } from '../../kernel/std/result.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';

type KeyPair = { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };
type Source = { readonly sn: Sn; readonly said: string };
type Signers = {
  readonly keys: readonly KeyPair[];
  readonly next: readonly KeyPair[];
  readonly witnesses: readonly KeyPair[];
};

/** A log in the making: who signs, where it stands, and the stream so far. */
type Author = Signers & {
  readonly prefix: string;
  readonly sn: Sn;
  readonly said: string;
  readonly stream: string;
  readonly last: KeyEvent;
};

const text = new TextDecoder();
const b64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Streams by name; the seed gives the keys. */
export async function freshLogs(seed: number): Promise<ReadonlyMap<string, Uint8Array>> {
  await libsodium.ready;
  const bench = new Workbench(seed, {
    version: [1, 0],
    serialization: 'JSON',
    saidCode: 'E',
    algorithms: await openAlgorithms(),
  });
  const streams = {
    'multi-sig': bench.multiSig(),
    witnessed: bench.witnessed(),
    delegated: bench.delegated(),
    recovered: bench.recovered(),
  };
  return new Map(Object.entries(streams).map(([name, stream]) => [`fresh-${name}`, Buffer.from(stream)]));
}

class Workbench {
  readonly #making: Making;
  #seed: number;

  constructor(seed: number, making: Making) {
    this.#seed = seed * 1000;
    this.#making = making;
  }

  multiSig(): string {
    const first = this.#incept({ keys: 3, threshold: ['1/2', '1/2', '1/2'] });
    return this.#interact(this.#rotate(this.#interact(first, []), { threshold: ['1/2', '1/2', '1/2'] }), [])
      .stream;
  }

  witnessed(): string {
    const first = this.#incept({ keys: 2, witnesses: 4 });
    return this.#interact(this.#rotate(first, { cuts: [1], adds: 2 }), []).stream;
  }

  delegated(): string {
    const delegator = this.#incept({ keys: 2, witnesses: 2 });
    const inception = this.#inception({ keys: 2, delegator: delegator.prefix });
    const anchored = this.#interact(delegator, [sealOf(inception.event)]);
    const delegate = this.#authorOf(inception.event, inception.signers, anchored);
    const rotation = this.#rotation(delegate, { delegated: true });
    const again = this.#rotate(anchored, { anchors: [sealOf(rotation.event)] });
    return again.stream + delegate.stream + this.#signed(rotation.event, rotation.signers, again);
  }

  recovered(): string {
    const first = this.#interact(this.#incept({ keys: 1 }), []);
    const lost = this.#interact(this.#interact(first, []), []);
    const recovery = this.#rotate({ ...first, stream: lost.stream }, {});
    return this.#interact(recovery, []).stream;
  }

  #keyPair(): KeyPair {
    this.#seed += 1;
    return libsodium.crypto_sign_seed_keypair(libsodium.crypto_generichash(32, String(this.#seed), null));
  }

  #keyPairs(count: number): readonly KeyPair[] {
    return Array.from({ length: count }, () => this.#keyPair());
  }

  #digestOf(pair: KeyPair): string {
    return encodePrimitive('E', {
      raw: this.#making.algorithms.digest('blake3-256', Buffer.from(keyOf(pair))),
    });
  }

  #inception(plan: {
    readonly keys: number;
    readonly witnesses?: number;
    readonly threshold?: Json;
    readonly delegator?: string;
  }): { readonly event: KeyEvent; readonly signers: Signers } {
    const signers = {
      keys: this.#keyPairs(plan.keys),
      next: this.#keyPairs(plan.keys),
      witnesses: this.#keyPairs(plan.witnesses ?? 0),
    };
    const event = taken(
      buildInception(
        {
          ...this.#keysPlan(signers, plan.threshold),
          anchors: [],
          witnesses: signers.witnesses.map(witnessOf),
          traits: [],
          delegator: plan.delegator,
          identifier: 'self-addressing',
        },
        this.#making,
      ),
    );
    return { event, signers };
  }

  #incept(plan: { readonly keys: number; readonly witnesses?: number; readonly threshold?: Json }): Author {
    const { event, signers } = this.#inception(plan);
    return this.#authorOf(event, signers);
  }

  #rotation(author: Author, plan: RotationChange): { readonly event: KeyEvent; readonly signers: Signers } {
    const cuts = plan.cuts ?? [];
    const adds = this.#keyPairs(plan.adds ?? 0);
    const witnesses = [...author.witnesses.filter((_, place) => !cuts.includes(place)), ...adds];
    const signers = { keys: author.next, next: this.#keyPairs(author.next.length), witnesses };
    const event = taken(
      buildRotation(
        {
          ...this.#keysPlan(signers, plan.threshold),
          prefix: author.prefix,
          sn: nextSn(author),
          prior: author.said,
          delegated: plan.delegated === true,
          traits: [],
          witnessesBefore: author.witnesses.map(witnessOf),
          adds: adds.map(witnessOf),
          anchors: plan.anchors ?? [],
          cuts: author.witnesses.filter((_, place) => cuts.includes(place)).map(witnessOf),
        },
        this.#making,
      ),
    );
    return { event, signers };
  }

  #rotate(author: Author, plan: RotationChange): Author {
    const { event, signers } = this.#rotation(author, plan);
    return { ...this.#authorOf(event, signers), stream: author.stream + this.#signed(event, signers) };
  }

  #interact(author: Author, anchors: readonly Json[]): Author {
    const event = taken(
      buildInteraction(
        { prefix: author.prefix, sn: nextSn(author), prior: author.said, anchors },
        this.#making,
      ),
    );
    return { ...this.#authorOf(event, author), stream: author.stream + this.#signed(event, author) };
  }

  #keysPlan({ keys, next }: Signers, threshold: Json | undefined) {
    const signingThreshold = threshold === undefined ? undefined : taken(parseThreshold(threshold));
    return {
      keys: keys.map(keyOf),
      signingThreshold,
      nextKeyDigests: next.map((pair) => this.#digestOf(pair)),
      nextThreshold: signingThreshold,
      toad: undefined,
    };
  }

  #authorOf(event: KeyEvent, { keys, next, witnesses }: Signers, source?: Source): Author {
    const signers = { keys, next, witnesses };
    return {
      ...signers,
      prefix: event.prefix,
      sn: event.sn,
      said: event.said,
      stream: this.#signed(event, signers, source),
      last: event,
    };
  }

  /** The event as a message: signatures of all keys and all witnesses, and the place of the delegator's seal. */
  #signed(event: KeyEvent, { keys, witnesses }: Signers, source?: Source): string {
    const couple =
      source === undefined
        ? ''
        : counter('G', 1) + encodePrimitive('0A', { raw: numberBytes(source.sn) }) + source.said;
    return text.decode(event.raw) + group('A', keys, event.raw) + group('B', witnesses, event.raw) + couple;
  }
}

type RotationChange = {
  readonly threshold?: Json;
  readonly cuts?: readonly number[];
  readonly adds?: number;
  readonly delegated?: boolean;
  readonly anchors?: readonly Json[];
};

function taken<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`a fresh event was not built: ${JSON.stringify(result.error)}`);
  return result.value;
}

function nextSn({ sn }: Author): Sn {
  return (sn + 1n) as Sn;
}

function keyOf({ publicKey }: KeyPair): string {
  return encodePrimitive('D', { raw: publicKey });
}

function witnessOf({ publicKey }: KeyPair): string {
  return encodePrimitive('B', { raw: publicKey });
}

function sealOf({ prefix, sn, said }: KeyEvent): Json {
  return mapOf(['i', prefix], ['s', sn.toString(16)], ['d', said]);
}

function counter(code: string, count: number): string {
  return `-${code}${b64[count >> 6] ?? ''}${b64[count & 63] ?? ''}`;
}

function group(code: string, pairs: readonly KeyPair[], raw: Uint8Array): string {
  if (pairs.length === 0) return '';
  const signatures = pairs.map(({ privateKey }, index) =>
    encodeIndexed({
      code: 'A',
      index,
      ondex: undefined,
      raw: libsodium.crypto_sign_detached(raw, privateKey),
    }),
  );
  return counter(code, pairs.length) + signatures.join('');
}

function numberBytes(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(32, '0'), 'hex');
}
