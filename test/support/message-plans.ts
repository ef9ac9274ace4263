/** Plans of messages, with the keys of keripy.md 1.5. */
import { snOf } from '../../kernel/cesr/number.ts';
import { digest } from '../../kernel/crypto/registry.ts';
import type { Making } from '../../kernel/event/build.ts';
import type { InceptionPlan, RotationPlan } from '../../kernel/event/build-key-event.ts';
import { emptyMap, mapOf } from '../../kernel/event/json.ts';
import type { Result } from '../../kernel/std/result.ts';

export const algorithms = { digest, verify: () => false };
export const one: Making = { version: [1, 0], serialization: 'JSON', saidCode: 'E', algorithms };
export const two: Making = { ...one, version: [2, 0] };

export const key = 'DKiNnDmdOkcBjcAqL2FFhMZnSlPfNyGrJlCjJmX5b1nU';
export const nextDigest = 'EMP7Lg6BtehOYZt2RwOqXLNfMUiUllejAp8G_5EiANXR';
export const self = 'EA_SbBUZYwqLVlAAn14d6QUBQCSReJlZ755JqTgmRhXH';
export const witness = 'BHVpzWMU6VvAK9TPlAE7ODw0ApCwoBwtaY4JJf9SWkwZ';
export const otherWitness = 'BBlon1f79U5uyRmx1eWGgtd-lgt0aUDsOeRCQbBKXO_T';
export const dt = '2021-06-27T21:26:21.233257+00:00';
export const nonce = '0AAsJ6d83XYN7voq4ach9x1C';

export function value<T>(result: Result<T, { readonly says: string }>): T {
  if (!result.ok) throw new Error(result.error.says);
  return result.value;
}

export const inception: InceptionPlan = {
  keys: [key],
  signingThreshold: undefined,
  nextKeyDigests: [nextDigest],
  nextThreshold: undefined,
  toad: undefined,
  anchors: [],
  witnesses: [],
  traits: [],
  delegator: undefined,
  identifier: 'self-addressing',
};
export const rotation: RotationPlan = {
  keys: ['DMm-PHnlVVw-yQGqxxQFH3ynIGBrwkOCll9NJsszS4M1'],
  signingThreshold: undefined,
  nextKeyDigests: [],
  nextThreshold: undefined,
  toad: undefined,
  anchors: [],
  prefix: self,
  sn: snOf(2n),
  prior: 'EFWUa7AkOnK5_QzkhvqQbKp7Wy-Ft84RLVhBRCmWGvzN',
  delegated: false,
  witnessesBefore: [],
  cuts: [],
  adds: [],
  traits: [],
};

export const routed = { route: '/x/y', dt, sender: undefined };
export const issuance = { credential: self, registry: nextDigest, dt };
export const backed = { ...issuance, registrySn: snOf(0n), registrySaid: nextDigest };
export const exchange = {
  route: '/x',
  sender: key,
  recipient: self,
  prior: '',
  dt,
  modifiers: emptyMap,
  payload: emptyMap,
  embeds: [],
  layout: 'with-rp',
} as const;
export const transacted = {
  ...routed,
  sender: self,
  recipient: key,
  modifiers: emptyMap,
  payload: mapOf(['price', { lexeme: '300000.0' }]),
};
