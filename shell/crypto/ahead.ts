/**
 * Signature checks ahead of their time: threads find verdicts, the kernel asks as ever.
 *
 * Source: DESIGN 2.8, limits.md A5. A verdict is kept with the very arrays of message and signature it was
 * found for, which nobody writes to, and with the bytes of the key; it answers that question alone.
 * What nobody checked ahead is checked when the kernel asks. Outcomes do not depend on any of this.
 */
import { Worker } from 'node:worker_threads';
import type { Attachments } from '../../kernel/cesr/attachments.ts';
import { keyOf } from '../../kernel/cesr/identifiers.ts';
import type { Algorithms, SignatureCheck } from '../../kernel/crypto/algorithm.ts';
import type { KeyEvent, Message } from '../../kernel/event/types.ts';
import { bytesEqual } from '../../kernel/std/bytes.ts';
import { LRUCache } from 'lru-cache';
import { keySizeBytes, packOf, signatureSizeBytes } from './pack.ts';
import type { PackedCheck } from './pack.ts';

/** What is to be decided soon. */
export type Upcoming = { readonly message: Message; readonly attachments: Attachments };

/** A pack of checks on its way. */
export type Ticket = { isDone: boolean; readonly done: Promise<void> };

export type Ahead = {
  /** The algorithms, with verdicts found ahead. */
  readonly algorithms: Algorithms;
  /** Takes the checks that the message will need; undefined when there are none. */
  readonly offer: (upcoming: Upcoming) => Ticket | undefined;
  /** Sends off what was offered. */
  readonly flush: () => void;
  readonly close: () => Promise<void>;
};

type Verdict = { readonly key: Uint8Array; readonly message: Uint8Array; readonly isGood: boolean };
/** Keys and witnesses that the latest offered establishment event of an AID named. */
type Standing = { readonly keys: readonly string[]; readonly witnesses: readonly string[] };
type Pending = Ticket & { readonly checks: PackedCheck[]; readonly finish: () => void };

const packCountMax = 96;
const standingCountMax = 8192;

/** Algorithms with `workerCount` threads beside this one. */
export async function openAhead(algorithms: Algorithms, workerCount: number): Promise<Ahead> {
  const pool = new AheadPool(algorithms, workerCount);
  await pool.ready();
  return {
    algorithms: { ...algorithms, verify: (check) => pool.verify(check) },
    offer: (upcoming) => pool.offer(upcoming),
    flush: () => pool.flush(),
    close: () => pool.close(),
  };
}

class AheadPool {
  readonly #algorithms: Algorithms;
  readonly #workers: readonly Worker[];
  /** By the array of the signature. */
  readonly #verdicts = new WeakMap<Uint8Array, Verdict>();
  readonly #standings = new LRUCache<string, Standing>({ max: standingCountMax });
  readonly #sent = new Map<number, Pending>();
  #open: Pending | undefined;
  #next = 0;

  constructor(algorithms: Algorithms, workerCount: number) {
    this.#algorithms = algorithms;
    this.#workers = Array.from({ length: workerCount }, () => startWorker());
    for (const worker of this.#workers) {
      worker.on('message', (answer: Answer) => this.#take(answer));
      worker.on('error', () => this.#giveUp());
    }
  }

  /** Resolves when every thread runs. */
  async ready(): Promise<void> {
    const online = this.#workers.map(
      (worker) =>
        new Promise<void>((resolve) => {
          worker.once('online', resolve);
          worker.once('error', () => resolve());
        }),
    );
    await Promise.all(online);
    for (const worker of this.#workers) worker.unref();
  }

  verify(check: SignatureCheck): boolean {
    const verdict = this.#verdicts.get(check.signature);
    const isKnown =
      verdict !== undefined &&
      verdict.message === check.message &&
      check.scheme === 'ed25519' &&
      bytesEqual(verdict.key, check.key);
    return isKnown ? verdict.isGood : this.#algorithms.verify(check);
  }

  offer({ message, attachments }: Upcoming): Ticket | undefined {
    if (message.kind !== 'key-event') return undefined;
    const { keys, witnesses } = this.#standingOf(message);
    const before = this.#open?.checks.length ?? 0;
    for (const { index, raw } of attachments.controllerSignatures) this.#add(keys[index], message, raw);
    for (const { index, raw } of attachments.witnessSignatures) this.#add(witnesses[index], message, raw);
    const ticket = this.#open;
    if (ticket === undefined || ticket.checks.length === before) return undefined;
    if (ticket.checks.length >= packCountMax) this.flush();
    return ticket;
  }

  flush(): void {
    const pending = this.#open;
    this.#open = undefined;
    if (pending === undefined) return;
    const ticket = this.#next++;
    const worker = this.#workers[ticket % this.#workers.length];
    const pack = packOf(pending.checks);
    this.#sent.set(ticket, pending);
    // A thread keeps the process alive while it owes an answer, and only then.
    if (this.#sent.size === 1) for (const one of this.#workers) one.ref();
    worker?.postMessage({ ticket, pack }, [pack.buffer]);
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
    this.#giveUp();
  }

  /** Nothing further is found ahead; who waits goes on and checks by itself. */
  #giveUp(): void {
    for (const { finish } of this.#sent.values()) finish();
    this.#sent.clear();
  }

  /** A guess from what came before; a wrong one costs time and changes nothing. */
  #standingOf(event: KeyEvent): Standing {
    const before = this.#standings.get(event.prefix) ?? { keys: [], witnesses: [] };
    if (event.ilk === 'ixn') return before;
    const witnesses = 'witnesses' in event ? event.witnesses : witnessesAfter(before.witnesses, event);
    const standing = { keys: event.keys, witnesses };
    this.#standings.set(event.prefix, standing);
    return standing;
  }

  #add(signer: string | undefined, { raw: message }: KeyEvent, signature: Uint8Array): void {
    const key = signer === undefined ? undefined : keyOf(signer);
    if (
      key?.scheme !== 'ed25519' ||
      key.raw.length !== keySizeBytes ||
      signature.length !== signatureSizeBytes
    )
      return;
    this.#open ??= pendingPack();
    this.#open.checks.push({ key: key.raw, message, signature });
  }

  #take({ ticket, verdicts }: Answer): void {
    const pending = this.#sent.get(ticket);
    if (pending === undefined) return;
    this.#sent.delete(ticket);
    pending.checks.forEach(({ key, message, signature }, at) => {
      this.#verdicts.set(signature, { key, message, isGood: verdicts[at] === 1 });
    });
    pending.finish();
    if (this.#sent.size === 0) for (const one of this.#workers) one.unref();
  }
}

type Answer = { readonly ticket: number; readonly verdicts: Uint8Array };

function witnessesAfter(
  before: readonly string[],
  event: Extract<KeyEvent, { readonly cuts: unknown }>,
): readonly string[] {
  const cuts: readonly string[] = event.cuts;
  return [...before.filter((witness) => !cuts.includes(witness)), ...event.adds];
}

function pendingPack(): Pending {
  let resolve: () => void = () => undefined;
  const done = new Promise<void>((settled) => (resolve = settled));
  const pending: Pending = {
    isDone: false,
    done,
    checks: [],
    finish: () => {
      pending.isDone = true;
      resolve();
    },
  };
  return pending;
}

/** The thread's file stands beside this one: built, or as source, which tsx loads. */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./ahead-worker.js', import.meta.url));
  const source = new URL('./ahead-worker.ts', import.meta.url).href;
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(source)}); });`;
  return new Worker(start, { eval: true });
}
