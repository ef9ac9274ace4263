/** The establishment events of identifiers that a key store keeps, as far as a step accepts them. */
import type { Inception, Rotation } from '../../kernel/event/types.ts';
import type { SeenStep } from '../judge.ts';

export function ownEstablishments({
  step,
  probe: { custody },
}: Pick<SeenStep, 'step' | 'probe'>): readonly (Inception | Rotation)[] {
  const own = custody?.prefixes() ?? [];
  return step.writes.flatMap((write) => {
    if (write.kind !== 'append-event') return [];
    const { event } = write.stored;
    return event.ilk === 'ixn' || !own.includes(event.prefix) ? [] : [event];
  });
}
