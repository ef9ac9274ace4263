/**
 * What goes wrong with a program that holds keys, as errors: one code a way. None of them repeats what the program
 * said or was told.
 */
import { unreachable } from '../../../kernel/std/assert.ts';
import { KeelsonError } from '../../errors.ts';
import { takenId, unknownKey } from '../key-batch.ts';
import type { Garble, Refusal } from './protocol.ts';

const seeWords = 'see what it wrote to its standard error';

/** No process, or none that says hello. */
export function notStarted(command: string, says: string, cause?: unknown): KeelsonError {
  const facts = { command };
  return new KeelsonError('program-not-started', {
    says: `the key program ${command} is not there: ${says}`,
    facts,
    cause,
  });
}

/** How a process ended. */
export type Ending = { readonly exitCode: number | null; readonly signal: string | null };

/** The process is gone before it answered. */
export function ended(ending: Ending): KeelsonError {
  const how = ending.signal ?? `exit code ${String(ending.exitCode)}`;
  const says = `the key program ended before it answered (${how}), and a change that it was told may be made or not; ${seeWords}, and call again`;
  return new KeelsonError('program-ended', { says, facts: ending });
}

/** Another call was the reason to end the process. */
export function endedByUs(): KeelsonError {
  const says =
    'the key program was ended for what it did to another call, and a change that it was told may be made or not; call again';
  return new KeelsonError('program-ended', { says, facts: { exitCode: null, signal: 'SIGKILL' } });
}

/** No answer in time. */
export function silent(op: string, micros: number): KeelsonError {
  const says = `the key program did not answer "${op}" within ${micros / 1_000_000} s and was ended; ${seeWords}, or give it more time with answerMicrosMax`;
  return new KeelsonError('program-silent', { says, facts: { op, micros } });
}

const garbles: { readonly [garble in Garble]: string } = {
  'line-too-long': 'a line beyond lineSizeBytesMax',
  'not-utf8': 'a line that is no UTF-8',
  'not-json': 'a line that is no JSON',
  'not-an-answer': 'a line that is no answer',
  'unknown-id': 'an answer to no open call',
  'wrong-fields': 'an answer whose fields are not those of the call',
  'wrong-version': 'hello in another protocol, version or form',
};

/** Something else than the protocol. */
export function garbled(garble: Garble): KeelsonError {
  const says = `the key program said ${garbles[garble]} and was ended; mend the program`;
  return new KeelsonError('program-garbled', { says, facts: { garble } });
}

/** What the program refuses, by the id that it was asked about. */
export function refusedBy(refusal: Refusal, id: string): KeelsonError {
  switch (refusal) {
    case 'unknown-key':
      return unknownKey(id);
    case 'key-exists':
      return takenId(id);
    case 'locked': {
      const says =
        'the key program cannot use its keys before somebody opens them; open them, and call again';
      return new KeelsonError('keys-locked', { says, facts: { id } });
    }
    case 'refused': {
      const says = `the key program does not do this for the key ${JSON.stringify(id)}; ask for what its rules allow`;
      return new KeelsonError('key-refused', { says, facts: { id } });
    }
    case 'failed': {
      const says = `the key program says that what is behind it failed; ${seeWords}, and call again`;
      return new KeelsonError('program-failed', { says, facts: { id } });
    }
    default:
      return unreachable(refusal);
  }
}

/** A signature that the key did not make. */
export function wrongSignature(id: string): KeelsonError {
  const says = `what the signer answered is no signature by the key ${JSON.stringify(id)}; do not use it before you know why`;
  return new KeelsonError('wrong-signature', { says, facts: { id } });
}

/** After `close`. */
export function programClosed(): KeelsonError {
  return new KeelsonError('keys-locked', { says: 'the key program was closed; open it again' });
}

/** A call that does not fit into a line. */
export function callTooLong(sizeBytesMax: number): KeelsonError {
  const says = `a call to a key program fits into ${sizeBytesMax} bytes as a line; give less, or raise lineSizeBytesMax`;
  return new KeelsonError('usage', { says, facts: { sizeBytesMax } });
}
