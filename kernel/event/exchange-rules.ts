/**
 * Form rules of exchange messages.
 *
 * Source: K-142…K-148; keripy.md 1.8.
 */
import { parsePrefix, parseSaid } from '../cesr/identifiers.ts';
import { decodePrimitive } from '../cesr/primitive.ts';
import type { FormRow } from './form.ts';
import { textOf, valueOf } from './json.ts';
import type { Exchange } from './types.ts';

const validation = 'ValidationError';
/** Least size of a nonce: about 128 bits. */
const nonceSizeMin = 16;

export const exchangeRows: readonly FormRow<Exchange>[] = [
  {
    id: 'EXN-RECIPIENT',
    source: 'K-021, K-143',
    code: 'bad-prefix',
    keripy: validation,
    says: 'the recipient is an identifier, or the empty text',
    fails: ({ recipient, fields }) => {
      const field = valueOf(fields, 'ri') === undefined ? 'rp' : 'ri';
      const value = valueOf(fields, field);
      const isText = value === undefined || typeof value === 'string';
      return isText && (recipient === '' || parsePrefix(recipient).ok) ? undefined : { field };
    },
  },
  {
    id: 'EXN-PRIOR',
    source: 'K-144, K-145',
    code: 'bad-digest',
    keripy: validation,
    says: 'the prior is the SAID of the exchange answered, or the empty text',
    fails: ({ prior, fields, ilk }) => {
      const isText = ilk === 'xip' || textOf(fields, 'p') !== undefined;
      return isText && (prior === '' || parseSaid(prior).ok) ? undefined : { field: 'p' };
    },
  },
  {
    id: 'EXN-TRANSACTION',
    source: 'K-145, K-146, K-148',
    code: 'bad-digest',
    keripy: validation,
    says: 'within a transaction both its SAID and the prior are given, outside of one neither',
    fails: ({ fields, prior }) => {
      const transaction = valueOf(fields, 'x');
      if (transaction === undefined) return undefined;
      const isText = typeof transaction === 'string' && (transaction === '' || parseSaid(transaction).ok);
      return isText && (transaction === '') === (prior === '') ? undefined : { field: 'x' };
    },
  },
  {
    id: 'XIP-NONCE',
    source: 'K-142',
    code: 'bad-field-type',
    keripy: validation,
    says: 'the nonce of a transaction has at least 128 bits',
    fails: ({ ilk, fields }) => (ilk === 'exn' || isNonce(textOf(fields, 'u')) ? undefined : { field: 'u' }),
  },
];

function isNonce(text: string | undefined): boolean {
  const primitive = text === undefined ? undefined : decodePrimitive(text);
  return primitive?.ok === true && primitive.value.raw.length >= nonceSizeMin;
}
