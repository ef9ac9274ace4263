/** Everything that can happen, as data; time comes in with it. */
import type { Attachments } from './cesr/attachments.ts';
import type { Micros, Said } from './cesr/qualified.ts';
import type { Message } from './event/types.ts';
import type { Source } from './state/stored.ts';

export type Command =
  /** A message arrived. `sourceId` says who delivered it, for caps per source; may be empty. */
  | {
      readonly kind: 'receive';
      readonly message: Message;
      readonly attachments: Attachments;
      readonly source: Source;
      readonly sourceId: string;
      readonly at: Micros;
    }
  /** Try one waiting message again; does nothing when it no longer waits. */
  | { readonly kind: 'retry'; readonly id: string; readonly at: Micros }
  /** A person removes a waiting message. */
  | { readonly kind: 'remove'; readonly id: string; readonly at: Micros };

/** SAID of what a command is about, for logs. */
export function subjectOf(command: Command): Said | string {
  return command.kind === 'receive' ? command.message.said : command.id;
}
