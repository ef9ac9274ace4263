/** A thread that checks packs of Ed25519 signatures and answers one byte for each. */
import { parentPort } from 'node:worker_threads';
import { openEd25519 } from './ed25519.ts';
import { verdictsOf } from './pack.ts';

const { verify } = await openEd25519();

parentPort?.on('message', ({ ticket, pack }: { readonly ticket: number; readonly pack: Uint8Array }) => {
  parentPort?.postMessage({ ticket, verdicts: verdictsOf(pack, verify) });
});
