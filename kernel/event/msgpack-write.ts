/**
 * MessagePack as the reference writes it: shortest forms, doubles, labels in the order given.
 *
 * Source: the MessagePack specification; keripy.md 1.4.
 */
import { encodeUtf8 } from '../std/utf8.ts';
import { type ByteWriter, byteWriter, doubleBytes } from './byte-writer.ts';
import { isList, isNumber, type Json } from './json.ts';
import { isIntegerLexeme } from './number-text.ts';

/** The MessagePack bytes of a value whose integers fit 64 bits: `msgpackHolds` says so beforehand. */
export function writeMsgpack(value: Json): Uint8Array {
  const writer = byteWriter();
  write(writer, value);
  return writer.whole();
}

/** True when MessagePack can write the value: no integer is below -2^63 or above 2^64-1. */
export function msgpackHolds(value: Json): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (isList(value)) return value.every(msgpackHolds);
  if (!isNumber(value)) return value.entries.every(([, item]) => msgpackHolds(item));
  if (!isIntegerLexeme(value.lexeme)) return true;
  const integer = BigInt(value.lexeme);
  return integer >= -(1n << 63n) && integer < 1n << 64n;
}

function write(writer: ByteWriter, value: Json): void {
  if (value === null) writer.byte(0xc0);
  else if (typeof value === 'boolean') writer.byte(value ? 0xc3 : 0xc2);
  else if (typeof value === 'string') writeText(writer, value);
  else if (isNumber(value)) writeNumber(writer, value.lexeme);
  else if (isList(value)) {
    sized(writer, value.length, { tiny: 0x90, tinyEnd: 0x10, codes: [undefined, 0xdc, 0xdd] });
    for (const item of value) write(writer, item);
  } else {
    sized(writer, value.entries.length, { tiny: 0x80, tinyEnd: 0x10, codes: [undefined, 0xde, 0xdf] });
    for (const [label, item] of value.entries) {
      writeText(writer, label);
      write(writer, item);
    }
  }
}

function writeText(writer: ByteWriter, text: string): void {
  const bytes = encodeUtf8(text);
  sized(writer, bytes.length, { tiny: 0xa0, tinyEnd: 0x20, codes: [0xd9, 0xda, 0xdb] });
  writer.bytes(bytes);
}

type SizeForms = {
  readonly tiny: number;
  readonly tinyEnd: number;
  /** First bytes for sizes in 1, 2 and 4 bytes. */
  readonly codes: readonly [number | undefined, number, number];
};

function sized(writer: ByteWriter, size: number, { tiny, tinyEnd, codes }: SizeForms): void {
  if (size < tinyEnd) {
    writer.byte(tiny | size);
    return;
  }
  const small = codes[0] !== undefined && size < 0x100;
  const exponent = small ? 0 : size < 0x1_0000 ? 1 : 2;
  writer.byte(codes[exponent] ?? codes[1]);
  writer.uint(BigInt(size), 1 << exponent);
}

function writeNumber(writer: ByteWriter, lexeme: string): void {
  if (!isIntegerLexeme(lexeme)) {
    writer.byte(0xcb);
    writer.bytes(doubleBytes(Number(lexeme)));
    return;
  }
  const value = BigInt(lexeme);
  if (value >= -32n && value < 128n) writer.uint(BigInt.asUintN(8, value), 1);
  else if (value >= 0n) writeUnsigned(writer, value);
  else writeNegative(writer, value);
}

function writeUnsigned(writer: ByteWriter, value: bigint): void {
  const exponent = [0, 1, 2].find((power) => value < 1n << BigInt(8 << power)) ?? 3;
  writer.byte(0xcc + exponent);
  writer.uint(value, 1 << exponent);
}

function writeNegative(writer: ByteWriter, value: bigint): void {
  const exponent = [0, 1, 2].find((power) => value >= -(1n << BigInt((8 << power) - 1))) ?? 3;
  writer.byte(0xd0 + exponent);
  writer.uint(BigInt.asUintN(8 << exponent, value), 1 << exponent);
}
