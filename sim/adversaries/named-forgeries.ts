/**
 * Forgeries that an entry asks for by name: situations that chance would seldom bring about. As of all unsound ones,
 * none of them may be accepted anywhere.
 *
 * Source: dst.md 4 (I-01, I-04, I-10, I-12, I-13).
 */
import type { JsonEntry } from '../../kernel/event/json.ts';
import type { Scene } from '../people/scene.ts';
import type { ForgeryName } from '../plan.ts';
import { digestOfKey } from '../people/author.ts';
import { inventedSaid, plainInception, respaced, underivedInception } from './crafted.ts';
import type { Target } from './target.ts';
import {
  crafted,
  digestOf,
  interactionFields,
  ownKeys,
  receiptsOfStrangers,
  rotationFields,
  signedBytes,
} from './unsound-forgeries.ts';

type Make = (scene: Scene, target: Target) => readonly Uint8Array[];

export const namedForgeries: { readonly [N in Exclude<ForgeryName, 'sound'>]: Make } = {
  'stale-keys': staleKeys,
  'partly-revealed': partlyRevealed,
  'receipts-of-strangers': receiptsOfStrangers,
  'underived-prefix': underivedPrefix,
  'respaced-inception': respacedInception,
};

function staleKeys(scene: Scene, target: Target): readonly Uint8Array[] {
  const { person, before, holds } = target;
  const keys = person.trunk[0]?.after.keys ?? [];
  if (keys === before.after.keys || !holds(keys)) return [];
  return [crafted(scene, interactionFields(target), keys)];
}

/** To a key of the log and no witnesses, so that nothing else speaks against it. */
function partlyRevealed(scene: Scene, target: Target): readonly Uint8Array[] {
  const { nextKeys, witnesses } = target.before.after;
  const keys = nextKeys.slice(0, 1);
  if (nextKeys.length < 2 || !target.holds(keys)) return [];
  const changed = new Map<string, JsonEntry>([
    ['bt', ['bt', '0']],
    ['br', ['br', witnesses]],
  ]);
  const fields = rotationFields(scene, target, keys, ownKeys(scene, target, 1));
  return [
    crafted(
      scene,
      fields.map((field) => changed.get(field[0]) ?? field),
      keys,
    ),
  ];
}

function underivedPrefix(scene: Scene, target: Target): readonly Uint8Array[] {
  const digest = digestOf(scene);
  const prefix = inventedSaid(`underived/${String(target.entry.id)}`, digest);
  return ownKeys(scene, target, 1).map((pair) =>
    signedBytes(underivedInception(prefix, pair.key, digest), [pair]),
  );
}

function respacedInception(scene: Scene, target: Target): readonly Uint8Array[] {
  return ownKeys(scene, target, 1).map((pair) => {
    const next = digestOfKey(scene.company.desk, pair);
    return signedBytes(respaced(plainInception(pair.key, next, digestOf(scene))), [pair]);
  });
}
