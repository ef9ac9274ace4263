/** Planted bugs of what an event must be and where it may stand: I-01 to I-08. Source: dst.md 4. */
import type { Mutant } from './mutant.ts';

export const eventMutants: readonly Mutant[] = [
  {
    id: 'I-01',
    name: 'said-of-reserialised',
    says: 'Bodies may hold spaces, and the SAID is checked over the body as it would be written without them, not over the bytes that came.',
    expected: ['SaidBindsBytes'],
    profile: 'rare',
    patches: [
      {
        file: 'kernel/event/body.js',
        find: 'const decoded = decodeBody(framed);',
        replace:
          'const decoded = decodeBody({ ...framed, raw: mutated(framed.raw.filter((byte, at) => byte !== 0x20 || framed.raw[at - 1] !== 0x2c)) });',
      },
      {
        file: 'kernel/event/said-check.js',
        find: 'return checkSaid(raw, places, said, algorithms.digest);',
        replace:
          'if (checkSaid(raw, places, said, algorithms.digest)) return true; const compact = raw.filter((byte, at) => byte !== 0x20 || raw[at - 1] !== 0x2c); compact.set([...compact.length.toString(16).padStart(6, "0")].map((digit) => digit.charCodeAt(0)), 16); const found = []; for (let left = times; left > 0; left--) { const place = findText(compact, said, found[0]?.end ?? 0); if (place === undefined) return false; found.push(place); } return mutated(checkSaid(compact, found, said, algorithms.digest));',
      },
    ],
  },
  {
    id: 'I-01',
    name: 'kept-bytes-differ',
    says: 'An accepted event is kept without its last byte, as one that was serialised anew.',
    expected: ['SaidBindsBytes', 'EscrowVerified'],
    patches: [
      {
        file: 'kernel/rules/admission.js',
        find: '    return {\n        event,\n        fn: at.fn,',
        replace:
          '    return {\n        event: mutated({ ...event, raw: event.raw.slice(0, -1) }),\n        fn: at.fn,',
      },
    ],
  },
  {
    id: 'I-01',
    name: 'reply-bytes-differ',
    says: 'An accepted reply is kept without its last byte.',
    expected: ['SaidBindsBytes'],
    patches: [
      {
        file: 'kernel/rules/replies.js',
        find: 'const stored = { reply: message, attachments: good, at, signedAtSn };',
        replace:
          'const stored = { reply: mutated({ ...message, raw: message.raw.slice(0, -1) }), attachments: good, at, signedAtSn };',
      },
    ],
  },
  {
    id: 'I-02',
    name: 'gaps-are-taken',
    says: 'A rotation ahead of the log is admitted at once.',
    expected: ['SnContiguous', 'EscrowVerified', 'TotalFunction'],
    patches: [
      {
        file: 'kernel/rules/key-events.js',
        find: "return ahead(view, arrival, 'ahead-of-log');",
        replace:
          "return message.ilk === 'ixn' ? ahead(view, arrival, 'ahead-of-log') : mutated(admit(view, arrival, { base: head, supersedes: undefined }));",
      },
    ],
  },
  {
    id: 'I-03',
    name: 'prior-not-compared',
    says: 'An event of the next number is admitted whatever its prior is.',
    expected: ['PriorChained', 'EscrowVerified'],
    profile: 'attack',
    patches: [
      {
        file: 'kernel/rules/key-events.js',
        find: '? withoutPrior(view, arrival, message, head)',
        replace: '? mutated(admit(view, arrival, { base: head, supersedes: undefined }))',
      },
    ],
  },
  {
    id: 'I-04',
    name: 'prefix-not-derived',
    says: 'That an identifier is the SAID of its inception is not checked.',
    expected: ['PrefixBound', 'SaidBindsBytes'],
    profile: 'rare',
    patches: [
      {
        file: 'kernel/event/key-event-rules.js',
        find: "at('i', isSelfAddressing(prefix) && String(prefix) !== String(said))",
        replace: "at('i', mutated(false))",
      },
    ],
  },
  {
    id: 'I-05',
    name: 'second-inception',
    says: 'A second inception of a log takes the place of the first.',
    expected: ['OneInception', 'PrefixBound', 'DuplicityKept', 'SaidBindsBytes'],
    profile: 'attack',
    patches: [
      {
        file: 'kernel/event/key-event-rules.js',
        find: "at('i', isSelfAddressing(prefix) && String(prefix) !== String(said))",
        replace: "at('i', mutated(false))",
      },
      {
        file: 'kernel/rules/key-events.js',
        find: 'return contest(view, arrival, undefined);',
        replace: 'return mutated(admit(view, arrival, { base: undefined, supersedes: undefined }));',
      },
    ],
  },
  {
    id: 'I-06',
    name: 'closed-at-inception-only',
    says: 'Whether a log is closed is asked of its inception alone.',
    expected: ['Terminal'],
    profile: 'rare',
    patches: [
      {
        file: 'kernel/rules/standing.js',
        find: 'when(base !== undefined && base.nextKeyDigests.length === 0)',
        replace:
          'when(base !== undefined && base.nextKeyDigests.length === 0 && mutated(base.establishmentSn === 0n))',
      },
    ],
  },
  {
    id: 'I-07',
    name: 'traits-of-the-latest',
    says: 'Trait EO is read from the latest establishment event.',
    expected: ['TraitsHonoured'],
    profile: 'rare',
    patches: [
      {
        file: 'kernel/rules/standing.js',
        find: "base !== undefined && base.traits.includes('EO')",
        replace: "base !== undefined && base.traits.includes('EO') && mutated(base.establishmentSn === 0n)",
      },
    ],
  },
  {
    id: 'I-07',
    name: 'everybody-delegates',
    says: 'Trait DND of a delegator is not looked at.',
    expected: ['TraitsHonoured'],
    profile: 'delegation',
    patches: [
      {
        file: 'kernel/rules/standing.js',
        find: "when(delegatorTraits.includes('DND'))",
        replace: 'when(mutated(false))',
      },
    ],
  },
  {
    id: 'I-08',
    name: 'numbers-as-doubles',
    says: 'Sequence numbers are read as numbers of 53 bits.',
    expected: ['BigSn'],
    patches: [
      {
        file: 'kernel/cesr/number.js',
        find: 'return ok(BigInt(`0x${text}`));',
        replace: 'return ok(mutated(BigInt(Number(`0x${text}`))));',
      },
    ],
  },
];
