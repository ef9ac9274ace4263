/** The process of a command that damage may end. `shell/cli/apart.ts` starts it and survives it. */
import { runKeelson } from './run.ts';

process.exitCode = await runKeelson(process.argv.slice(2), process);
