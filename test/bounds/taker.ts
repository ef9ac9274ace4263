/**
 * A process of its own that ingests its standard input into an LMDB store and says what it took and how much
 * memory it needed: `node --max-old-space-size=64 --import tsx test/bounds/taker.ts FOLDER`.
 */
import { openHost } from '../../shell/index.ts';

const [folder = ''] = process.argv.slice(2);
const sampleMilliseconds = 50;

let heapBytes = 0;
let externalBytes = 0;
const sampling = setInterval(() => {
  const { heapUsed, external } = process.memoryUsage();
  heapBytes = Math.max(heapBytes, heapUsed);
  externalBytes = Math.max(externalBytes, external);
}, sampleMilliseconds);

const host = await openHost({ path: folder, tickMilliseconds: 0 });
const started = performance.now();
const summary = await host.ingest(process.stdin);
const seconds = (performance.now() - started) / 1000;
await host.close();
clearInterval(sampling);
const residentBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ ...summary, seconds, heapBytes, externalBytes, residentBytes })}\n`);
