/**
 * Builders of key events and receipts.
 *
 * Source: keripy.md 1.5, 1.6 (M-8, M-18…M-20); K-109…K-127. KERIpy: incept, delcept, rotate, deltate,
 * interact, receipt.
 */
import type { Fault } from '../cesr/fault.ts';
import { formatSn } from '../cesr/number.ts';
import type { Sn } from '../cesr/qualified.ts';
import { err, ok, type Result } from '../std/result.ts';
import { ampleToad, majorityOf, nextMajorityOf } from './ample.ts';
import { type FieldValues, madeAs, makeMessage, type Making, writerRules } from './build.ts';
import { type EstablishmentPlan, witnessesAfter, writerRows } from './build-rules.ts';
import { faultOf, firstFormFault } from './form.ts';
import type { Json } from './json.ts';
import { formatThreshold, type Threshold } from './threshold.ts';
import type { Inception, Interaction, KeyEvent, Receipt, Rotation } from './types.ts';

/** Keys to come into force. An undefined threshold is a majority, an undefined toad is ample. */
type KeysPlan = {
  readonly keys: readonly string[];
  readonly signingThreshold: Threshold | undefined;
  readonly nextKeyDigests: readonly string[];
  readonly nextThreshold: Threshold | undefined;
  readonly toad: number | undefined;
  readonly anchors: readonly Json[];
};

export type InceptionPlan = KeysPlan & {
  readonly witnesses: readonly string[];
  readonly traits: readonly string[];
  /** Makes the event a delegated inception. */
  readonly delegator: string | undefined;
  /** Whether the identifier is the single key itself or the SAID of the event. */
  readonly identifier: 'basic' | 'self-addressing';
};

/** The inception (`icp`, or `dip` with a delegator) of a new identifier. */
export function buildInception(plan: InceptionPlan, making: Making): Result<Inception, Fault> {
  const common = establishmentFields(plan, { witnessesBefore: [], cuts: [], adds: plan.witnesses });
  if (!common.ok) return common;
  const { witnesses, traits, delegator, identifier } = plan;
  const isBasic = identifier === 'basic' && delegator === undefined;
  const fields = {
    d: '',
    i: isBasic ? (plan.keys[0] ?? '') : '',
    s: '0',
    ...common.value,
    b: witnesses,
    c: traits,
  };
  const { saidCode } = making;
  const saids = isBasic
    ? ([['d', saidCode]] as const)
    : ([
        ['d', saidCode],
        ['i', saidCode],
      ] as const);
  const ilk = delegator === undefined ? 'icp' : 'dip';
  return eventAs(
    isInception,
    makeMessage(ilk, delegator === undefined ? fields : { ...fields, di: delegator }, saids, making),
  );
}

export type RotationPlan = KeysPlan & {
  readonly prefix: string;
  readonly sn: Sn;
  readonly prior: string;
  /** True for `drt`. */
  readonly delegated: boolean;
  readonly witnessesBefore: readonly string[];
  readonly cuts: readonly string[];
  readonly adds: readonly string[];
  /** Version 2 alone. */
  readonly traits: readonly string[];
};

/** The rotation (`rot` or `drt`) of an identifier. */
export function buildRotation(plan: RotationPlan, making: Making): Result<Rotation, Fault> {
  const common = establishmentFields(plan, plan);
  if (!common.ok) return common;
  const { prefix, sn, prior, cuts, adds, traits } = plan;
  const fields = {
    d: '',
    i: prefix,
    s: formatSn(sn),
    p: prior,
    ...common.value,
    br: cuts,
    ba: adds,
    c: traits,
  };
  return eventAs(
    isRotation,
    makeMessage(plan.delegated ? 'drt' : 'rot', fields, [['d', making.saidCode]], making),
  );
}

export type InteractionPlan = {
  readonly prefix: string;
  readonly sn: Sn;
  readonly prior: string;
  readonly anchors: readonly Json[];
};

/** The interaction of an identifier. */
export function buildInteraction(
  { prefix, sn, prior, anchors }: InteractionPlan,
  making: Making,
): Result<Interaction, Fault> {
  const fields = { d: '', i: prefix, s: formatSn(sn), p: prior, a: anchors };
  return eventAs(isInteraction, makeMessage('ixn', fields, [['d', making.saidCode]], making));
}

/** The receipt of an event. Nothing is digested: the SAID is that of the event. M-20. */
export function buildReceipt(
  { prefix, sn, said }: Pick<KeyEvent, 'prefix' | 'sn' | 'said'>,
  making: Making,
): Result<Receipt, Fault> {
  return madeAs('receipt', makeMessage('rct', { d: said, i: prefix, s: formatSn(sn) }, [], making));
}

type WitnessChange = Pick<EstablishmentPlan, 'witnessesBefore' | 'cuts' | 'adds'>;

function establishmentFields(
  plan: KeysPlan,
  { witnessesBefore, cuts, adds }: WitnessChange,
): Result<FieldValues, Fault> {
  const { keys, nextKeyDigests, anchors } = plan;
  const change = { witnessesBefore, cuts, adds };
  const signingThreshold = plan.signingThreshold ?? majorityOf(keys.length);
  const nextThreshold = plan.nextThreshold ?? nextMajorityOf(nextKeyDigests.length);
  const toad = plan.toad ?? ampleToad(witnessesAfter(change).length);
  const fault = firstFormFault(writerRows, {
    ...change,
    signingThreshold,
    nextThreshold,
    nextCount: nextKeyDigests.length,
    toad,
  });
  if (fault !== undefined) return err(fault);
  return ok({
    kt: formatThreshold(signingThreshold),
    k: keys,
    nt: formatThreshold(nextThreshold),
    n: nextKeyDigests,
    bt: toad.toString(16),
    a: anchors,
  });
}

/** The event when it is of the kind that was built, which it always is. */
function eventAs<E extends KeyEvent>(
  isIt: (event: KeyEvent) => event is E,
  made: ReturnType<typeof makeMessage>,
): Result<E, Fault> {
  const event = madeAs('key-event', made);
  if (!event.ok) return event;
  return isIt(event.value) ? ok(event.value) : err(faultOf(writerRules.typed, { field: 't' }));
}

const isInception = (event: KeyEvent): event is Inception => event.ilk === 'icp' || event.ilk === 'dip';
const isRotation = (event: KeyEvent): event is Rotation => event.ilk === 'rot' || event.ilk === 'drt';
const isInteraction = (event: KeyEvent): event is Interaction => event.ilk === 'ixn';
