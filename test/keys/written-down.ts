/** How secrets could show: everything that a program might write down of a value, and the spellings of bytes. */
import { inspect } from 'node:util';
import { pino } from 'pino';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';

/** The texts of 16 or 32 bytes: hex, base64, qualified, lists of numbers. */
export function spellings(secret: Uint8Array): readonly string[] {
  const buffer = Buffer.from(secret);
  const code = secret.length === 16 ? '0A' : 'A';
  return [
    buffer.toString('hex'),
    buffer.toString('base64'),
    buffer.toString('base64url'),
    encodePrimitive(code, { raw: secret }).slice(code.length + 1),
    Array.from(secret).join(','),
    Array.from(secret).join(', '),
  ];
}

/** Everything that a program might write down of a value. */
export function writtenDown(value: unknown): string {
  let logged = '';
  pino({ level: 'trace' }, { write: (line) => void (logged += line) }).info({ value, err: value }, 'shown');
  const deep = inspect(value, { depth: 20, showHidden: true, maxArrayLength: null });
  const error = value instanceof Error ? `${value.stack ?? ''} ${inspect(value.cause, { depth: 20 })}` : '';
  return [logged, deep, error, JSON.stringify(value), String(value)].join('\n');
}

/** Whether nothing but zeros is left of some bytes. */
export function isWiped(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
