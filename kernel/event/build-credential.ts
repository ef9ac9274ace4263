/**
 * The builder of ACDC credentials.
 *
 * Source: keripy.md 1.2. KERIpy: `vc.proving.credential`.
 */
import type { Fault } from '../cesr/fault.ts';
import { err, type Result } from '../std/result.ts';
import { madeAs, makeMessage, type Making, writerRules } from './build.ts';
import { faultOf } from './form.ts';
import { isMap, type Json, type JsonEntry, type JsonMap, textOf, valueOf } from './json.ts';
import { saidify } from './saidify.ts';
import type { Credential } from './types.ts';

export type CredentialPlan = {
  readonly issuer: string;
  /** SAID of the schema. */
  readonly schema: string;
  /** What is attested, `dt` among it. */
  readonly attributes: JsonMap;
  readonly recipient: string | undefined;
  /** Identifier of the registry; undefined for a credential that is never revoked. */
  readonly registry: string | undefined;
  /** Nonces that blind the credential and its attributes; undefined for a public one. */
  readonly blinding: { readonly credential: string; readonly attributes: string } | undefined;
  readonly edges: Json | undefined;
  readonly rules: Json | undefined;
};

/** The credential, whose attribute block has a SAID of its own. */
export function buildCredential(plan: CredentialPlan, making: Making): Result<Credential, Fault> {
  const { saidCode, algorithms, serialization } = making;
  if (serialization === 'CESR')
    return err(faultOf(writerRules.writable, { field: 'v', facts: 'credentials are maps' }));
  const saidifying = { label: 'd', code: saidCode, serialization, digest: algorithms.digest };
  const subject = saidify(subjectOf(plan), saidifying);
  if (!subject.ok) return err(faultOf(writerRules.writable, { field: 'a', facts: subject.error }));
  const fields = Object.fromEntries([
    ['d', ''],
    ...present('u', plan.blinding?.credential),
    ['i', plan.issuer],
    ...present('ri', plan.registry),
    ['s', plan.schema],
    ['a', subject.value.map],
    ...present('e', plan.edges),
    ...present('r', plan.rules),
  ]);
  return madeAs('credential', makeMessage('acdc', fields, [['d', saidCode]], making));
}

/** The attribute block: SAID, nonce, recipient, time, then the rest in order. */
function subjectOf({ attributes, recipient, blinding }: CredentialPlan): JsonMap {
  const dt = valueOf(attributes, 'dt');
  const own: readonly JsonEntry[] = [
    ['d', ''],
    ...present('u', blinding?.attributes),
    ...present('i', recipient),
    ...present('dt', dt),
  ];
  const taken = new Map(own);
  const given = new Map(attributes.entries);
  const first = own.map(
    ([label, value]): JsonEntry => [label, label === 'd' ? value : (given.get(label) ?? value)],
  );
  return { entries: [...first, ...attributes.entries.filter(([label]) => !taken.has(label))] };
}

function present(label: string, value: Json | undefined): readonly JsonEntry[] {
  return value === undefined ? [] : [[label, value]];
}

/** The SAID of the attribute block of a credential; undefined when it has none. */
export function subjectSaidOf({ fields }: Credential): string | undefined {
  const attributes = valueOf(fields, 'a');
  return isMap(attributes) ? textOf(attributes, 'd') : undefined;
}
