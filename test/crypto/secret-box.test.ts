/** Boxes that one secret key closes and opens: XSalsa20-Poly1305. */
import { expect, test } from 'vitest';
import { openSecretBoxes } from '../../shell/crypto/secret-box.ts';

const boxes = await openSecretBoxes();
const key = new Uint8Array(32).fill(7);
const message = new TextEncoder().encode('no secret, and nobody’s business');

test('opens for its key alone, and is never twice the same', () => {
  const closed = Array.from({ length: 300 }, () => boxes.close(message, key));
  const nonces = closed.map((box) => Buffer.from(box.subarray(0, 24)).toString('hex'));
  expect(new Set(nonces).size).toBe(closed.length);
  for (const box of closed) {
    expect(box.length).toBe(message.length + 40);
    expect(boxes.open(box, key)).toEqual(message);
  }
  expect(boxes.open(boxes.close(message, key), new Uint8Array(32).fill(8))).toBeUndefined();
});

test('is the box of NaCl: that of the tests of libsodium opens', () => {
  const naclKey = '1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389';
  const nonce = '69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37';
  const box =
    'f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5';
  const plain =
    'be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705';
  const opened = boxes.open(Buffer.from(nonce + box, 'hex'), Buffer.from(naclKey, 'hex'));
  expect(Buffer.from(opened ?? []).toString('hex')).toBe(plain);
});

test('does not open when a bit of it is another, or a part is missing', () => {
  const box = boxes.close(message, key);
  for (let bit = 0; bit < box.length * 8; bit++) {
    const changed = box.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(boxes.open(changed, key)).toBeUndefined();
  }
  for (const size of [0, 1, 23, 24, 39, box.length - 1])
    expect(boxes.open(box.subarray(0, size), key)).toBeUndefined();
});
