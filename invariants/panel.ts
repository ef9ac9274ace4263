/**
 * The panel: shows every observation to the judges that watch for it, keeps the books, and counts who
 * really judged.
 *
 * Source: dst.md 1.2 (count inside the check, and only evaluations that are not vacuous), 4.
 */
import type { NodeBook } from './book.ts';
import { openBook } from './keep-book.ts';
import type { OpenBook } from './keep-book.ts';
import type { Entry } from './entry.ts';
import type {
  Finding,
  Given,
  Judge,
  Monitor,
  NodeId,
  SeenCommit,
  SeenEntry,
  SeenFault,
  SeenOpening,
  SeenSend,
  SeenSigning,
  SeenStep,
  SeenStream,
  Verdict,
  World,
} from './judge.ts';

type Seat = { readonly judge: Judge; readonly monitor: Monitor };

/** How often each judge judged, by name, in the order of the registry. */
export type Judged = readonly (readonly [name: string, count: number])[];

/** What a live node decided. */
export type LiveStep = Omit<SeenStep, 'book'>;

export type Panel = {
  /** An entry of a log, live or read again. The book of its node goes on with it. */
  readonly entry: (node: NodeId, ordinal: number, entry: Entry) => void;
  /** An entry that the book of its node is to know, and that is judged elsewhere. */
  readonly keep: (node: NodeId, ordinal: number, entry: Entry) => void;
  /** A decided and durable command; its log entries are shown by the panel. */
  readonly step: (seen: LiveStep) => void;
  readonly commit: (seen: SeenCommit) => void;
  readonly send: (seen: SeenSend) => void;
  /** A node opened its store again. Entries that nobody had acknowledged are shown after it. */
  readonly opening: (seen: Omit<SeenOpening, 'book'>) => void;
  readonly fault: (seen: SeenFault) => void;
  /** A stream came to its end at a node. */
  readonly stream: (seen: SeenStream) => void;
  /** A key of a key store made a signature. */
  readonly signing: (seen: Omit<SeenSigning, 'book'>) => void;
  readonly rest: (world: World) => void;
  readonly liveness: (world: World) => void;
  readonly end: (world: World) => void;
  readonly book: (node: NodeId) => NodeBook;
  readonly findings: () => readonly Finding[];
  readonly judged: () => Judged;
};

/** Seats fresh monitors of these judges for one history. `step` says where in the run it stands. */
export function openPanel(judges: readonly Judge[], given: Given, step: () => number = () => 0): Panel {
  const bench = openBench(judges, given, step);
  const { on, heard } = bench;
  const books = new Map<NodeId, OpenBook>();
  const bookOf = (node: NodeId): OpenBook => bookIn(books, node);

  function showEntry(node: NodeId, ordinal: number, entry: Entry): void {
    const book = bookOf(node);
    const seen: SeenEntry = { node, ordinal, entry, book: book.book };
    for (const { at, handler } of on.entry) heard(at, node, handler(seen));
    book.keep(ordinal, entry);
  }

  function showStep(live: LiveStep): void {
    const { node, monotonic, command, step: decided, probe } = live;
    const { book } = bookOf(node);
    const seen: SeenStep = { node, monotonic, command, step: decided, probe, book };
    for (const { at, handler } of on.step) heard(at, node, handler(seen));
    let ordinal = book.count();
    for (const write of decided.writes) {
      if (write.kind === 'put-waiting' || write.kind === 'remove-waiting') continue;
      showEntry(node, ordinal, write);
      ordinal += 1;
    }
  }

  function showOpening(opened: Omit<SeenOpening, 'book'>): void {
    const { book } = bookOf(opened.node);
    for (const { at, handler } of on.opening) heard(at, opened.node, handler({ ...opened, book }));
    if (opened.refused !== undefined) return;
    if (opened.probe.count() < book.count()) books.delete(opened.node);
    for (const { ordinal, entry } of opened.probe.entries(bookOf(opened.node).book.count()))
      showEntry(opened.node, ordinal, entry);
  }

  const showAt = <S extends { readonly node: NodeId }>(
    watching: readonly Watching<(seen: S) => Verdict>[],
  ) => {
    return (seen: S): void => {
      for (const { at, handler } of watching) heard(at, seen.node, handler(seen));
    };
  };
  const showSigning = showAt(on.signing);
  const showWorld = (watching: readonly Watching<(world: World) => Verdict>[]) => {
    return (world: World): void => {
      for (const { at, handler } of watching) heard(at, '', handler(world));
    };
  };

  return {
    entry: showEntry,
    keep: (node, ordinal, entry) => {
      bookOf(node).keep(ordinal, entry);
    },
    step: showStep,
    commit: showAt(on.commit),
    send: showAt(on.send),
    opening: showOpening,
    fault: showAt(on.fault),
    stream: showAt(on.stream),
    signing: (seen) => showSigning({ ...seen, book: bookOf(seen.node).book }),
    rest: showWorld(on.rest),
    liveness: showWorld(on.liveness),
    end: showWorld(on.end),
    book: (node) => bookOf(node).book,
    findings: bench.findings,
    judged: bench.judged,
  };
}

function bookIn(books: Map<NodeId, OpenBook>, node: NodeId): OpenBook {
  const known = books.get(node);
  if (known !== undefined) return known;
  const opened = openBook();
  books.set(node, opened);
  return opened;
}

/** A handler and the seat of its judge. */
type Watching<H> = { readonly at: number; readonly handler: H };

/** The judges of one history: who watches for what, and what they said. */
function openBench(judges: readonly Judge[], given: Given, step: () => number) {
  const seats: readonly Seat[] = judges.map((judge) => ({ judge, monitor: judge.open(given) }));
  const counts = seats.map(() => 0);
  const findings: Finding[] = [];
  const heard = (at: number, node: NodeId, verdict: Verdict): void => {
    if (verdict === undefined) return;
    counts[at] = (counts[at] ?? 0) + 1;
    const judge = seats[at]?.judge;
    if (verdict === 'holds' || judge === undefined) return;
    findings.push({ invariant: judge.name, node, step: step(), detail: verdict.broken });
  };
  const watching = <K extends keyof Monitor>(of: K) =>
    seats.flatMap(({ monitor }, at) => {
      const handler = monitor[of];
      return handler === undefined ? [] : [{ at, handler }];
    });
  return {
    on: {
      entry: watching('entry'),
      step: watching('step'),
      commit: watching('commit'),
      send: watching('send'),
      opening: watching('opening'),
      fault: watching('fault'),
      stream: watching('stream'),
      signing: watching('signing'),
      rest: watching('rest'),
      liveness: watching('liveness'),
      end: watching('end'),
    },
    heard,
    findings: (): readonly Finding[] => findings,
    judged: (): Judged => seats.map(({ judge }, at) => [judge.name, counts[at] ?? 0]),
  };
}
