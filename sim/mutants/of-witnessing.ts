/** Planted bugs of witnesses, receipts and sources: I-13 to I-18. Source: dst.md 4. */
import type { Mutant } from './mutant.ts';

export const witnessingMutants: readonly Mutant[] = [
  {
    id: 'I-13',
    name: 'one-receipt-short',
    says: 'One receipt fewer than the threshold is enough.',
    expected: ['WitnessThreshold'],
    patches: [
      {
        file: 'kernel/rules/acceptance.js',
        find: 'witnessing.indices.size >= witnessing.toad',
        replace: 'witnessing.indices.size >= mutated(witnessing.toad - 1)',
      },
    ],
  },
  {
    id: 'I-13',
    name: 'receipts-of-anybody',
    says: 'A receipt of anybody counts as one of a witness.',
    expected: ['WitnessThreshold', 'ReceiptBinds'],
    profile: 'attack',
    patches: [
      {
        file: 'kernel/evidence/evidence.js',
        find: 'indices.add(witnesses.indexOf(prefix));',
        replace:
          'indices.add(witnesses.indexOf(prefix)); for (const { prefix } of endorsements) indices.add(mutated(prefix));',
      },
    ],
  },
  {
    id: 'I-13',
    name: 'cut-witnesses-count',
    says: 'A receipt of a witness that the rotation cuts counts.',
    expected: ['WitnessThreshold'],
    profile: 'rare',
    patches: [
      {
        file: 'kernel/evidence/evidence.js',
        find: 'indices.add(witnesses.indexOf(prefix));',
        replace:
          'indices.add(witnesses.indexOf(prefix)); for (const { prefix } of endorsements) if (what.base?.witnesses.includes(prefix) === true) indices.add(mutated(prefix));',
      },
    ],
  },
  {
    id: 'I-14',
    name: 'added-in-front',
    says: 'Added witnesses stand before those that were kept.',
    expected: ['WitnessDerivation', 'KeyStateIsFold'],
    patches: [
      {
        file: 'kernel/state/evolve.js',
        find: 'return [...kept, ...adds.filter((witness) => !kept.includes(witness))];',
        replace: 'return mutated([...adds.filter((witness) => !kept.includes(witness)), ...kept]);',
      },
    ],
  },
  {
    id: 'I-14',
    name: 'recovery-keeps-witnesses',
    says: 'A recovery changes no witnesses, as in KERIpy.',
    expected: ['WitnessDerivation', 'WitnessThreshold', 'KeyStateIsFold'],
    patches: [
      {
        file: 'kernel/rules/admission.js',
        find: 'const stored = storedOf(view, arrival, evidence, { base: place.base, fn });',
        replace:
          'const made = storedOf(view, arrival, evidence, { base: place.base, fn }); const kept = place.base?.witnesses ?? []; const isFit = kept.length === 0 ? event.toad === 0 : event.toad > 0 && event.toad <= kept.length; const stored = place.supersedes === undefined || !isFit ? made : mutated({ ...made, standing: { ...made.standing, witnesses: kept } });',
      },
    ],
    profile: 'rare',
  },
  {
    id: 'I-15',
    name: 'signs-then-stores',
    says: 'A witness signs what it is given before its node has stored it.',
    expected: ['HonestWitnessOnce'],
    patches: [
      {
        file: 'sim/people/telling.js',
        find: "if (lie === 'sign-both' || lie === 'sign-unstored') {",
        replace: 'if (mutated(true)) {',
      },
    ],
  },
  {
    id: 'I-15',
    name: 'witness-signs-what-lost',
    says: 'A witness is asked to sign a version that lost, once it is fully signed.',
    expected: ['HonestWitnessOnce', 'Idempotent', 'LocalityHonoured'],
    patches: [
      {
        file: 'kernel/rules/contest.js',
        find: "sends: [...step.sends, { kind: 'duplicity', prefix, sn, said, against }],",
        replace:
          "sends: [...step.sends, { kind: 'duplicity', prefix, sn, said, against }, ...mutated([{ kind: 'witness', prefix, sn, said }])],",
      },
    ],
  },
  {
    id: 'I-16',
    name: 'witness-signs-any-version',
    says: 'A witness is asked to sign any version whose controller signed it.',
    expected: ['KawaImmunity', 'HonestWitnessOnce', 'Idempotent', 'LocalityHonoured'],
    patches: [
      {
        file: 'kernel/rules/contest.js',
        find: 'return withEvidence(view, arrival, evidence, step);',
        replace:
          "const more = withEvidence(view, arrival, evidence, step); return { ...more, sends: [...more.sends, ...(evidence.witnessing.witnesses.some(view.receiver.isOwn) ? mutated([{ kind: 'witness', prefix: event.prefix, sn: event.sn, said: event.said }]) : [])] };",
      },
    ],
  },
  {
    id: 'I-17',
    name: 'receipts-by-number',
    says: 'A receipt is kept with the event of its number, whatever its SAID and signature are.',
    expected: ['ReceiptBinds', 'WitnessThreshold'],
    patches: [
      {
        file: 'kernel/rules/receipts.js',
        find: 'const accepted = view.log.event(message.said);',
        replace:
          'const accepted = view.log.event(message.said) ?? mutated(view.log.event(view.log.acceptedAt(message.prefix, message.sn).at(-1) ?? message.said));',
      },
      {
        file: 'kernel/evidence/receipts.js',
        find: 'isSignedBy(couple.prefix, of.raw, couple, algorithms));',
        replace: 'mutated(true));',
      },
    ],
  },
  {
    id: 'I-17',
    name: 'late-signatures-unchecked',
    says: 'Signatures of a controller that come late are kept as they come.',
    expected: ['ReceiptBinds'],
    patches: [
      {
        file: 'kernel/rules/late.js',
        find: 'const good = { ...judged.good, controllerSignatures: signatures.good };',
        replace:
          'const good = { ...judged.good, controllerSignatures: mutated(fresh.controllerSignatures) };',
      },
    ],
  },
  {
    id: 'I-18',
    name: 'source-forgotten',
    says: 'What waited counts as local when it is tried again.',
    expected: ['LocalityHonoured'],
    patches: [
      {
        file: 'kernel/step.js',
        find: 'const { message, attachments, source, sourceId } = waiting;',
        replace: "const { message, attachments, sourceId } = waiting; const source = mutated('local');",
      },
    ],
  },
  {
    id: 'I-18',
    name: 'remote-is-fit',
    says: 'Where an event came from is not looked at.',
    expected: ['LocalityHonoured'],
    patches: [
      {
        file: 'kernel/evidence/evidence.js',
        find: "locality: strict && (isOwn || ownWitness || ownDelegator) ? 'misfit' : 'fit',",
        replace: "locality: mutated('fit'),",
      },
    ],
  },
  {
    id: 'S-6',
    name: 'unwitnessed-is-taken',
    says: 'Receipts are not counted, so whoever hears a forgery first stays with it.',
    expected: ['DivergenceNeedsCause', 'WitnessThreshold', 'Containment'],
    profile: 'attack',
    patches: [
      {
        file: 'kernel/rules/acceptance.js',
        find: 'witnessing.indices.size >= witnessing.toad',
        replace: 'mutated(true)',
      },
    ],
  },
  {
    id: 'S-8',
    name: 'thief-is-believed',
    says: 'Neither receipts nor commitments are looked at, so current keys are enough for everything.',
    expected: ['Containment', 'WitnessThreshold', 'PriorNext', 'DivergenceNeedsCause'],
    profile: 'attack',
    patches: [
      {
        file: 'kernel/rules/acceptance.js',
        find: 'witnessing.indices.size >= witnessing.toad',
        replace: 'mutated(true)',
      },
      {
        file: 'kernel/rules/acceptance.js',
        find: 'fails: ({ priorNext }) => priorNext === undefined',
        replace: 'fails: ({ priorNext }) => mutated(true)',
      },
    ],
  },
];
