/**
 * Demands for and disclosures of sealed data (`pro`, `bar`): read, but no route of theirs is served.
 *
 * Source: K-140, K-141.
 */
import type { Disclosure } from '../event/types.ts';
import type { Step } from '../state/step.ts';
import type { View } from '../state/view.ts';
import type { Arrival } from './arrival.ts';
import { reject, why } from './hold.ts';

export function decideDisclosure(_view: View, arrival: Arrival<Disclosure>): Step {
  return reject(arrival, { ...why('ROUTE', 'no-route'), field: 'r' });
}
