/**
 * Messages that no honest author writes: fields in any order, spaces, numbers and SAIDs of choice. What is
 * computed over the bytes is computed over these bytes.
 *
 * Source: dst.md 4 (I-01, I-02, I-04, I-08), 6.2 (re-serialising a received event).
 */
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import { dummySaid } from '../../kernel/cesr/said.ts';
import type { Algorithms } from '../../kernel/crypto/algorithm.ts';
import type { JsonEntry } from '../../kernel/event/json.ts';
import { writeBody } from '../../kernel/event/write-body.ts';
import { assert } from '../../kernel/std/assert.ts';
import { asciiBytes, asciiText } from '../../kernel/std/bytes.ts';

type Digest = Algorithms['digest'];

/** A body of these fields in this order; the SAID stands under each of `saids`. */
export function craft(fields: readonly JsonEntry[], saids: readonly string[], digest: Digest): Uint8Array {
  const written = writeBody(
    [['v', ''], ...fields],
    saids.map((label) => [label, 'E'] as const),
    { protocol: 'KERI', version: [1, 0], serialization: 'JSON', digest },
  );
  assert(written.ok, 'a body of texts can be written');
  return written.value.raw;
}

const sizeAt = { start: 16, end: 22 };

/**
 * The same body with a space behind each comma: the fields are those it had, the bytes are not, and the SAID is
 * that of the body without spaces.
 */
export function respaced(raw: Uint8Array): Uint8Array {
  const wide = asciiText(raw).replaceAll('","', '", "');
  const size = wide.length.toString(16).padStart(sizeAt.end - sizeAt.start, '0');
  return asciiBytes(wide.slice(0, sizeAt.start) + size + wide.slice(sizeAt.end));
}

/** A digest of a name, for SAIDs and prefixes of what does not exist. */
export function inventedSaid(name: string, digest: Digest): string {
  return encodePrimitive('E', { raw: digest('blake3-256', asciiBytes(name)) });
}

/** A public key that nobody has. */
export function inventedKey(name: string, digest: Digest, code: 'B' | 'D'): string {
  return encodePrimitive(code, { raw: digest('blake3-256', asciiBytes(name)) });
}

/** An interaction written as text, which is cheaper than by its fields. */
export function plainInteraction(
  { prefix, sn, prior }: { readonly prefix: string; readonly sn: string; readonly prior: string },
  digest: Digest,
): Uint8Array {
  return saidified(
    `"t":"ixn","d":"${dummySaid('E')}","i":"${prefix}","s":"${sn}","p":"${prior}","a":[]}`,
    digest,
  );
}

/** The inception of a single key that is its own identifier, written as text. */
export function plainInception(key: string, next: string, digest: Digest): Uint8Array {
  const keys = `"kt":"1","k":["${key}"],"nt":"1","n":["${next}"]`;
  const text = `"t":"icp","d":"${dummySaid('E')}","i":"${key}","s":"0",${keys},"bt":"0","b":[],"c":[],"a":[]}`;
  return saidified(text, digest);
}

/**
 * An inception under an identifier of choice, written as text. Its SAID stands in it twice, as if the identifier
 * were it: the second one is a seal.
 */
export function underivedInception(prefix: string, key: string, digest: Digest): Uint8Array {
  const said = dummySaid('E');
  const text = `"t":"icp","d":"${said}","i":"${prefix}","s":"0","kt":"1","k":["${key}"],"nt":"0","n":[]`;
  return saidified(`${text},"bt":"0","b":[],"c":[],"a":["${said}"]}`, digest);
}

/** The body with its size and its SAID filled in, from what follows the version string. */
function saidified(rest: string, digest: Digest): Uint8Array {
  const size = '{"v":"KERI10JSON000000_",'.length + rest.length;
  const whole = `{"v":"KERI10JSON${size.toString(16).padStart(6, '0')}_",${rest}`;
  const said = encodePrimitive('E', { raw: digest('blake3-256', asciiBytes(whole)) });
  return asciiBytes(whole.replaceAll(dummySaid('E'), said));
}
