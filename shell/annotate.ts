/**
 * A stream in words, piece by piece: every body, field, counter, primitive and signature with its place.
 *
 * Where messages begin and end is told by the reader of streams; what stands behind a body is read once
 * more by the same readers of the kernel, so nothing here decides anything.
 */
import { genusOne, genusTwo } from '../kernel/cesr/counter-codes.ts';
import type { Genus, GroupKind } from '../kernel/cesr/counter-codes.ts';
import { rowOf } from '../kernel/cesr/codes.ts';
import { domainOf } from '../kernel/cesr/frame.ts';
import type { Frame } from '../kernel/cesr/frame.ts';
import { groupUses } from '../kernel/cesr/groups.ts';
import type { Field } from '../kernel/cesr/groups.ts';
import { indexerTable } from '../kernel/cesr/indexer-codes.ts';
import { decodePrimitive } from '../kernel/cesr/primitive.ts';
import { genusOf, readCounter, readIndexed, readPrimitive } from '../kernel/cesr/read.ts';
import type { Domain } from '../kernel/cesr/reading.ts';
import { feed, finish, openStream } from '../kernel/cesr/stream.ts';
import type { Piece } from '../kernel/cesr/stream.ts';
import { defaultReadingLimits } from './reading-limits.ts';

/** One piece of a stream. */
export type Note = {
  /** First byte, and the byte behind the last one. */
  readonly offset: number;
  readonly end: number;
  /** How deep it stands in groups; 0 for bodies. */
  readonly depth: number;
  readonly kind: 'body' | 'field' | 'counter' | 'primitive' | 'signature' | 'material' | 'fault';
  readonly code: string | undefined;
  /** KERIpy's name of the code, or what the piece is. */
  readonly name: string;
  /** In words. */
  readonly says: string;
  readonly value: string | undefined;
};

/** The notes of a whole stream, in stream order. */
export function* annotate(bytes: Uint8Array): Iterable<Note> {
  const limits = { ...defaultReadingLimits, bufferSizeBytesMax: Math.max(bytes.length, 1) + 1 };
  const fed = feed(openStream(limits), bytes);
  for (const piece of [...fed.pieces, ...finish(fed.state)]) yield* notesOfPiece(bytes, piece);
}

function* notesOfPiece(bytes: Uint8Array, piece: Piece): Iterable<Note> {
  if (piece.kind === 'fault') {
    const { fault, skipped } = piece;
    yield {
      offset: skipped.start,
      end: skipped.end,
      depth: 0,
      kind: 'fault',
      code: undefined,
      name: fault.code,
      says: fault.says,
      value: undefined,
    };
    return;
  }
  const { frame } = piece;
  yield* notesOfBody(frame);
  const genus = frame.version.genus?.[0] === 2 ? genusTwo : genusOne;
  yield* notesOfGroups({ bytes, genus, end: frame.span.end, depth: 1 }, frame.bodySpan.end);
}

function* notesOfBody({ body, bodySpan, version }: Frame): Iterable<Note> {
  const { protocol, serialization } = version;
  const map = serialization === 'JSON' ? mapOf(body) : {};
  const ilk = typeof map['t'] === 'string' ? map['t'] : 'body';
  yield {
    offset: bodySpan.start,
    end: bodySpan.end,
    depth: 0,
    kind: 'body',
    code: undefined,
    name: ilk,
    says: `${protocol} ${version.version.join('.')} ${serialization} ${messageWords[ilk] ?? 'message'}, ${body.length} bytes`,
    value: undefined,
  };
  const text = Buffer.from(body).toString('latin1');
  let from = 0;
  for (const [label, value] of Object.entries(map)) {
    const key = `${JSON.stringify(label)}:`;
    const written = Buffer.from(JSON.stringify(value), 'utf8').toString('latin1');
    const at = text.indexOf(key, from);
    if (at < 0) continue;
    from = at + key.length;
    const end = text.startsWith(written, from) ? from + written.length : from;
    yield noteOfField(label, value, { offset: bodySpan.start + at, end: bodySpan.start + end });
    from = end;
  }
}

function mapOf(body: Uint8Array): { readonly [label: string]: unknown } {
  try {
    return Object(JSON.parse(Buffer.from(body).toString('utf8'))) as { readonly [label: string]: unknown };
  } catch {
    return {};
  }
}

function noteOfField(
  label: string,
  value: unknown,
  span: { readonly offset: number; readonly end: number },
): Note {
  const primitive =
    typeof value === 'string' && label !== 'v' && label !== 't' ? decodePrimitive(value) : undefined;
  const row = primitive?.ok === true ? rowOf(primitive.value.code) : undefined;
  const named = row === undefined || value === '0' ? '' : ` (${row.name})`;
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  return {
    ...span,
    depth: 1,
    kind: 'field',
    code: row?.code,
    name: label,
    says: `${fieldWords[label] ?? 'field'}${named}`,
    value: shown,
  };
}

/** Where groups are read: the bytes, the tables that hold, where they end, and how deep. */
type Region = {
  readonly bytes: Uint8Array;
  readonly genus: Genus;
  readonly end: number;
  readonly depth: number;
};

function* notesOfGroups(region: Region, start: number): Iterable<Note> {
  let at = start;
  let genus = region.genus;
  while (at < region.end) {
    const domain = domainOf(region.bytes, at);
    const read = readCounter(region.bytes, at, region.end, domain, genus);
    if (read.kind !== 'read') {
      yield {
        offset: at,
        end: region.end,
        depth: region.depth,
        kind: 'material',
        code: undefined,
        name: 'bytes',
        says: 'bytes that are no group',
        value: undefined,
      };
      return;
    }
    const { row, count, text } = read.value;
    yield noteOfCounter(row.kind, {
      offset: at,
      end: read.next,
      depth: region.depth,
      text,
      count,
      counts: row.counts,
    });
    genus = genusOf(read.value) ?? genus;
    const size = row.counts === 'quadlets' ? count * (domain === 'text' ? 4 : 3) : undefined;
    const inner = {
      ...region,
      genus,
      end: size === undefined ? region.end : read.next + size,
      depth: region.depth + 1,
    };
    at = yield* notesOfContent(row.kind, inner, {
      at: read.next,
      count: size === undefined ? count : undefined,
      domain,
    });
  }
}

type CounterPlace = {
  readonly offset: number;
  readonly end: number;
  readonly depth: number;
  readonly text: string;
  readonly count: number;
  readonly counts: string;
};

function noteOfCounter(kind: GroupKind, { text, count, counts, ...place }: CounterPlace): Note {
  const what = kind.replaceAll('-', ' ');
  const says =
    counts === 'version'
      ? 'version of the code tables'
      : `${count} ${counts === 'quadlets' ? 'quadlets' : count === 1 ? 'element' : 'elements'} of ${what}`;
  return {
    ...place,
    kind: 'counter',
    code: text.replace(/[A-Za-z0-9_-]{2}$/, ''),
    name: what,
    says,
    value: text,
  };
}

type Content = { readonly at: number; readonly count: number | undefined; readonly domain: Domain };

/** Notes of what a group holds; answers where it ends. */
function* notesOfContent(
  kind: GroupKind,
  region: Region,
  { at, count, domain }: Content,
): Generator<Note, number> {
  const use = groupUses[kind];
  if (kind === 'genus') return at;
  if (use.use === 'container' && count === undefined) {
    yield* notesOfGroups(region, at);
    return region.end;
  }
  if (use.use !== 'elements') {
    yield {
      offset: at,
      end: region.end,
      depth: region.depth,
      kind: 'material',
      code: undefined,
      name: kind,
      says: 'material that is handed over as it is',
      value: undefined,
    };
    return region.end;
  }
  let place = at;
  for (let element = 0; count === undefined ? place < region.end : element < count; element++) {
    for (const field of use.fields) {
      const next: number = yield* notesOfField(field, region, { at: place, count, domain });
      if (next === place) return region.end;
      place = next;
    }
  }
  return place;
}

const fieldNames: { readonly [F in Field]: string } = {
  prefix: 'the prefix of the signer',
  key: 'the prefix of the receiptor',
  sn: 'a sequence number',
  fn: 'a first-seen number',
  said: 'the SAID of an event',
  datetime: 'a date and time',
  signature: 'a signature',
  indexed: 'an indexed signature',
  'indexed-or-signatures': 'an indexed signature',
  signatures: 'signatures',
  path: 'a path',
  group: 'a group',
};

function* notesOfField(field: Field, region: Region, { at, domain }: Content): Generator<Note, number> {
  const { bytes, end, depth } = region;
  if (field === 'signatures' || field === 'group') return yield* notesOfInnerGroup(region, at, domain);
  if (field === 'indexed' || field === 'indexed-or-signatures') {
    const read = readIndexed(bytes, at, end, domain);
    if (read.kind !== 'read') return yield* notesOfInnerGroup(region, at, domain);
    const { code, index, ondex, text } = read.value;
    const prior =
      ondex === undefined
        ? 'current list alone'
        : ondex === index
          ? 'both lists'
          : `and of key ${ondex} of the list before`;
    yield {
      offset: at,
      end: read.next,
      depth,
      kind: 'signature',
      code,
      name: indexerTable.get(code)?.name ?? code,
      says: `signature of key ${index}, ${prior}`,
      value: text,
    };
    return read.next;
  }
  const read = readPrimitive(bytes, at, end, domain);
  if (read.kind !== 'read') return at;
  const { code, text } = read.value;
  yield {
    offset: at,
    end: read.next,
    depth,
    kind: 'primitive',
    code,
    name: rowOf(code)?.name ?? code,
    says: fieldNames[field],
    value: text,
  };
  return read.next;
}

function* notesOfInnerGroup(region: Region, at: number, domain: Domain): Generator<Note, number> {
  const read = readCounter(region.bytes, at, region.end, domain, region.genus);
  if (read.kind !== 'read') return at;
  const { row, count, text } = read.value;
  yield noteOfCounter(row.kind, {
    offset: at,
    end: read.next,
    depth: region.depth,
    text,
    count,
    counts: row.counts,
  });
  const size = row.counts === 'quadlets' ? count * (domain === 'text' ? 4 : 3) : undefined;
  const inner = {
    ...region,
    end: size === undefined ? region.end : read.next + size,
    depth: region.depth + 1,
  };
  return yield* notesOfContent(row.kind, inner, {
    at: read.next,
    count: size === undefined ? count : undefined,
    domain,
  });
}

const messageWords: { readonly [ilk: string]: string } = {
  icp: 'inception',
  rot: 'rotation',
  ixn: 'interaction',
  dip: 'delegated inception',
  drt: 'delegated rotation',
  rct: 'receipt',
  qry: 'query',
  rpy: 'reply',
  exn: 'exchange',
  xip: 'exchange inception',
  pro: 'prod',
  bar: 'bare',
  vcp: 'registry inception',
  vrt: 'registry rotation',
  iss: 'issuance',
  rev: 'revocation',
  bis: 'backed issuance',
  brv: 'backed revocation',
};

const fieldWords: { readonly [label: string]: string } = {
  v: 'version string',
  t: 'message type',
  d: 'SAID',
  i: 'prefix',
  s: 'sequence number',
  p: 'SAID of the event before',
  kt: 'signing threshold',
  k: 'keys',
  nt: 'threshold of the next keys',
  n: 'digests of the next keys',
  bt: 'witness threshold',
  b: 'witnesses',
  br: 'witnesses removed',
  ba: 'witnesses added',
  c: 'traits',
  a: 'seals and other anchored data',
  di: 'delegator',
  dt: 'date and time',
  r: 'route',
  rr: 'return route',
  q: 'query',
  e: 'embedded',
  ii: 'issuer',
  ri: 'registry',
  ra: 'registry event',
};
