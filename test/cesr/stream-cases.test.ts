/** Streams recorded of KERIpy, chunk by chunk, and the messages of the specifications. test/vectors/README.md; KV-01…KV-31. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { feed, isPending, openStream, settle } from '../../kernel/cesr/stream.ts';
import { asciiBytes, concatBytes } from '../../kernel/std/bytes.ts';
import { cut, piecesOf, wideLimits } from '../support/feeding.ts';

type Chunk = { readonly text?: string; readonly base64?: string };
type Case = {
  readonly name: string;
  readonly tags?: readonly string[];
  readonly feed?: readonly Chunk[];
  readonly expected: {
    readonly steps?: readonly { readonly messages: readonly unknown[]; readonly pending: boolean }[];
  };
};

const vectors = new URL('../vectors/', import.meta.url);
const json = (path: string): unknown => JSON.parse(readFileSync(new URL(path, vectors), 'utf8'));
const cases = readdirSync(new URL('cases/', vectors)).map((name) => json(`cases/${name}`) as Case);
const bytesOf = ({ text, base64 }: Chunk) =>
  new Uint8Array(text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text));

/** What each chunk gave: the number of pieces, and whether bytes wait for others. */
function stepsOf(
  chunks: readonly Chunk[],
): readonly { readonly messages: number; readonly pending: boolean }[] {
  let state = openStream(wideLimits);
  return chunks.map((chunk) => {
    const fed = feed(state, bytesOf(chunk));
    const settled = settle(fed.state);
    ({ state } = settled);
    return { messages: fed.pieces.length + settled.pieces.length, pending: isPending(state) };
  });
}

describe('recorded streams', () => {
  const streams = cases.flatMap(({ name, tags = [], feed: chunks, expected }) =>
    chunks === undefined || expected.steps === undefined
      ? []
      : [{ name, chunks, steps: expected.steps, flushes: tags.includes('flush-semantics') }],
  );

  test.each(streams.filter(({ flushes }) => !flushes))(
    '$name: as many messages a chunk, and pending where KERIpy is',
    ({ chunks, steps }) => {
      expect(stepsOf(chunks)).toEqual(
        steps.map(({ messages, pending }) => ({ messages: messages.length, pending })),
      );
    },
  );

  test.each(streams.filter(({ flushes }) => flushes))(
    '$name: pending where KERIpy is, which throws away what it cannot frame',
    ({ chunks, steps }) => {
      expect(stepsOf(chunks).map(({ pending }) => pending)).toEqual(steps.map(({ pending }) => pending));
    },
  );
});

describe('messages of the specifications', () => {
  type Vector = {
    readonly id: string;
    readonly kind: string;
    readonly serialization?: string;
    readonly expected: { readonly raw?: string };
  };
  const { vectors: all } = json('spec/spec-vectors.json') as { readonly vectors: readonly Vector[] };
  const messages = all.flatMap(({ id, kind, serialization, expected }) =>
    kind === 'message' && expected.raw !== undefined ? [{ id, serialization, raw: expected.raw }] : [],
  );

  test.each(messages)(
    '$id is one frame, of the size and serialization that it tells',
    ({ raw, serialization }) => {
      const bytes = new Uint8Array(Buffer.from(raw));
      const [piece, ...rest] = piecesOf(cut(bytes, [10]));
      expect(rest).toEqual([]);
      expect(piece).toMatchObject({
        kind: 'message',
        frame: { body: bytes, version: { size: bytes.length, serialization } },
      });
    },
  );

  test('all of them stand in one stream, behind a genus code', () => {
    const stream = concatBytes([
      asciiBytes('-_AAACAA'),
      ...messages.map(({ raw }) => new Uint8Array(Buffer.from(raw))),
    ]);
    const pieces = piecesOf(cut(stream, [333]));
    expect(pieces.map(({ kind }) => kind)).toEqual(messages.map(() => 'message'));
    expect(messages.length).toBeGreaterThan(25);
  });
});
