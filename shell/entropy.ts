/** The machine's source of chance, as the port wants it. */
import { randomBytes } from 'node:crypto';
import type { Entropy } from './ports.ts';

export const systemEntropy: Entropy = { bytes: (count) => new Uint8Array(randomBytes(count)) };
