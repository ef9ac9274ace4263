/**
 * The key state as others read it: KERIpy's key state record, in its order of fields.
 *
 * Source: keripy.md 3.1 (key state record), 6.5. The traits shown are those KERIpy shows.
 */
import { formatDatetime } from '../cesr/datetime.ts';
import { mapOf } from '../event/json.ts';
import type { Json, JsonMap } from '../event/json.ts';
import { formatThreshold } from '../event/threshold.ts';
import type { KeyState } from './key-state.ts';

/** The traits that a key state record shows, in its order. */
export function shownTraits({ traits }: KeyState): readonly string[] {
  return ['EO', 'DND'].filter((trait) => traits.includes(trait));
}

/** The record of a key state: `vn i s p d f dt et kt k nt n bt b c ee di`. */
export function keyStateRecord(state: KeyState): JsonMap {
  return mapOf(
    ['vn', state.version.map(integer)],
    ['i', state.prefix],
    ['s', state.sn.toString(16)],
    ['p', state.prior ?? ''],
    ['d', state.said],
    ['f', state.fn.toString(16)],
    ['dt', formatDatetime(state.at)],
    ['et', state.ilk],
    ['kt', formatThreshold(state.signingThreshold)],
    ['k', state.keys],
    ['nt', formatThreshold(state.nextThreshold)],
    ['n', state.nextKeyDigests],
    ['bt', state.toad.toString(16)],
    ['b', state.witnesses],
    ['c', shownTraits(state)],
    [
      'ee',
      mapOf(
        ['s', state.establishmentSn.toString(16)],
        ['d', state.establishmentSaid],
        ['br', state.cuts],
        ['ba', state.adds],
      ),
    ],
    ['di', state.delegator ?? ''],
  );
}

function integer(value: number): Json {
  return { lexeme: String(value) };
}
