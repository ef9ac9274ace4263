/** `incept`: an AID begins. Its inception was made before the run, since its node knows its own AIDs. */
import type { HumanEntry } from '../../plan.ts';
import { publish } from '../publish.ts';
import { deserves, personOf } from '../scene.ts';
import type { Scene } from '../scene.ts';

type Entry = Extract<HumanEntry, { readonly do: 'incept' }>;

/** Publishes the inception, once. */
export function actIncept(scene: Scene, entry: Entry): boolean {
  const { stage, company } = scene;
  const prepared = company.prepared.get(entry.aid);
  if (prepared?.entry.id !== entry.id || personOf(scene, entry.aid) !== undefined) return false;
  if (stage.host(entry.node) === undefined) return false;
  const { authored, isVoid } = prepared;
  const { prefix } = authored.event;
  const delegator = entry.delegator ?? undefined;
  if (depthOf(scene, delegator) >= 3) deserves(scene, authored, 'third-level-delegation');
  publish(
    scene,
    {
      aid: entry.aid,
      prefix,
      node: entry.node,
      delegator,
      trunk: [],
      isVoid,
      isAlarmed: false,
    },
    authored,
    { entry: entry.id, spreading: entry.spreading },
  );
  return true;
}

/** How many delegators stand above: 1 for a delegate of an AID that is nobody's delegate. */
function depthOf({ company }: Scene, delegator: string | undefined): number {
  let depth = 0;
  let above = delegator;
  while (above !== undefined) {
    depth += 1;
    above = company.prepared.get(above)?.entry.delegator ?? undefined;
  }
  return depth;
}
