#!/usr/bin/env node
/** The entry of the command `keelson`: sets up streams and signals, runs, and ends with the exit code. */
import { runKeelson } from './run.ts';

process.exitCode = await runKeelson(process.argv.slice(2), process);
