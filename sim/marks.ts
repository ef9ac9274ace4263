/**
 * What must happen sometimes: a batch in which a mark is never hit did not test what it claims to.
 *
 * Source: dst.md 4 (`sometimes` marks).
 */

/** Name of a mark, and what it says when it is hit. */
export const marks = {
  'superseding-after-two': 'A rotation superseded two or more events.',
  'recovery-changes-witnesses': 'A recovery cut or added witnesses.',
  'third-level-delegation': 'An event of a delegate of a delegate of a delegate was accepted.',
  'delegated-recovery': 'A delegated rotation superseded an event of its log.',
  'chain-of-eight-resolved': 'Eight or more waiting events were accepted in one go.',
  'receipt-before-event': 'A receipt waited for its event.',
  'last-weight-decides': 'A weighted threshold was met by its last signature.',
  'crash-in-pages': 'A crash struck while a commit wrote its pages.',
  'crash-in-sync': 'A crash struck while a commit synced.',
  'crash-in-meta': 'A crash struck while a commit wrote its meta page.',
  'crash-after-commit': 'A crash struck after a commit and before anything left.',
  'crash-in-keys': 'A crash struck while a key store was changed.',
  'kept-delegate-approved':
    'A delegator whose keys are kept approved an event of a delegate whose keys are kept.',
  'kept-third-level': 'An event of a kept delegate of a kept delegate was approved.',
  'kept-approved-by-rotation': 'A delegator whose keys are kept approved an event in a rotation.',
  'kept-approval-cut-off':
    'A machine that keeps a delegate opened again, and its last event had no seal yet.',
  'kept-recovery': 'An identity whose keys are kept took interactions back.',
  'kept-seal-taken-back':
    'An identity whose keys are kept took back an interaction with the seal of a delegate.',
  'kept-abandoned': 'An identity whose keys are kept was abandoned.',
  'kept-group-joined': 'A member signed what another member of its group proposed.',
  'kept-group-rotated': 'A rotation of a group came into force at one of its members.',
  'kept-group-cut-off':
    'A machine that keeps a member opened again, and an event that it signed was not in force yet.',
  'restart-with-escrow': 'A node opened again with messages waiting.',
  'evicted-then-accepted': 'An honest event was refused for want of room and accepted later.',
  'equal-dt': 'Two replies of a record had the same time.',
  'microsecond-dt': 'Two replies of a record were a microsecond apart.',
  'conflict-after-restart': 'A witness was asked to sign a conflicting version after it had opened again.',
  'excuse-used': 'Progress was impossible, and that was proven.',
  'escrow-full': 'A cap of the escrow was reached.',
  'duplicity-recorded': 'A node recorded two versions of an event.',
  'misfit-held': 'An event of the wrong path was held.',
  'disk-full-refused': 'A full disk refused a write, and the node went on.',
  'damage-detected': 'A damaged row was found before it was used.',
  'snapshot-refused': 'A witness refused to open with less than it had published.',
  'partition-healed': 'A message crossed a partition after it had healed.',
} as const;

export type MarkName = keyof typeof marks;
