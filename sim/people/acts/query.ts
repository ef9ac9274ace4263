/** `query`: an AID asks a node for the log or the key state of another. */
import { mapOf } from '../../../kernel/event/json.ts';
import { buildQuery } from '../../../kernel/event/build-routed.ts';
import { assert } from '../../../kernel/std/assert.ts';
import type { HumanEntry } from '../../plan.ts';
import { formOf, purposes, readyPerson } from '../scene.ts';
import type { Scene } from '../scene.ts';
import { personSigns, timeText } from '../voice.ts';
import { bytesOf } from '../wording.ts';

type Entry = Extract<HumanEntry, { readonly do: 'query' }>;

/** Sends the query. The AID that is asked about need not have begun. */
export function actQuery(scene: Scene, entry: Entry): boolean {
  const { stage, company } = scene;
  const person = readyPerson(scene, entry.aid);
  const subject = company.prepared.get(entry.of)?.authored.event.prefix;
  if (person === undefined || subject === undefined) return false;
  const plan = {
    route: entry.route,
    dt: timeText(stage.wall(person.node), '+00:00'),
    sender: undefined,
    returnRoute: '',
    query: mapOf(['i', subject], ['src', company.nodePrefix(entry.to)]),
  };
  const built = buildQuery(plan, company.desk.making);
  assert(built.ok, 'a query can be written');
  const { raw } = built.value;
  const names = company.chance.hit([1, 2], purposes.variant, entry.id) ? 'latest' : 'event';
  const bytes = bytesOf({ raw, attached: personSigns(person, raw, names) }, formOf(scene, entry.id));
  stage.send({ from: person.node, to: entry.to, bytes, source: 'remote', note: `qry ${entry.of}` });
  return true;
}
