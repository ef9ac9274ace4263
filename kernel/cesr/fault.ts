/**
 * What can be wrong with bytes: a fault says what, where, and what to do. Faults are values.
 *
 * A *framing* fault loses the frame (the reader goes on at the next message start); a *form* fault
 * refuses one message whose frame was sound. KERIpy's class names: keripy.md 9.
 */
import type { Span } from './attachments.ts';

export type FaultCode =
  // framing: where the frame ends cannot be told
  | 'cold-start'
  | 'unknown-code'
  | 'unexpected-code'
  | 'unsupported-genus'
  | 'bad-alphabet'
  | 'nonzero-pad'
  | 'bad-size'
  | 'bad-version-string'
  | 'unknown-serialization'
  | 'group-overrun'
  | 'nesting-too-deep'
  | 'group-too-large'
  | 'message-too-large'
  | 'buffer-full'
  | 'truncated'
  // form: the body is framed, but is not a message of its type
  | 'undecodable-body'
  | 'not-canonical'
  | 'unknown-protocol'
  | 'unsupported-version'
  | 'unknown-message-type'
  | 'missing-field'
  | 'extra-field'
  | 'field-order'
  | 'bad-field-type'
  | 'bad-prefix'
  | 'bad-key'
  | 'bad-digest'
  | 'bad-number'
  | 'bad-datetime'
  | 'bad-threshold'
  | 'bad-witness'
  | 'said-mismatch'
  | 'prefix-mismatch'
  | 'missing-attachment';

export type Fault = {
  readonly kind: 'framing' | 'form';
  readonly code: FaultCode;
  /** One sentence: what is wrong, with the facts. */
  readonly says: string;
  /** The class KERIpy raises for it. */
  readonly keripy: string;
  readonly span: Span | undefined;
  /** Wire label of the field at fault. */
  readonly field?: string;
  /** Id of the form rule that decided. */
  readonly rule?: string;
};
