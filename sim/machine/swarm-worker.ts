/** A thread of the swarm: takes parts, runs them, answers what they came to. */
import { parentPort, workerData } from 'node:worker_threads';
import { expandSeed } from '../expand/index.ts';
import { runPlan } from '../run.ts';
import { runPart } from './swarm-part.ts';
import type { Part, PartOptions } from './swarm-part.ts';

const options = workerData as PartOptions;

parentPort?.on('message', (part: Part) => {
  void runPart(part, options, { expand: expandSeed, run: runPlan }).then((report) =>
    parentPort?.postMessage(report),
  );
});
