/**
 * A program that holds keys: started when it is called, spoken to in the protocol, started anew when it has ended.
 *
 * Source: M-103; docs/guides/external-keys.md; docs/decisions/0029.
 * 1. A call that changes something is sent once. One that does not is sent again, once, when the process ended.
 * 2. A program that ends again and again is not started without end, and one that says no to hello not at all.
 */
import type { Logger } from 'pino';
import { assert } from '../../../kernel/std/assert.ts';
import { systemClock } from '../../clock.ts';
import { KeelsonError } from '../../errors.ts';
import type { Clock, Timers } from '../../ports.ts';
import { systemTimers } from '../../timers.ts';
import { refused } from '../key-plan.ts';
import { notStarted, programClosed, refusedBy } from './program-faults.ts';
import type { ProgramPlace } from './program-process.ts';
import { ProgramSession } from './program-session.ts';
import { protocolName, protocolVersions } from './protocol.ts';
import type { AnswerFields, AskedFields, Garble, ProgramForm } from './protocol.ts';

/** Which program, and how much it may take. */
export type ExternalProgramOptions = {
  /** A file to execute, by its path or by a name on the PATH. No shell reads it. */
  readonly command: string;
  readonly args?: readonly string[];
  /** The folder it runs in; that of this process when left out. */
  readonly cwd?: string;
  /** Variables for it, such as where its PIN is. Of ours it gets PATH, HOME and those of language, time and temporary files. */
  readonly environment?: { readonly [name: string]: string };
  /** Where its standard error goes: to that of this process, which is the default, or nowhere. It is not read. */
  readonly stderr?: 'inherit' | 'ignore';
  readonly limits?: Partial<ProgramLimits>;
  readonly timers?: Timers;
  readonly clock?: Pick<Clock, 'monotonic'>;
  readonly logger?: Pick<Logger, 'warn'>;
  /** True when somebody has examined the program and what is behind it; otherwise the logger is warned. M-104. */
  readonly isAudited?: boolean;
};

/** Times are in microseconds. */
export type ProgramLimits = {
  /** From the start of a process to its hello. 30 s when left out. */
  readonly startMicrosMax: number;
  /** From a call to its answer. 30 s when left out. */
  readonly answerMicrosMax: number;
  /** From the end of its standard input to its own end. 2 s when left out. */
  readonly closeMicrosMax: number;
  /** Bytes of a line, both ways. 1 MiB when left out. */
  readonly lineSizeBytesMax: number;
  /** Calls that it has at a time; more wait here. 8 when left out. */
  readonly callsMax: number;
  /** So many starts within `startsMicros`, and no more. 5 in a minute when left out. */
  readonly startsMax: number;
  readonly startsMicros: number;
};

export const programLimitsDefault: ProgramLimits = {
  startMicrosMax: 30_000_000,
  answerMicrosMax: 30_000_000,
  closeMicrosMax: 2_000_000,
  lineSizeBytesMax: 0x10_0000,
  callsMax: 8,
  startsMax: 5,
  startsMicros: 60_000_000,
};

/** One call as a form of program makes it. */
export type ProgramCall<T> = {
  readonly op: string;
  /** The id that the call is about. */
  readonly key: string;
  readonly fields?: AskedFields;
  /** Whether it changes something. */
  readonly isChange: boolean;
  /** What the fields of an answer say; undefined when they are not those of the call. */
  readonly read: (fields: AnswerFields) => T | undefined;
};

/** What a program says of itself. */
export type Hello = {
  /** Whether it makes several changes as one. */
  readonly changes: boolean;
};

export class ExternalProgram {
  readonly #form: ProgramForm;
  readonly #place: ProgramPlace;
  readonly #limits: ProgramLimits;
  readonly #timers: Timers;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #queue: (() => void)[] = [];
  #running = 0;
  #starts: readonly number[] = [];
  #session: ProgramSession | undefined;
  /** The session with a hello; undefined when the next call has to start one. */
  #greeted: Promise<ProgramSession> | undefined;
  #hello: Hello | undefined;
  /** Set when the program has said no to hello: asked again, it may count wrong PINs until it locks itself for ever. */
  #refusal: KeelsonError | undefined;
  #isClosed = false;

  constructor(form: ProgramForm, options: ExternalProgramOptions) {
    const { command, args = [], cwd, environment = {}, stderr = 'inherit' } = options;
    this.#form = form;
    this.#place = { command, args, cwd, environment, stderr };
    this.#limits = limitsOf(options.limits);
    this.#timers = options.timers ?? systemTimers;
    this.#clock = options.clock ?? systemClock;
    if (options.isAudited !== true)
      options.logger?.warn({ command }, 'the key program is unaudited: say isAudited when it was examined');
  }

  /** Starts the program and answers its hello. */
  async open(): Promise<Hello> {
    try {
      await this.#current();
      assert(this.#hello !== undefined, 'a session that was greeted has said hello');
      return this.#hello;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Rejects with `KeelsonError`. */
  async call<T>(call: ProgramCall<T>): Promise<T> {
    while (this.#running >= this.#limits.callsMax) await new Promise<void>((go) => this.#queue.push(go));
    this.#running += 1;
    try {
      return await this.#callOnce(call);
    } catch (error) {
      const isGone = error instanceof KeelsonError && error.code === 'program-ended';
      if (call.isChange || !isGone || this.#isClosed) throw error;
      return await this.#callOnce(call);
    } finally {
      this.#running -= 1;
      this.#queue.shift()?.();
    }
  }

  /** Ends the program. Calls that wait are rejected. Closing twice does no harm. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#session?.close(this.#limits.closeMicrosMax);
  }

  async #callOnce<T>({ op, key, fields = {}, read }: ProgramCall<T>): Promise<T> {
    const session = await this.#current();
    return session.ask({
      op,
      fields: { key, ...fields },
      micros: this.#limits.answerMicrosMax,
      read: (said) => {
        const value = read(said);
        return value === undefined ? 'wrong-fields' : { value };
      },
      refused: (refusal) => refusedBy(refusal, key),
    });
  }

  /** The session of the process that runs, or of one that is started. */
  async #current(): Promise<ProgramSession> {
    if (this.#isClosed) throw programClosed();
    if (this.#refusal !== undefined) throw this.#refusal;
    this.#greeted ??= this.#start();
    return this.#greeted;
  }

  /** One process at a time: what the one before it holds is free when it is gone. */
  async #start(): Promise<ProgramSession> {
    const over = (): void => {
      this.#greeted = undefined;
    };
    try {
      await this.#assertLastGone();
      if (this.#isClosed) throw programClosed();
      this.#countStart();
    } catch (error) {
      over();
      throw error;
    }
    const { lineSizeBytesMax } = this.#limits;
    const parts = { place: this.#place, lineSizeBytesMax, timers: this.#timers, onOver: over };
    const session = new ProgramSession(parts);
    this.#session = session;
    await this.#greet(session);
    return session;
  }

  async #assertLastGone(): Promise<void> {
    if (this.#session === undefined || (await this.#session.isGoneWithin(this.#limits.closeMicrosMax)))
      return;
    throw notStarted(this.#place.command, 'the process before it does not end; end it, and call again');
  }

  async #greet(session: ProgramSession): Promise<void> {
    const { command } = this.#place;
    try {
      this.#hello = await session.ask({
        op: 'hello',
        fields: { protocol: protocolName, versions: protocolVersions, form: this.#form },
        micros: this.#limits.startMicrosMax,
        read: (fields) => this.#readHello(fields),
        refused: (refusal) => {
          const says = `it answers hello with "${refusal}"; see what it wrote to its standard error, and open it again`;
          const error = notStarted(command, says);
          if (refusal !== 'failed') this.#refusal = error;
          return error;
        },
      });
    } catch (error) {
      assert(error instanceof KeelsonError, 'a session rejects with an error of ours');
      const known = error.code === 'program-ended' ? endedAtStart(command, error) : error;
      session.fault(known);
      throw known;
    }
  }

  /** A program that comes back is the one that was there: what is built on its hello still holds. */
  #readHello({ protocol, version, form, changes = false }: AnswerFields): { value: Hello } | Garble {
    const isOurs =
      protocol === protocolName &&
      typeof version === 'number' &&
      protocolVersions.includes(version) &&
      form === this.#form;
    if (!isOurs) return 'wrong-version';
    if (typeof changes !== 'boolean') return 'wrong-fields';
    if (this.#hello !== undefined && this.#hello.changes !== changes) return 'wrong-version';
    return { value: { changes } };
  }

  #countStart(): void {
    const { startsMax, startsMicros } = this.#limits;
    const now = this.#clock.monotonic();
    this.#starts = this.#starts.filter((at) => now - at < startsMicros);
    if (this.#starts.length >= startsMax) {
      const says = `it was started ${startsMax} times within ${startsMicros / 1_000_000} s; see why it ends, and call again later`;
      throw notStarted(this.#place.command, says);
    }
    this.#starts = [...this.#starts, now];
  }
}

function endedAtStart(command: string, error: KeelsonError): KeelsonError {
  const { exitCode, signal } = error.facts;
  const how = typeof signal === 'string' ? signal : `exit code ${String(exitCode)}`;
  const says = `it ended before it said hello (${how}); see what it wrote to its standard error`;
  return notStarted(command, says, error);
}

/** The limits with those that are given. Throws `KeelsonError` of code `usage`. */
function limitsOf(given: Partial<ProgramLimits> = {}): ProgramLimits {
  const limits = { ...programLimitsDefault, ...given };
  const wrong = Object.entries(limits).find(([, value]) => !(Number.isSafeInteger(value) && value > 0));
  if (wrong !== undefined) throw refused(`${wrong[0]} is a whole number above 0`, {});
  return limits;
}
