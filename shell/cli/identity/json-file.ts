/**
 * JSON that people write, with its order and the text of its numbers: read by the strict reader of the kernel after the
 * white space between its parts is taken out. A label that occurs twice is refused.
 */
import { readJson } from '../../../kernel/event/json-read.ts';
import type { Json } from '../../../kernel/event/json.ts';
import { KeelsonError } from '../../errors.ts';
import { readText } from '../files.ts';

/** The value in a file. Throws `cannot-read`, and `usage` when it is no JSON. */
export function readJsonFile(path: string): Json {
  return readJsonText(readText(path), path);
}

/** The value of a text; `name` says where it came from. Throws `usage`. */
export function readJsonText(text: string, name: string): Json {
  const read = readJson(withoutSpace(text));
  if (read.ok) return read.value;
  const why = read.error.says.replace(/ (?:at|from) character \d+/, '');
  throw new KeelsonError('usage', { says: `${name} cannot be read as JSON: ${why}` });
}

/** A string with its quotes, or white space. */
const parts = /"(?:[^"\\]|\\[^])*"?|[ \t\r\n]+/g;
const marks = '{}[],:';

/** White space beside a mark, or at an end, goes; any other is in the wrong place, and stays for the reader to refuse. */
function withoutSpace(text: string): string {
  return text.replaceAll(parts, (part, at: number) => {
    if (part.startsWith('"')) return part;
    const beside = [text[at - 1], text[at + part.length]];
    return beside.some((mark) => mark === undefined || marks.includes(mark)) ? '' : part;
  });
}
