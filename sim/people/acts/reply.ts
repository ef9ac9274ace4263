/** `reply`: an end role or a location of an AID, given or taken back, at a time of its author's choice. */
import { buildReply } from '../../../kernel/event/build-routed.ts';
import { mapOf } from '../../../kernel/event/json.ts';
import type { JsonMap } from '../../../kernel/event/json.ts';
import { assert } from '../../../kernel/std/assert.ts';
import type { HumanEntry } from '../../plan.ts';
import type { Person } from '../company.ts';
import { formOf, purposes, readyPerson, sendAll } from '../scene.ts';
import type { Scene } from '../scene.ts';
import { personSigns, timeText } from '../voice.ts';
import { bytesOf } from '../wording.ts';

type Entry = Extract<HumanEntry, { readonly do: 'reply' }>;

const keptMax = 7;

/** Sends the reply. */
export function actReply(scene: Scene, entry: Entry): boolean {
  const person = readyPerson(scene, entry.aid);
  if (person === undefined) return false;
  const { desk, chance } = scene.company;
  const dt = timeText(momentOf(scene, person, entry), entry.offset);
  const built = buildReply({ ...contentOf(scene, person, entry), dt, sender: undefined }, desk.making);
  assert(built.ok, 'a reply can be written');
  const { raw } = built.value;
  const names = chance.hit([1, 4], purposes.variant, entry.id) ? 'latest' : 'event';
  const bytes = bytesOf({ raw, attached: personSigns(person, raw, names) }, formOf(scene, entry.id));
  const { replies } = scene.company;
  replies.set(entry.aid, [...(replies.get(entry.aid) ?? []).slice(-keptMax), bytes]);
  sendAll(scene, entry.to, { from: person.node, bytes, source: 'remote', note: `rpy ${entry.aid}` });
  return true;
}

/** The wall time of the author and what the entry adds, or a time near that of the last reply of the record. */
function momentOf({ stage, company }: Scene, person: Person, entry: Entry): bigint {
  const record = `${entry.aid} ${entry.record}`;
  const last = company.replyTimes.get(record);
  const isNear = entry.near !== undefined && last !== undefined;
  const moment = isNear ? last + BigInt(entry.near) : stage.wall(person.node) + BigInt(entry.later);
  if (last !== undefined && moment === last) stage.mark('equal-dt');
  if (last !== undefined && (moment === last + 1n || moment === last - 1n)) stage.mark('microsecond-dt');
  company.replyTimes.set(record, moment);
  return moment;
}

function contentOf(
  { company }: Scene,
  person: Person,
  { record, cut, id }: Entry,
): { readonly route: string; readonly data: JsonMap } {
  if (record === 'end-role') {
    const data = mapOf(['cid', person.prefix], ['role', 'agent'], ['eid', company.nodePrefix(person.node)]);
    return { route: `/end/role/${cut ? 'cut' : 'add'}`, data };
  }
  const url = cut ? '' : `http://${person.aid}.example:${String(5000 + id)}/`;
  return {
    route: '/loc/scheme',
    data: mapOf(['eid', person.prefix], ['scheme', 'http'], ['url', url]),
  };
}
