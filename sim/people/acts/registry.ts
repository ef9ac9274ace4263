/** `registry`: an AID opens a registry of credentials, issues one, or revokes it; each with its seal. */
import type { Attachments, EventReference } from '../../../kernel/cesr/attachments.ts';
import { parsePrefix } from '../../../kernel/cesr/identifiers.ts';
import { encodePrimitive } from '../../../kernel/cesr/primitive.ts';
import { buildCredential } from '../../../kernel/event/build-credential.ts';
import {
  buildIssuance,
  buildRegistryInception,
  buildRevocation,
} from '../../../kernel/event/build-registry.ts';
import { mapOf } from '../../../kernel/event/json.ts';
import type { Credential, RegistryEvent } from '../../../kernel/event/types.ts';
import { assert } from '../../../kernel/std/assert.ts';
import { asciiBytes } from '../../../kernel/std/bytes.ts';
import type { Result } from '../../../kernel/std/result.ts';
import type { HumanEntry } from '../../plan.ts';
import { interact, sealOf } from '../author.ts';
import { headOf } from '../company.ts';
import type { Company, Person, Registry } from '../company.ts';
import { publish } from '../publish.ts';
import { formOf, readyPerson, sendAll } from '../scene.ts';
import type { Scene } from '../scene.ts';
import { timeText } from '../voice.ts';
import { bytesOf } from '../wording.ts';

type Entry = Extract<HumanEntry, { readonly do: 'registry' }>;

/** What is to be sealed and told, and the registry after it. */
type Made = {
  readonly event: RegistryEvent;
  readonly credential: Credential | undefined;
  readonly after: Registry;
};

const schema = 'EBfdlu8R27Fbx-ehrqwImnK-8Cm79sqbAQ4MmvEAYqao';

/** Publishes the seal, and tells the event of the registry. */
export function actRegistry(scene: Scene, entry: Entry): boolean {
  const { company } = scene;
  const person = readyPerson(scene, entry.aid);
  if (person === undefined || person.isAlarmed) return false;
  const head = headOf(person);
  if (head.after.traits.includes('EO') || head.after.nextKeys.length === 0) return false;
  const made = make(scene, person, entry);
  if (made === undefined) return false;
  const sealing = interact(company.desk, head, [sealOf(made.event)]);
  publish(scene, person, sealing, { entry: entry.id, spreading: 'whole' });
  company.registries.set(entry.aid, made.after);
  tell(scene, person, made, { entry, anchor: sealing.event });
  return true;
}

function make(scene: Scene, person: Person, entry: Entry): Made | undefined {
  const { company } = scene;
  const registry = company.registries.get(person.aid);
  if (entry.act === 'open') return registry === undefined ? open(company, person, entry) : undefined;
  if (registry === undefined) return undefined;
  const dt = timeText(scene.stage.wall(person.node), '+00:00');
  if (entry.act === 'issue') return issue(company, person, { registry, dt, number: entry.id });
  return revoke(company, registry, dt);
}

function open({ desk }: Company, { prefix, aid }: Person, { id }: Entry): Made {
  const named = desk.making.algorithms.digest('blake3-256', asciiBytes(`${aid}/${String(id)}`));
  const nonce = encodePrimitive('0A', { raw: named.subarray(0, 16) });
  const event = given(
    buildRegistryInception({ issuer: prefix, traits: ['NB'], backers: [], toad: 0, nonce }, desk.making),
  );
  return { event, credential: undefined, after: { prefix: event.prefix, issued: undefined } };
}

type Issuing = { readonly registry: Registry; readonly dt: string; readonly number: number };

function issue({ desk }: Company, { prefix }: Person, { registry, dt, number }: Issuing): Made | undefined {
  if (registry.issued !== undefined) return undefined;
  const credential = given(
    buildCredential(
      {
        issuer: prefix,
        schema,
        attributes: mapOf(['number', { lexeme: String(number) }]),
        recipient: undefined,
        registry: registry.prefix,
        blinding: undefined,
        edges: undefined,
        rules: undefined,
      },
      desk.making,
    ),
  );
  const name = credential.said;
  const event = given(buildIssuance({ credential: name, registry: registry.prefix, dt }, desk.making));
  return { event, credential, after: { ...registry, issued: { credential: name, said: event.said } } };
}

function revoke({ desk }: Company, registry: Registry, dt: string): Made | undefined {
  if (registry.issued === undefined) return undefined;
  const { credential, said } = registry.issued;
  const event = given(
    buildRevocation({ credential, registry: registry.prefix, dt, prior: said }, desk.making),
  );
  return { event, credential: undefined, after: { ...registry, issued: undefined } };
}

function given<T>(built: Result<T, unknown>): T {
  assert(built.ok, 'an event of a registry can be written');
  return built.value;
}

type Telling = { readonly entry: Entry; readonly anchor: EventReference };

function tell(scene: Scene, person: Person, { event, credential }: Made, { entry, anchor }: Telling): void {
  const form = formOf(scene, entry.id);
  const { sn, said } = anchor;
  const note = `${event.ilk} ${entry.aid}`;
  const delivery = { from: person.node, source: 'remote', note } as const;
  const bytes = bytesOf({ raw: event.raw, attached: { sealSources: [{ sn, said }] } }, form);
  scene.stage.give({ ...delivery, to: person.node, bytes, source: 'local' });
  sendAll(scene, entry.to, { ...delivery, bytes });
  if (credential === undefined) return;
  const body = bytesOf({ raw: credential.raw, attached: issuedBy(event) }, form);
  sendAll(scene, entry.to, { ...delivery, bytes: body, note: `acdc ${entry.aid}` });
}

/** The issuance that a credential points to. */
function issuedBy({ prefix, sn, said }: RegistryEvent): Partial<Attachments> {
  const log = parsePrefix(prefix);
  return log.ok ? { sealTriples: [{ prefix: log.value, sn, said }] } : {};
}
