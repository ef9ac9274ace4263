/** A member of a group that runs on KERIpy, in a process of its own. `keripy_group.py` is the other side. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { CommandFailed } from './command.ts';
import type { Keripy } from './environment.ts';

export type Answer = {
  readonly error?: string;
  readonly says?: string;
  readonly prefix?: string;
  readonly bytes?: string;
  readonly said?: string;
  readonly event?: string;
  readonly sn?: number | null;
  readonly events?: readonly string[];
  readonly complete?: boolean;
};

export type KeripyMember = {
  /** Asks one question, by the name of a method of the script. Rejects with `CommandFailed` when KERIpy raised. */
  readonly ask: (ask: string, given?: object) => Promise<Answer>;
  readonly close: () => Promise<void>;
};

export function openKeripyMember({ python }: Keripy, name: string): KeripyMember {
  const child = spawn(python, ['-B', join(import.meta.dirname, 'keripy_group.py'), name], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-4000)));
  return {
    ask: async (ask, given = {}) => {
      child.stdin.write(`${JSON.stringify({ ask, with: given })}\n`);
      const line = await lines.next();
      if (line.done === true) throw new CommandFailed(`KERIpy ended at ${ask}: ${said}`);
      const answer = JSON.parse(line.value) as Answer;
      if (answer.error === undefined) return answer;
      throw new CommandFailed(`KERIpy raised at ${ask}: ${answer.error}: ${String(answer.says)}\n${said}`);
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
