/** A message that has arrived (or is tried again), with how and when. */
import type { Attachments } from '../cesr/attachments.ts';
import type { Micros } from '../cesr/qualified.ts';
import type { Message } from '../event/types.ts';
import type { Waiting } from '../state/escrow.ts';
import type { Source } from '../state/stored.ts';

export type Arrival<M extends Message = Message> = {
  readonly message: M;
  readonly attachments: Attachments;
  readonly source: Source;
  readonly sourceId: string;
  readonly at: Micros;
  /** The entry it waited as until now; undefined when it arrives for the first time. */
  readonly waiting: Waiting | undefined;
};
