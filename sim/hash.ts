/**
 * The rolling hash of a run: equal runs have equal hashes after every step, and a difference stays. It
 * guards against chance, not against an adversary.
 *
 * Source: DESIGN 4, dst.md 1.6 (5), 6.2 (32-bit integers only).
 */

const primeA = 0x01000193;
const primeB = 0x5bd1e995;

export class RollingHash {
  #a = 0x811c9dc5 | 0;
  #b = 0x2545f491 | 0;

  addText(text: string): void {
    let a = this.#a;
    let b = this.#b;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      a = Math.imul(a ^ unit, primeA);
      b = Math.imul(b ^ (unit + at), primeB);
      b ^= b >>> 15;
    }
    this.#a = Math.imul(a ^ text.length, primeA);
    this.#b = Math.imul(b ^ (a >>> 16), primeB);
  }

  addNumber(number: number): void {
    const high = Math.floor(number / 0x1_0000_0000);
    this.#a = Math.imul(Math.imul(this.#a ^ (number | 0), primeA) ^ high, primeA);
    this.#b = Math.imul(Math.imul(this.#b ^ (number | 0), primeB) ^ (this.#a >>> 15), primeB) ^ high;
  }

  /** As so many numbers. */
  addBytes(bytes: Uint8Array): void {
    let a = this.#a;
    let b = this.#b;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      a = Math.imul(Math.imul(a ^ byte, primeA), primeA);
      b = Math.imul(Math.imul(b ^ byte, primeB) ^ (a >>> 15), primeB);
    }
    this.#a = a;
    this.#b = b;
  }

  /** Two words of 32 bits. */
  get words(): readonly [number, number] {
    return [this.#a >>> 0, this.#b >>> 0];
  }

  /** 16 hex digits. */
  get text(): string {
    return this.words.map((word) => word.toString(16).padStart(8, '0')).join('');
  }
}
