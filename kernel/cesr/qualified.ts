/**
 * The qualified texts that the kernel names things by. Each is a CESR primitive in the text
 * domain (or a number or time written as KERI writes it); only the parsers of this folder make them.
 *
 * Source: K-011, K-021, K-051, K-052, K-149; keripy.md 1.3.
 */
import type { Brand } from '../std/brand.ts';

/** An autonomic identifier (AID): wire label `i`. KERIpy: `pre`. */
export type Prefix = Brand<string, 'Prefix'>;

/** A self-addressing identifier: the qualified digest of what it names. Wire label `d`. */
export type Said = Brand<string, 'Said'>;

/** A qualified public key. Wire label `k`. KERIpy: `verfer`. */
export type Key = Brand<string, 'Key'>;

/** A qualified digest, such as of a next key. Wire label `n`. KERIpy: `diger`. */
export type Digest = Brand<string, 'Digest'>;

/** A sequence number, 0 to 2^128-1 inclusive. Wire label `s`. */
export type Sn = Brand<bigint, 'Sn'>;

/** A first-seen number: the place of an event in one copy of a log, from 0 without gaps. */
export type Fn = Brand<bigint, 'Fn'>;

/** Microseconds since 1970-01-01T00:00:00Z. */
export type Micros = Brand<bigint, 'Micros'>;
