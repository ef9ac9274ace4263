/** Writes that recorded streams do not cause: exchanges, credential bodies, removals by people, duplicity. */
import { readFileSync } from 'node:fs';
import type { Micros } from '../../kernel/cesr/qualified.ts';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import type { Write } from '../../kernel/state/effect.ts';
import { deliveriesOf } from './drive.ts';

type Item = { readonly raw?: string };

function bodiesOf(name: string): readonly string[] {
  const file = new URL(`../vectors/cases/${name}.json`, import.meta.url);
  const { items } = JSON.parse(readFileSync(file, 'utf8')) as { readonly items: readonly Item[] };
  return items.flatMap(({ raw }) => raw ?? []);
}

const at = 1_704_067_200_000_000n as Micros;

/** One write for each sound exchange and credential of the recorded cases, and an audit entry for each. */
export function otherWrites(): readonly Write[] {
  const bodies = [...bodiesOf('s170-exchange-exn'), ...bodiesOf('s157-acdc-credentials')];
  return bodies
    .flatMap((body) => deliveriesOf(new Uint8Array(Buffer.from(body))))
    .flatMap(({ message }): readonly Write[] => {
      if (message.kind === 'exchange') {
        const { said, sender: prefix } = message;
        return [
          { kind: 'append-exchange', stored: { exchange: message, attachments: noAttachments, at } },
          { kind: 'append-audit', at, action: 'escrow-removed', escrow: 'epse', prefix, said },
        ];
      }
      if (message.kind !== 'credential') return [];
      return [{ kind: 'append-credential', stored: { credential: message, attachments: noAttachments, at } }];
    });
}
