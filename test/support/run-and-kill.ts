/** Processes that die: what they told before it. */
import { spawn } from 'node:child_process';

/** When a program is killed: so many milliseconds after it told so many lines. */
export type Death = { readonly lines: number; readonly millis: number };

/** Runs a program, which says `open` first, and kills it; answers the whole lines that it told behind that one. */
export function runAndKill(words: readonly string[], { lines, millis }: Death): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    let timer: NodeJS.Timeout | undefined;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.split('\n').length > lines) timer ??= setTimeout(() => child.kill('SIGKILL'), millis);
    });
    child.on('error', reject);
    child.on('close', (_, signal) => {
      clearTimeout(timer);
      if (signal !== 'SIGKILL') reject(new Error('the owner ended by itself'));
      resolve(
        said
          .slice(0, said.lastIndexOf('\n') + 1)
          .split('\n')
          .slice(1, -1),
      );
    });
  });
}
