/** The recorded streams of KERIpy 1.1.17, each on a fresh host, chunk by chunk. Source: test/vectors/README.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { caseDifference } from '../../shell/conformance/compare.ts';
import type { Json, JsonObject } from '../../shell/conformance/json-path.ts';
import { listOf, objectOf } from '../../shell/conformance/json-path.ts';
import { runStream } from '../../shell/conformance/stream-case.ts';
import { algorithms } from '../support/routed.ts';

const folder = join(import.meta.dirname, '..', 'vectors');
const read = (path: string): JsonObject =>
  objectOf(JSON.parse(readFileSync(join(folder, path), 'utf8')) as Json);

const overrides = read('overrides.json');
const cases = listOf(read('manifest.json')['cases'])
  .map(objectOf)
  .filter(({ type }) => type === 'stream')
  .map(({ name, kind, file }) => ({ name: String(name), kind: String(kind), file: String(file) }));

describe('what KERIpy made of a stream, and where another outcome is to be reached, that one', () => {
  test.each(cases)('$name', async ({ name, file }) => {
    const { receiver, feed, expected } = read(file);
    const observed = await runStream(
      { receiver: objectOf(receiver), feed: listOf(feed) },
      { algorithms, compat: 'specification' },
    );
    const override = overrides[name];
    expect(
      caseDifference(objectOf(expected), override === undefined ? undefined : objectOf(override), observed),
    ).toBeUndefined();
  });
});
