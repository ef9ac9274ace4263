/** The machine's chance, as the port wants it: the generator of the operating system. */
import { randomFillSync } from 'node:crypto';
import type { Entropy } from './ports.ts';

export const systemEntropy: Entropy = { bytes: (sizeBytes) => randomFillSync(new Uint8Array(sizeBytes)) };
