/**
 * The door of the judges: promises about every history, for simulated runs, stored logs, and the suites of
 * users. docs/INVARIANTS.md lists them.
 */
export { judges } from './registry.ts';
export type { Entry, EventEntry } from './entry.ts';
export type { AidBook, BookEvent, NodeBook, Standing } from './book.ts';
export { openBook } from './keep-book.ts';
export type { OpenBook } from './keep-book.ts';
export { judgeLog, judgesOfLogs } from './judge-log.ts';
export type { JudgedLog, LogVerdict } from './judge-log.ts';
export { openPanel } from './panel.ts';
export type { Judged, LiveStep, Panel } from './panel.ts';
export type {
  Custody,
  Finding,
  Given,
  Held,
  Judge,
  Member,
  Monitor,
  NodeId,
  Probe,
  SeenCommit,
  SeenEntry,
  SeenFault,
  SeenOpening,
  SeenSend,
  SeenSigning,
  SeenStep,
  SeenStream,
  Verdict,
  When,
  World,
} from './judge.ts';
