/** Lines of shell as help and guides write them: words, some in quotes, and files that are opened for the command. */
import { closeSync, openSync } from 'node:fs';

/** The words of a line, of which some stand in quotes. */
export function wordsOfLine(line: string): readonly string[] {
  return Array.from(line.matchAll(/'([^']*)'|\S+/g), ([whole, quoted]) => quoted ?? whole);
}

/** A call with the files that a shell would open for it. */
export type OpenedCall = {
  /** Without redirections, and with the numbers that files got here. */
  readonly words: readonly string[];
  /** The file that standard output goes to; undefined for none. */
  readonly into: string | undefined;
  readonly close: () => void;
};

/** Opens files as a shell does for `3< FILE`, which flags such as `--salt-fd 3` name. */
export function openedCall(words: readonly string[]): OpenedCall {
  const numbers = new Map<string, number>();
  const left: string[] = [];
  let into: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, number] = /^(\d*)<$/.exec(word) ?? [];
    if (word === '>') into = words[++at];
    else if (number === undefined) left.push(word);
    else numbers.set(number === '' ? '0' : number, openSync(words[++at] ?? '', 'r'));
  }
  const isNumbered = (at: number): boolean => /-fd$/.test(left[at - 1] ?? '');
  return {
    words: left.map((word, at) => (isNumbered(at) ? String(numbers.get(word) ?? word) : word)),
    into,
    close: () => numbers.forEach((descriptor) => closeSync(descriptor)),
  };
}
