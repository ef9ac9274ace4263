/** `exchange`: an AID sends a signed message to others. */
import { buildExchange } from '../../../kernel/event/build-routed.ts';
import { emptyMap, mapOf } from '../../../kernel/event/json.ts';
import { assert } from '../../../kernel/std/assert.ts';
import type { HumanEntry } from '../../plan.ts';
import { formOf, purposes, readyPerson, sendAll } from '../scene.ts';
import type { Scene } from '../scene.ts';
import { personSigns, timeText } from '../voice.ts';
import { bytesOf } from '../wording.ts';

type Entry = Extract<HumanEntry, { readonly do: 'exchange' }>;

/** Sends the exchange. */
export function actExchange(scene: Scene, entry: Entry): boolean {
  const { stage, company } = scene;
  const person = readyPerson(scene, entry.aid);
  if (person === undefined) return false;
  const plan = {
    route: '/simulated/greeting',
    sender: person.prefix,
    recipient: '',
    prior: '',
    dt: timeText(stage.wall(person.node), '+00:00'),
    modifiers: emptyMap,
    payload: mapOf(['number', { lexeme: String(entry.id) }]),
    embeds: [],
    layout: company.chance.hit([1, 2], purposes.form, entry.id) ? 'with-rp' : 'without-rp',
  } as const;
  const built = buildExchange(plan, company.desk.making);
  assert(built.ok, 'an exchange can be written');
  const { raw } = built.value.message;
  const bytes = bytesOf({ raw, attached: personSigns(person, raw, 'event') }, formOf(scene, entry.id));
  sendAll(scene, entry.to, { from: person.node, bytes, source: 'remote', note: `exn ${entry.aid}` });
  return true;
}
