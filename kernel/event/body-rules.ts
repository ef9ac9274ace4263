/**
 * Form rules of any body: that it decodes, is canonical, names a known protocol and type, has its
 * labels in order, and that its SAID is the digest of it.
 *
 * Source: C-093…C-112; K-026…K-047, K-109…K-139, K-184…K-186; keripy.md M-3, M-6, M-11, M-13.
 */
import type { FormRule } from './form.ts';

const validation = 'ValidationError';

export const bodyRules = {
  decodes: {
    id: 'BODY-DECODES',
    source: 'C-095, C-111, M-11',
    code: 'undecodable-body',
    keripy: 'DeserializeError',
    says: 'the body is one map in the serialization that its version string names',
  },
  canonical: {
    id: 'BODY-CANONICAL',
    source: 'K-030, C-110, C-111, M-11, M-12, D-17',
    code: 'not-canonical',
    keripy: validation,
    says: 'writing the body again gives the received bytes',
  },
  version: {
    id: 'BODY-VERSION',
    source: 'K-031, C-093, C-098, M-1',
    code: 'bad-version-string',
    keripy: 'VersionError',
    says: 'the version string is the value of the first field, `v`, and gives the size of the body',
  },
  supported: {
    id: 'BODY-SUPPORTED',
    source: 'K-033, K-036, K-037, M-3, M-4',
    code: 'unsupported-version',
    keripy: 'VersionError',
    says: 'the protocol version is 1.0 or 2.0',
  },
  protocol: {
    id: 'BODY-PROTOCOL',
    source: 'K-032, K-039, M-3',
    code: 'unknown-protocol',
    keripy: 'ProtocolError',
    says: 'the protocol is KERI for messages with a type and ACDC for credentials',
  },
  type: {
    id: 'BODY-TYPE',
    source: 'K-040…K-043',
    code: 'unknown-message-type',
    keripy: validation,
    says: 'the message type is one of the protocol version',
  },
  missing: {
    id: 'LABELS-ALL',
    source: 'K-028, M-6',
    code: 'missing-field',
    keripy: 'MissingFieldError',
    says: 'every field of the message type is present',
  },
  extra: {
    id: 'LABELS-ONLY',
    source: 'K-110, K-117, K-124, K-139, M-6',
    code: 'extra-field',
    keripy: validation,
    says: 'no field is present that the message type does not have',
  },
  order: {
    id: 'LABELS-ORDER',
    source: 'K-026, K-027, K-029, M-6',
    code: 'field-order',
    keripy: 'MissingFieldError',
    says: 'fields stand in the order of the message type',
  },
  said: {
    id: 'SAID',
    source: 'K-046, C-106…C-109',
    code: 'said-mismatch',
    keripy: validation,
    says: 'the SAID is the digest of the body by the algorithm of its code',
  },
} as const satisfies { readonly [name: string]: FormRule };
