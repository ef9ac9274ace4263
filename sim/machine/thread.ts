/** Starts a thread whose file stands beside this one: built, or as source, which tsx loads. */
import { Worker } from 'node:worker_threads';
import { youngGeneration as resourceLimits } from './young-generation.ts';

/** The thread of `sim/machine/<name>`, with what it is given at its start. */
export function startThread(name: string, given: unknown): Worker {
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL(`./${name}.js`, import.meta.url), { workerData: given, resourceLimits });
  const source = new URL(`./${name}.ts`, import.meta.url).href;
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(source)}); });`;
  return new Worker(start, { eval: true, workerData: given, resourceLimits });
}
