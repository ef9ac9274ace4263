/**
 * Key event streams for measurements: identifiers with one key each, an inception and interactions.
 *
 * Made here so that an installed package can measure itself without the test vectors.
 */
import sodium from 'libsodium-wrappers-sumo';
import { encodeIndexed } from '../../kernel/cesr/indexed-signature.ts';
import { encodePrimitive } from '../../kernel/cesr/primitive.ts';
import { digest } from '../../kernel/crypto/registry.ts';

export type StreamShape = {
  readonly aids: number;
  /** Events of each AID, the inception counted. */
  readonly events: number;
  /** Real signatures, or noise of true size for runs without verification. */
  readonly signed: boolean;
  /** Text anchored in every interaction, of that many characters; a seal of the event before when not given. */
  readonly noteSize?: number;
  /** Number of the first event that is given out of each AID. */
  readonly from?: number;
};

const dummy = '#'.repeat(44);
const signatureSizeBytes = 64;

function saidOf(text: string): string {
  return encodePrimitive('E', { raw: digest('blake3-256', Buffer.from(text, 'latin1')) });
}

/** The text with its size in the version string and its SAID in place. */
function sealed(withDummy: string): { readonly text: string; readonly said: string } {
  const sized = withDummy.replace(
    'KERI10JSON000000_',
    `KERI10JSON${withDummy.length.toString(16).padStart(6, '0')}_`,
  );
  const said = saidOf(sized);
  return { text: sized.replaceAll(dummy, said), said };
}

type Pair = { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };

function pairOf(number: number): Pair {
  const seed = new Uint8Array(32);
  new DataView(seed.buffer).setUint32(0, number + 1);
  return sodium.crypto_sign_seed_keypair(seed);
}

function attached(text: string, pair: Pair | undefined): string {
  const raw =
    pair === undefined
      ? new Uint8Array(signatureSizeBytes)
      : sodium.crypto_sign_detached(Buffer.from(text, 'latin1'), pair.privateKey);
  return `${text}-AAB${encodeIndexed({ code: 'A', index: 0, ondex: undefined, raw })}`;
}

/** The messages of the AIDs, one AID after the other. */
export function* messagesOfShape(shape: StreamShape): Iterable<Uint8Array> {
  for (let aid = 0; aid < shape.aids; aid++) yield* messagesOfAid(aid, shape);
}

function* messagesOfAid(aid: number, shape: StreamShape): Iterable<Uint8Array> {
  const { events, signed, noteSize, from = 0 } = shape;
  const pair = signed ? pairOf(aid) : undefined;
  const key = encodePrimitive('D', { raw: pair?.publicKey ?? noise(aid) });
  const inception = sealed(
    `{"v":"KERI10JSON000000_","t":"icp","d":"${dummy}","i":"${dummy}","s":"0","kt":"1","k":["${key}"],"nt":"1","n":["${saidOf(key)}"],"bt":"0","b":[],"c":[],"a":[]}`,
  );
  if (from === 0) yield Buffer.from(attached(inception.text, pair), 'latin1');
  let prior = inception.said;
  for (let sn = 1; sn < events; sn++) {
    const anchor = noteSize === undefined ? `{"d":"${prior}"}` : `{"note":"${'-'.repeat(noteSize)}"}`;
    const event = sealed(
      `{"v":"KERI10JSON000000_","t":"ixn","d":"${dummy}","i":"${inception.said}","s":"${sn.toString(16)}","p":"${prior}","a":[${anchor}]}`,
    );
    prior = event.said;
    if (sn >= from) yield Buffer.from(attached(event.text, pair), 'latin1');
  }
}

function noise(number: number): Uint8Array {
  return digest('blake3-256', Buffer.from(String(number), 'latin1'));
}
