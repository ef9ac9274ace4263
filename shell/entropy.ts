/** The machine's chance, as the port wants it: the generator of the operating system. */
import { randomBytes } from 'node:crypto';
import type { Entropy } from './ports.ts';

export const systemEntropy: Entropy = { bytes: (sizeBytes) => new Uint8Array(randomBytes(sizeBytes)) };
