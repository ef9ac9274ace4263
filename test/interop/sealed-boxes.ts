/**
 * Sealed boxes around seeds and salts: KERIpy's `Decrypter` opens those that are made here, and what its `Encrypter`
 * closes for the same identifier is opened here. `keripy_boxes.py` is the other side.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { decodePrimitive, encodePrimitive } from '../../kernel/cesr/primitive.ts';
import { openSealedBoxes } from '../../shell/crypto/sealed-box.ts';
import { openSigners, Secret } from '../../shell/keys/index.ts';

type Answer = { readonly aeid: string; readonly opened: string; readonly box: string };

/** Codes of a secret, and of a box around its text. */
const kinds = [
  { plain: 'A', box: 'P', sizeBytes: 32 },
  { plain: '0A', box: '1AAH', sizeBytes: 16 },
] as const;

/** Makes boxes, has `other` answer the file of them with another file, and gives the first differences. */
export async function compareBoxes(
  count: number,
  files: { readonly given: string; readonly answers: string },
  other: () => void,
): Promise<readonly string[]> {
  const [boxes, signerOf] = await Promise.all([openSealedBoxes(), openSigners()]);
  const given = Array.from({ length: count }, (_, at) => {
    const seed = Uint8Array.from(randomBytes(32));
    const kind = kinds[at % 2] ?? kinds[0];
    const plain = encodePrimitive(kind.plain, { raw: Uint8Array.from(randomBytes(kind.sizeBytes)) });
    const box = boxes.seal(new TextEncoder().encode(plain), boxes.pairOf(seed).publicKey);
    return { seed, plain, box: encodePrimitive(kind.box, { raw: box }) };
  });
  const asked = given.map((one) => ({ ...one, seed: encodePrimitive('A', { raw: one.seed }) }));
  writeFileSync(files.given, JSON.stringify(asked));
  other();
  const answers = JSON.parse(readFileSync(files.answers, 'utf8')) as readonly Answer[];
  return given.flatMap(({ seed, plain }, at) => {
    const answer = answers[at];
    const box = decodePrimitive(answer?.box ?? '');
    const opened = box.ok ? boxes.unseal(box.value.raw, boxes.pairOf(seed)) : undefined;
    const aeid = signerOf(new Secret(seed), { code: 'A', transferable: false }).key;
    const ours = { aeid, opened: plain, box: plain };
    const theirs = {
      aeid: answer?.aeid,
      opened: answer?.opened,
      box: opened === undefined ? 'does not open' : new TextDecoder().decode(opened),
    };
    return JSON.stringify(ours) === JSON.stringify(theirs)
      ? []
      : [`box ${at}\n  Keelson: ${JSON.stringify(ours)}\n  KERIpy:  ${JSON.stringify(theirs)}`];
  });
}
