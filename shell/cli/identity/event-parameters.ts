/**
 * The parameters of inceptions and rotations: what they are called, and what is asked of an identity by them.
 *
 * Source: keripy.md 8.5. The names are those of the options files of `kli incept` and `kli rotate`, which are read as
 * they are.
 */
import type { MakeOptions, RotateOptions } from '../../habs/index.ts';
import { KeelsonError } from '../../errors.ts';
import { count, places, prefix, prefixes, seals, threshold, word, words, yesOrNo } from './parameter.ts';
import type { ValuesOf } from './parameter.ts';

const traits = ['EO', 'DND', 'DID', 'RB', 'NRB'];
const seedCodes = ['A', 'J', 'Q'] as const;

const establishing = {
  isith: threshold('Signing threshold: a number in hex, or weights as JSON'),
  nsith: threshold('Threshold of the next keys'),
  ncount: count('Number of next keys'),
  toad: count('Receipts of witnesses that an event needs'),
  data: seals('Seals to anchor, as JSON'),
  ncode: word('Code of next keys: A is Ed25519, J secp256k1, Q secp256r1', seedCodes),
};

export const inceptionParameters = {
  icount: count('Number of keys; 1 when left out'),
  ...establishing,
  icode: word('Code of keys, as --ncode', seedCodes),
  wits: prefixes('A witness; may be repeated'),
  delpre: prefix('The delegator: the inception is a delegated one'),
  transferable: yesOrNo('With next keys, which is the usual way; without, the identifier is its key'),
  estOnly: yesOrNo('Only establishment events: the trait EO'),
  traits: words('A configuration trait; may be repeated', traits),
};

export const rotationParameters = {
  ...establishing,
  wits: prefixes('A witness of the new list, in place of all before; may be repeated'),
  witsCut: prefixes('A witness that goes; may be repeated'),
  witsAdd: prefixes('A witness that comes; may be repeated'),
  expose: places('Place of a next key that comes into force; the others stay in reserve; may be repeated'),
};

export type InceptionValues = ValuesOf<typeof inceptionParameters>;
export type RotationValues = ValuesOf<typeof rotationParameters>;

/** The options of an inception. */
export function makeOptionsOf({ estOnly, traits: given = [], ...options }: InceptionValues): MakeOptions {
  const isMissing = estOnly === true && !given.includes('EO');
  return { ...options, traits: isMissing ? ['EO', ...given] : given };
}

/** The options of a rotation of an identifier that has `witnesses`. Throws `usage` for two ways to say one thing. */
export function rotateOptionsOf(
  { wits, witsCut: cuts, witsAdd: adds, ...options }: RotationValues,
  witnesses: readonly string[],
): RotateOptions {
  if (wits === undefined)
    return { ...options, ...(cuts === undefined ? {} : { cuts }), ...(adds === undefined ? {} : { adds }) };
  if (cuts !== undefined || adds !== undefined)
    throw new KeelsonError('usage', {
      says: 'give the whole new list of witnesses, or those that go and come, not both',
    });
  return {
    ...options,
    cuts: witnesses.filter((one) => !wits.includes(one)),
    adds: wits.filter((one) => !witnesses.includes(one)),
  };
}
