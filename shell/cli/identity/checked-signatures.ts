/**
 * Whether signatures over bytes are those of the keys of an identifier, and enough of them.
 *
 * Source: K-054, K-162. Each key counts once, whatever number of signatures it made.
 */
import { decodeIndexed } from '../../../kernel/cesr/indexed-signature.ts';
import { readJson } from '../../../kernel/event/json-read.ts';
import { isList, isMap, valueOf } from '../../../kernel/event/json.ts';
import type { Algorithms } from '../../../kernel/crypto/algorithm.ts';
import { describeThreshold, isSatisfied } from '../../../kernel/event/threshold.ts';
import { verifyIndexed } from '../../../kernel/evidence/signatures.ts';
import type { KeyState } from '../../../kernel/state/key-state.ts';
import { KeelsonError } from '../../errors.ts';

/** Places of the keys that signed `bytes`. Throws `usage` for a text that is no signature, and `wrong-signature`. */
export function assertSigned(
  { prefix, keys, signingThreshold, sn }: KeyState,
  { bytes, signatures }: { readonly bytes: Uint8Array; readonly signatures: readonly string[] },
  algorithms: Algorithms,
): readonly number[] {
  const indexed = signatures.map((text) => {
    const decoded = decodeIndexed(text);
    if (!decoded.ok) throw noSignature();
    return { ...decoded.value, text, span: { start: 0, end: 0 } };
  });
  const { indices, firstBad } = verifyIndexed(indexed, keys, bytes, algorithms);
  const at = `the keys of ${prefix} at number ${sn.toString(16)}`;
  if (firstBad !== undefined) throw wrongSignature(`signature ${firstBad.place + 1} is not of ${at}`);
  const places = [...indices].sort((a, b) => a - b);
  if (isSatisfied(signingThreshold, places)) return places;
  const needed = describeThreshold(signingThreshold);
  throw wrongSignature(`${places.length} of ${at} signed, and the threshold is ${needed}`);
}

/** The signatures in what `keelson sign` wrote: a line each, or rows of JSON. Throws `usage`. */
export function signaturesIn(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const found = lines.filter((line) => line !== '').flatMap(signaturesOfLine);
  if (found.length === 0) throw noSignature();
  return found;
}

function signaturesOfLine(line: string): readonly string[] {
  if (!line.startsWith('{')) return [line];
  const read = readJson(line);
  const list = read.ok && isMap(read.value) ? valueOf(read.value, 'signatures') : undefined;
  if (!isList(list)) throw noSignature();
  return list.map((one) => {
    if (typeof one === 'string') return one;
    throw noSignature();
  });
}

function noSignature(): KeelsonError {
  return new KeelsonError('usage', {
    says: 'what was given is no signature that says its key; give those that `keelson sign` writes',
  });
}

function wrongSignature(says: string): KeelsonError {
  return new KeelsonError('wrong-signature', {
    says: `${says}; see that the bytes are whole and the log is the newest, or name with --at-sn when it was signed`,
    keripy: 'ValidationError',
  });
}
