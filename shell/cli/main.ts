#!/usr/bin/env node
/**
 * The entry of the command `keelson`: runs it here, or in a process of its own where it reads a store that may be
 * damaged, and ends with the exit code.
 */
import { readsUnwalked, runApart } from './apart.ts';

const args = process.argv.slice(2);
if (readsUnwalked(args)) {
  const { code, says } = await runApart(args);
  if (says !== undefined) process.stderr.write(`${says}\n`);
  process.exitCode = code;
} else {
  const { runKeelson } = await import('./run.ts');
  process.exitCode = await runKeelson(args, process);
}
