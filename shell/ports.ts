/**
 * What the shell takes from the machine, as ports: the simulator brings its own. All time and delay
 * enters here and nowhere else.
 */
import type { Micros } from '../kernel/cesr/qualified.ts';
import type { Send } from '../kernel/state/effect.ts';

export type Clock = {
  /** Wall time. A host reads it when it opens, and carries it on by monotonic time; while messages wait, it begins no earlier than its store. */
  readonly now: () => Micros;
  /** Microseconds from an arbitrary start; never goes back. */
  readonly monotonic: () => number;
};

/** Chance that nobody else can know, for salts and keys. */
export type Entropy = {
  /** Fresh random bytes; the caller owns them. */
  readonly bytes: (sizeBytes: number) => Uint8Array;
};

/** With `keepsAlive` the process lives until the timer fires or is called off. */
export type TimerOptions = { readonly keepsAlive: boolean };

/** Calls something later. A timer keeps no process alive unless it is told to. */
export type Timers = {
  /** Calls `run` once after `delayMicros`; answers a function that calls it off. */
  readonly after: (delayMicros: number, run: () => void, options?: TimerOptions) => () => void;
  /** Resolves when other work of the process had its turn. */
  readonly yield: () => Promise<void>;
};

/**
 * Takes what is to be told to others out of the host, such as a mailbox, a queue, or a socket.
 *  1. It gets a send only after the decision it follows from is durable.
 *  2. Sends come in order, each once the one before was taken, and again after a crash or a refusal: `key` is
 *     the same each time, and no other send has it.
 *  3. Returning, or resolving, says that the send is in good hands; throwing or rejecting, that it has to be
 *     handed off again later. Until it does one of them nothing else is handed off. Closing the host waits for it
 *     for `outbox.closeMicrosMax` at most; what it comes to after that changes nothing, and the send comes again.
 */
export type Outlet = (send: Send, key: string) => void | Promise<void>;
