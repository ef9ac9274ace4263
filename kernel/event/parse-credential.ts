/**
 * Bodies of ACDC credentials: the SAID and the few fields that registries and verifiers go by.
 *
 * Source: keripy.md 1.2 (M-6). What a schema says of the rest is not checked here.
 */
import type { Fault } from '../cesr/fault.ts';
import type { Prefix, Said } from '../cesr/qualified.ts';
import type { Algorithms } from '../crypto/algorithm.ts';
import { err, ok, type Result } from '../std/result.ts';
import { type Body, envelopeOf } from './body.ts';
import { bodyRules } from './body-rules.ts';
import { fieldsReader, prefixField, saidField, textField } from './fields.ts';
import { faultOf } from './form.ts';
import { textOf } from './json.ts';
import { isSaidOf } from './said-check.ts';
import type { Credential } from './types.ts';

const readFields = fieldsReader<{ readonly said: Said; readonly issuer: Prefix; readonly schema: string }>({
  said: ['d', saidField],
  issuer: ['i', prefixField],
  schema: ['s', textField],
});

/** The credential in a body of protocol ACDC. */
export function parseCredential(body: Body, algorithms: Algorithms): Result<Credential, Fault> {
  const fields = readFields(body.map);
  if (!fields.ok) return fields;
  const { said } = fields.value;
  if (!isSaidOf(said, body.raw, 1, algorithms)) return err(faultOf(bodyRules.said, { field: 'd' }));
  return ok({
    kind: 'credential',
    ...envelopeOf(body),
    ...fields.value,
    registry: textOf(body.map, 'ri'),
    fields: body.map,
  });
}
