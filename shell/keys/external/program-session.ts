/**
 * One process of a program and the calls that wait for it. The first thing that it does wrong ends it, and every call
 * that waits is told.
 *
 * 1. Every call ends: with an answer, or with an error when the process is gone or its time is over.
 * 2. After the end nothing is sent, and nothing that comes is read.
 */
import { assert } from '../../../kernel/std/assert.ts';
import type { KeelsonError } from '../../errors.ts';
import type { Timers } from '../../ports.ts';
import { callTooLong, ended, endedByUs, garbled, notStarted, silent } from './program-faults.ts';
import type { Ending } from './program-faults.ts';
import { startProcess } from './program-process.ts';
import type { ProgramPlace, ProgramProcess } from './program-process.ts';
import { formatCall, parseAnswer } from './protocol.ts';
import type { Answer, AskedFields, AnswerFields, Garble, Refusal } from './protocol.ts';

export type SessionParts = {
  readonly place: ProgramPlace;
  readonly lineSizeBytesMax: number;
  readonly timers: Timers;
  /** Told once, when the session is of no more use. */
  readonly onOver: () => void;
};

/** One call: what is asked, how long it may take, and what its answer must have. */
export type Call<T> = {
  readonly op: string;
  readonly fields: AskedFields;
  readonly micros: number;
  /** What the fields of an answer say; how they are wrong when they are. */
  readonly read: (fields: AnswerFields) => { readonly value: T } | Garble;
  readonly refused: (refusal: Refusal) => KeelsonError;
};

type Waiting = {
  readonly answer: (answer: Answer) => void;
  readonly fail: (error: KeelsonError) => void;
};

export class ProgramSession {
  readonly #gone: Promise<void>;
  readonly #parts: SessionParts;
  readonly #process: ProgramProcess;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #over: KeelsonError | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    let isGone: () => void = () => undefined;
    this.#gone = new Promise((resolve) => {
      isGone = resolve;
    });
    this.#process = startProcess(parts.place, parts.lineSizeBytesMax, {
      onLine: (line) => this.#take(line),
      onLineTooLong: () => this.#end(garbled('line-too-long')),
      onEnd: (how) => {
        isGone();
        this.#ended(how);
      },
    });
  }

  /** Asks the program. Rejects with `KeelsonError`. */
  ask<T>(call: Call<T>): Promise<T> {
    const { timers, lineSizeBytesMax } = this.#parts;
    if (this.#over !== undefined) return Promise.reject(this.#over);
    const id = (this.#calls += 1);
    const line = Buffer.from(formatCall(id, call.op, call.fields), 'utf8');
    if (line.length > lineSizeBytesMax) {
      line.fill(0);
      return Promise.reject(callTooLong(lineSizeBytesMax));
    }
    return new Promise<T>((resolve, reject) => {
      const callOff = timers.after(call.micros, () => this.#endFor(id, silent(call.op, call.micros)), {
        keepsAlive: true,
      });
      const settle = (act: () => void): void => {
        callOff();
        this.#waiting.delete(id);
        act();
      };
      this.#waiting.set(id, {
        fail: (error) => settle(() => reject(error)),
        answer: (answer) => {
          if (answer.kind === 'refused') {
            settle(() => reject(call.refused(answer.refusal)));
            return;
          }
          const read = call.read(answer.fields);
          if (typeof read === 'string') this.#endFor(id, garbled(read));
          else settle(() => resolve(read.value));
        },
      });
      this.#process.write(line);
    });
  }

  /** Tells the program to end, and ends it when it has not after a while. Waits for its end no longer than that once more. */
  async close(micros: number): Promise<void> {
    this.#process.hangUp();
    if (await this.isGoneWithin(micros)) return;
    this.#process.kill();
    await this.isGoneWithin(micros);
  }

  /** Whether the process is gone, or is so within a while. */
  async isGoneWithin(micros: number): Promise<boolean> {
    let callOff: () => void = () => undefined;
    const waited = new Promise<boolean>((resolve) => {
      callOff = this.#parts.timers.after(micros, () => resolve(false), { keepsAlive: true });
    });
    const isGone = await Promise.race([this.#gone.then(() => true), waited]);
    callOff();
    return isGone;
  }

  /** Ends the process for something that it did. */
  fault(error: KeelsonError): void {
    this.#end(error);
  }

  #take(line: Uint8Array): void {
    if (this.#over !== undefined) return;
    const answer = parseAnswer(line);
    if (typeof answer === 'string') {
      this.#end(garbled(answer));
      return;
    }
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) this.#end(garbled('unknown-id'));
    else waiting.answer(answer);
  }

  /** For what cannot be told which call it belongs to. */
  #end(error: KeelsonError): void {
    if (this.#over !== undefined) return;
    this.#over = error;
    this.#parts.onOver();
    this.#process.kill();
    for (const waiting of [...this.#waiting.values()]) waiting.fail(error);
    assert(this.#waiting.size === 0, 'ProgramSession 1');
  }

  /** For what one call has come to: the others are told that the process is gone. */
  #endFor(id: number, error: KeelsonError): void {
    this.#waiting.get(id)?.fail(error);
    this.#end(endedByUs());
  }

  #ended(how: Ending | { readonly cause: Error }): void {
    if (this.#over !== undefined) return;
    if (!('cause' in how)) {
      this.#end(ended(how));
      return;
    }
    const says = `${how.cause.message}; name a file that may be executed`;
    this.#end(notStarted(this.#parts.place.command, says, how.cause));
  }
}
