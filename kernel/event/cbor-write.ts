/**
 * CBOR as the reference writes it: definite lengths, shortest heads, doubles, labels in the order given.
 *
 * Source: RFC 8949; keripy.md 1.4.
 */
import { encodeUtf8 } from '../std/utf8.ts';
import { type ByteWriter, byteWriter, doubleBytes, uintBytes } from './byte-writer.ts';
import { isList, isNumber, type Json } from './json.ts';
import { isIntegerLexeme } from './number-text.ts';

/** The CBOR bytes of a value. */
export function writeCbor(value: Json): Uint8Array {
  const writer = byteWriter();
  write(writer, value);
  return writer.whole();
}

function write(writer: ByteWriter, value: Json): void {
  if (value === null) writer.byte(0xf6);
  else if (typeof value === 'boolean') writer.byte(value ? 0xf5 : 0xf4);
  else if (typeof value === 'string') writeText(writer, value);
  else if (isNumber(value)) writeNumber(writer, value.lexeme);
  else if (isList(value)) {
    head(writer, 4, BigInt(value.length));
    for (const item of value) write(writer, item);
  } else {
    head(writer, 5, BigInt(value.entries.length));
    for (const [label, item] of value.entries) {
      writeText(writer, label);
      write(writer, item);
    }
  }
}

function writeText(writer: ByteWriter, text: string): void {
  const bytes = encodeUtf8(text);
  head(writer, 3, BigInt(bytes.length));
  writer.bytes(bytes);
}

/** First byte and argument, in the fewest bytes. */
function head(writer: ByteWriter, major: number, argument: bigint): void {
  if (argument < 24n) {
    writer.byte((major << 5) | Number(argument));
    return;
  }
  const exponent = [0, 1, 2].find((power) => argument < 1n << BigInt(8 << power)) ?? 3;
  writer.byte((major << 5) | (24 + exponent));
  writer.uint(argument, 1 << exponent);
}

function writeNumber(writer: ByteWriter, lexeme: string): void {
  if (!isIntegerLexeme(lexeme)) {
    writer.byte(0xfb);
    writer.bytes(doubleBytes(Number(lexeme)));
    return;
  }
  const value = BigInt(lexeme);
  const argument = value < 0n ? -1n - value : value;
  if (argument < 1n << 64n) head(writer, value < 0n ? 1 : 0, argument);
  else writeBigInteger(writer, value < 0n ? 3n : 2n, argument);
}

function writeBigInteger(writer: ByteWriter, tag: bigint, argument: bigint): void {
  const size = Math.ceil(argument.toString(16).length / 2);
  head(writer, 6, tag);
  head(writer, 2, BigInt(size));
  writer.bytes(uintBytes(argument, size));
}
