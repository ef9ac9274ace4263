/** I-01 SaidBindsBytes: what is kept is what its SAID is the digest of. Source: dst.md 4; C-106…C-109, K-184…K-186. */
import { isSelfAddressing } from '../../kernel/cesr/identifiers.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import type { Entry } from '../entry.ts';
import type { Judge } from '../judge.ts';
import { proofsBy } from '../proofs.ts';
import type { Body } from '../proofs.ts';
import { verdictOf } from '../verdict.ts';

export const saidBindsBytes: Judge = {
  id: 'I-01',
  name: 'SaidBindsBytes',
  says: 'the bytes of everything that is kept hash to its SAID',
  source: 'dst.md 4; C-106…C-109, K-184…K-186',
  when: ['step', 'recovery'],
  needs: 'log',
  open: ({ algorithms }) => {
    const proofs = proofsBy(algorithms);
    return {
      entry: ({ entry }) => {
        const kept = keptBody(entry);
        if (kept === undefined) return undefined;
        const { body, times } = kept;
        return verdictOf(
          proofs.bindsSaid(body, times) ? undefined : `the bytes kept as ${body.said} do not hash to it`,
        );
      },
    };
  },
};

type Kept = { readonly body: Body; readonly times: 1 | 2 };

/** The body that an entry keeps, and how often its SAID stands in it as its own digest. */
function keptBody(entry: Entry): Kept | undefined {
  switch (entry.kind) {
    case 'append-event':
      return ofEvent(entry.stored.event);
    case 'append-duplicity':
      return ofEvent(entry.evidence.event);
    case 'append-registry-event':
      return { body: entry.stored.event, times: entry.stored.event.ilk === 'vcp' ? 2 : 1 };
    case 'append-reply':
      return { body: entry.stored.reply, times: 1 };
    case 'append-exchange':
      return { body: entry.stored.exchange, times: 1 };
    case 'append-credential':
      return { body: entry.stored.credential, times: 1 };
    case 'append-attachments':
    case 'append-audit':
    default:
      return undefined;
  }
}

function ofEvent(event: KeyEvent): Kept {
  return { body: event, times: 'witnesses' in event && isSelfAddressing(event.prefix) ? 2 : 1 };
}
