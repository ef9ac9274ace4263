/** `npm run bounds`: 200 MB in a heap of 256 MiB, and 100,000 events of unknown AIDs; prints figures, ends with 1 beyond a bound. */
import { beyondCaps, flood, longStream } from './bounds.ts';

const mebibyte = 1024 * 1024;
const [sizeText = '200'] = process.argv.slice(2);

const long = await longStream({ sizeBytes: Number(sizeText) * 1_000_000, heapMib: 256, noteSize: 1000 });
console.log(
  JSON.stringify({
    bound: 'long-stream',
    heapMib: 256,
    ...long,
    heapPeakMib: Math.round(long.heapBytes / mebibyte),
  }),
);
const plan = { events: 100_000, heapMib: 256 };
const flooded = await flood(plan);
const beyond = beyondCaps(plan, flooded);
console.log(JSON.stringify({ bound: 'unknown-aids', ...plan, ...flooded, beyond }));
if (long.accepted !== long.events || beyond.length > 0) process.exitCode = 1;
