/**
 * I-11 KeyStateIsFold: the key state that a node claims is what its events come to, by a second fold.
 *
 * Source: dst.md 4; K-207; keripy.md 3.5 (U-16). Looks at what is stored with each event, at the key state of each
 * acceptance where it is told, and at what a node says when it opens and at rest.
 */
import type { Said } from '../../kernel/cesr/qualified.ts';
import type { Threshold } from '../../kernel/event/threshold.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import type { Standing as Claimed, StoredEvent } from '../../kernel/state/stored.ts';
import { sightOf } from '../arriving.ts';
import type { NodeBook, Standing } from '../book.ts';
import type { Judge, Probe, SeenOpening, Verdict, World } from '../judge.ts';
import { isOwnStore } from '../openings.ts';
import { verdictOf } from '../verdict.ts';

export const keyStateIsFold: Judge = {
  id: 'I-11',
  name: 'KeyStateIsFold',
  says: 'a key state is what the events of the trunk come to, folded a second time',
  source: 'dst.md 4; K-207; keripy.md 3.5 (U-16)',
  when: ['step', 'recovery', 'rest'],
  needs: 'log',
  open: (given) => {
    const sight = sightOf(given);
    return {
      entry: (seen) => {
        const accepted = sight(seen);
        if (accepted?.standing === undefined) return undefined;
        const { entry, standing, book } = accepted;
        const { stored, state } = entry;
        const wrong =
          wrongInStore(stored, standing) ??
          (state === undefined
            ? undefined
            : wrongInState(state, { standing, event: stored.event, fn: stored.fn, at: stored.at }, book));
        return verdictOf(
          wrong === undefined ? undefined : `after ${stored.event.said} ${wrong} is not the fold`,
        );
      },
      opening: judgeOpening,
      rest: judgeRest,
    };
  },
};

/** What the fold of a log ends with. */
type Folded = {
  readonly standing: Standing;
  readonly event: KeyEvent;
  readonly fn: bigint;
  readonly at: bigint;
};

function wrongInStore({ establishment, standing, event }: StoredEvent, folded: Standing): string | undefined {
  if (establishment.said !== folded.establishmentSaid || establishment.sn !== folded.establishmentSn)
    return 'the establishment event';
  if ((standing === undefined) !== (event.ilk === 'ixn')) return 'what is stored in force';
  return standing === undefined ? undefined : wrongInClaim(standing, folded);
}

function wrongInClaim(claimed: Claimed, folded: Standing): string | undefined {
  if (!equalTexts(claimed.witnesses, folded.witnesses)) return 'the list of witnesses';
  if (!equalTexts(claimed.traits, folded.traits)) return 'the list of traits';
  return claimed.delegator === folded.delegator ? undefined : 'the delegator';
}

/** The first thing of a claimed key state that the fold has otherwise. */
function wrongInState(state: KeyState, folded: Folded, book: NodeBook): string | undefined {
  const { event, standing } = folded;
  if (state.prefix !== event.prefix || state.sn !== event.sn || state.said !== event.said)
    return 'the latest event';
  if (state.prior !== ('prior' in event ? event.prior : undefined)) return 'the prior';
  if (state.ilk !== event.ilk || state.fn !== folded.fn || state.at !== folded.at)
    return 'what is said of the latest event';
  if (!equalTexts(state.version.map(String), event.version.map(String))) return 'the version';
  return wrongInEstablishment(state, standing) ?? wrongInChanges(state, event, book);
}

function wrongInEstablishment(state: KeyState, standing: Standing): string | undefined {
  if (
    state.establishmentSn !== standing.establishmentSn ||
    state.establishmentSaid !== standing.establishmentSaid
  )
    return 'the establishment event';
  if (!equalTexts(state.keys, standing.keys)) return 'the list of keys';
  if (!equalThresholds(state.signingThreshold, standing.signingThreshold)) return 'the signing threshold';
  if (!equalTexts(state.nextKeyDigests, standing.nextKeyDigests)) return 'the list of next keys';
  if (!equalThresholds(state.nextThreshold, standing.nextThreshold)) return 'the next threshold';
  if (state.toad !== standing.toad) return 'the witness threshold';
  return wrongInClaim(state, standing);
}

/** Cuts and adds shown are those of the establishment event. */
function wrongInChanges(state: KeyState, event: KeyEvent, book: NodeBook): string | undefined {
  const establishment = event.ilk === 'ixn' ? book.event(state.establishmentSaid)?.event : event;
  const [cuts, adds] =
    establishment !== undefined && 'cuts' in establishment
      ? [establishment.cuts, establishment.adds]
      : [[], []];
  if (!equalTexts(state.cuts, cuts)) return 'the list of witnesses cut';
  return equalTexts(state.adds, adds) ? undefined : 'the list of witnesses added';
}

function equalTexts(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((text, at) => text === b[at]));
}

function equalThresholds(a: Threshold, b: Threshold): boolean {
  return a === b || thresholdText(a) === thresholdText(b);
}

function thresholdText(threshold: Threshold): string {
  if (threshold.kind === 'number') return threshold.count.toString(16);
  const shares = threshold.clauses.map((clause) =>
    clause.map((weight) => {
      const inner = weight.kind === 'single' ? [] : weight.inner;
      return [weight.weight, ...inner].map((of) => `${of.numerator}/${of.denominator}`).join('+');
    }),
  );
  return shares.map((clause) => clause.join()).join(';');
}

/** What a node claims of every log that nothing came to beside what it had acknowledged. */
function judgeOpening(seen: SeenOpening): Verdict {
  const { probe, book } = seen;
  if (!isOwnStore(seen)) return undefined;
  const changed = new Set<string>();
  for (const { entry } of probe.entries(book.count()))
    if (entry.kind === 'append-event') changed.add(entry.stored.event.prefix);
  return judgeClaims(probe.keyState, book, changed);
}

function judgeRest({ members }: World): Verdict {
  let verdict: Verdict;
  for (const { probe, book, isHonest } of members) {
    if (probe === undefined || !isHonest) continue;
    const claims = judgeClaims(probe.keyState, book, new Set());
    if (claims !== undefined && claims !== 'holds') return { broken: `${probe.node}: ${claims.broken}` };
    verdict = claims ?? verdict;
  }
  return verdict;
}

/** Whether the key states claimed of all logs but those passed over are the fold. */
export function judgeClaims(
  keyState: Probe['keyState'],
  book: NodeBook,
  passedOver: ReadonlySet<string>,
): Verdict {
  let verdict: Verdict;
  for (const { prefix, trunk } of book.aids()) {
    const head = trunk.at(-1);
    if (head === undefined || passedOver.has(prefix)) continue;
    const state = keyState(prefix);
    if (state === undefined) return verdictOf(`no key state is known of ${prefix}`);
    const wrong = wrongInState(state, head, book);
    const said: Said = head.event.said;
    if (wrong !== undefined) return verdictOf(`of ${prefix} at ${said} ${wrong} is not the fold`);
    verdict = 'holds';
  }
  return verdict;
}
