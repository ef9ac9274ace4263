/**
 * I-14 WitnessDerivation: witnesses change as the rotation says.
 *
 * Source: dst.md 4; K-068, K-069, K-073…K-076. An added witness that is in force already changes nothing: K-076 has it
 * skipped where dst.md has it refused.
 */
import type { Prefix } from '../../kernel/cesr/qualified.ts';
import type { Rotation } from '../../kernel/event/types.ts';
import type { AcceptedEvent } from '../arriving.ts';
import { sightOf } from '../arriving.ts';
import type { Judge } from '../judge.ts';
import { verdictOf } from '../verdict.ts';

export const witnessDerivation: Judge = {
  id: 'I-14',
  name: 'WitnessDerivation',
  says: 'witnesses in force are those before, without the ones removed, and then the ones added, each once and in order; their threshold is in bounds',
  source: 'dst.md 4; K-068, K-069, K-073…K-076',
  when: ['step'],
  needs: 'log',
  open: (given) => {
    const sight = sightOf(given);
    return {
      entry: (seen) => {
        const accepted = sight(seen);
        if (accepted?.standing === undefined || accepted.event.ilk === 'ixn') return undefined;
        const flaw = flawOf(accepted, accepted.standing.witnesses);
        return verdictOf(flaw === undefined ? undefined : `${accepted.event.said}: ${flaw}`);
      },
    };
  },
};

function flawOf({ entry, event, prior }: AcceptedEvent, witnesses: readonly Prefix[]): string | undefined {
  if (event.ilk === 'ixn') return undefined;
  const change = 'cuts' in event ? flawOfChange(event, prior?.standing.witnesses ?? []) : undefined;
  if (change !== undefined) return change;
  if (new Set(witnesses).size !== witnesses.length) return 'a witness is there twice';
  const { toad } = event;
  if (witnesses.length === 0 ? toad !== 0 : toad < 1 || toad > witnesses.length)
    return `a threshold of ${toad} with ${witnesses.length} witnesses`;
  const claims = [entry.stored.standing?.witnesses, entry.state?.witnesses];
  return claims.some((claimed) => claimed !== undefined && !isSame(claimed, witnesses))
    ? 'the witnesses in force are not those that follow'
    : undefined;
}

function flawOfChange({ cuts, adds }: Rotation, before: readonly Prefix[]): string | undefined {
  if (new Set(cuts).size !== cuts.length || new Set(adds).size !== adds.length)
    return 'a witness is removed or added twice';
  const stranger = cuts.find((cut) => !before.includes(cut));
  return stranger === undefined ? undefined : `${stranger} is removed and was no witness`;
}

function isSame(claimed: readonly Prefix[], witnesses: readonly Prefix[]): boolean {
  return claimed === witnesses || claimed.join() === witnesses.join();
}
