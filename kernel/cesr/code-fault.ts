/** Faults of primitives and counters: the sentence, and the class KERIpy raises. keripy.md 7.7. */
import type { Span } from './attachments.ts';
import type { Fault, FaultCode } from './fault.ts';

/** KERIpy's classes of the faults that codes can have. */
const keripyClass = {
  truncated: 'ShortageError',
  'unknown-code': 'UnexpectedCodeError',
  'unexpected-code': 'UnexpectedCodeError',
  'unsupported-genus': 'UnexpectedCodeError',
  'bad-alphabet': 'ConversionError',
  'nonzero-pad': 'ValueError',
  'bad-size': 'InvalidCodeSizeError',
  'bad-number': 'InvalidValueError',
  'bad-datetime': 'ValueError',
  'bad-prefix': 'ValidationError',
  'bad-key': 'ValidationError',
  'bad-digest': 'ValidationError',
} as const satisfies Partial<Record<FaultCode, string>>;

export type CodeFaultCode = keyof typeof keripyClass;

/** A fault met while reading a stream: the frame may be lost. */
export function framingFault(code: CodeFaultCode, says: string, span: Span): Fault {
  return { kind: 'framing', code, says, keripy: keripyClass[code], span };
}

/** A fault of one value of a message whose frame is sound. */
export function formFault(code: CodeFaultCode, says: string): Fault {
  return { kind: 'form', code, says, keripy: keripyClass[code], span: undefined };
}
