/** Bytes put together piece by piece, for the binary serializations. */
import { concatBytes } from '../std/bytes.ts';

export type ByteWriter = {
  readonly byte: (value: number) => void;
  /** An unsigned integer of `size` bytes, most significant first. */
  readonly uint: (value: bigint, size: number) => void;
  readonly bytes: (piece: Uint8Array) => void;
  readonly whole: () => Uint8Array;
};

/** A writer that holds nothing yet. */
export function byteWriter(): ByteWriter {
  const pieces: Uint8Array[] = [];
  return {
    byte: (value) => {
      pieces.push(Uint8Array.of(value));
    },
    uint: (value, size) => {
      pieces.push(uintBytes(value, size));
    },
    bytes: (piece) => {
      pieces.push(piece);
    },
    whole: () => concatBytes(pieces),
  };
}

/** An unsigned integer in `size` bytes, most significant first. */
export function uintBytes(value: bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = size - 1, left = value; at >= 0; at--, left >>= 8n) bytes[at] = Number(left & 0xffn);
  return bytes;
}

/** The unsigned integer that `bytes` write, most significant first. */
export function uintOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/** The eight bytes of a double, most significant first. */
export function doubleBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

/** The double that eight bytes write. */
export function doubleOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0);
}
