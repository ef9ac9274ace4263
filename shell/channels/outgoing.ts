/**
 * What a host has to send, as a channel in the place of an outlet: each send at least once, in order, and
 * again after a crash.
 *
 * Source: decisions/0018. Its buffer is the outbox of the store, so a slow reader costs no memory, and
 * callers are held back when the outbox is full. A send is taken when its reader asks for the next one.
 */
import type { Send } from '../../kernel/state/effect.ts';
import { KeelsonError } from '../errors.ts';
import type { Outlet } from '../ports.ts';
import { channelOf, endFor } from './channel.ts';
import type { Channel } from './channel.ts';

/** A send that waits to be taken. */
export type OutgoingItem = {
  readonly kind: 'outgoing';
  readonly send: Send;
  /** The same each time this send comes, and no other send has it. */
  readonly key: string;
};

type Result = IteratorResult<OutgoingItem, undefined>;

/** Who reads; nothing but itself. */
type ReaderId = object;

/** A send of the outbox, and the word that is to be given for it. */
type Offer = {
  readonly item: OutgoingItem;
  readonly taken: () => void;
  readonly refused: (error: Error) => void;
};

type Asking = {
  readonly by: ReaderId;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
};

/**
 *  1. One send is with a reader at a time; the next one comes when that reader asked again.
 *  2. A reader that leaves with a send gives it back: another reader gets it, or the outlet refuses it, and it
 *     comes again.
 */
export class Outgoing {
  #offer: Offer | undefined;
  #holder: ReaderId | undefined;
  #asking: Asking[] = [];
  #end: { readonly error: Error | undefined } | undefined;

  /** Takes the sends of the outbox, for the readers. */
  readonly outlet: Outlet = (send, key) =>
    new Promise((taken, refused) => {
      this.#offer = { item: { kind: 'outgoing', send, key }, taken, refused };
      if (this.#end === undefined) this.#give();
      else this.#refuse();
    });

  /** A reader. Of several, whoever asked first gets the next send. */
  reader(): Channel<OutgoingItem> {
    const by: ReaderId = {};
    let isLeft = false;
    return channelOf({
      take: () => (isLeft ? Promise.resolve({ value: undefined, done: true }) : this.#ask(by)),
      drop: () => {
        isLeft = true;
        this.#leave(by);
      },
    });
  }

  /** Nothing goes out any more; a send that is with its reader may still be taken. */
  end(reason: KeelsonError): void {
    if (this.#end !== undefined) return;
    this.#end = { error: endFor(reason) };
    for (const asking of this.#asking.splice(0)) this.#answerEnd(asking);
    if (this.#holder === undefined) this.#refuse();
  }

  #ask(by: ReaderId): Promise<Result> {
    if (this.#holder === by) this.#settle((offer) => offer.taken());
    return new Promise((resolve, reject) => {
      const asking = { by, resolve, reject };
      if (this.#end !== undefined) {
        this.#answerEnd(asking);
        return;
      }
      this.#asking.push(asking);
      this.#give();
    });
  }

  /** Gives the send to whoever asked first; false when there is nobody, or nothing to give. */
  #give(): boolean {
    if (this.#offer === undefined || this.#holder !== undefined) return false;
    const asking = this.#asking.shift();
    if (asking === undefined) return false;
    this.#holder = asking.by;
    asking.resolve({ value: this.#offer.item, done: false });
    return true;
  }

  #leave(by: ReaderId): void {
    const left = this.#asking.filter((asking) => asking.by === by);
    this.#asking = this.#asking.filter((asking) => asking.by !== by);
    for (const { resolve } of left) resolve({ value: undefined, done: true });
    if (this.#holder !== by) return;
    this.#holder = undefined;
    if (!this.#give()) this.#refuse();
  }

  #refuse(): void {
    this.#settle((offer) =>
      offer.refused(
        new KeelsonError('aborted', { says: 'no reader of the channel took the send; it comes again' }),
      ),
    );
  }

  #settle(word: (offer: Offer) => void): void {
    const offer = this.#offer;
    this.#offer = undefined;
    this.#holder = undefined;
    if (offer !== undefined) word(offer);
  }

  #answerEnd({ resolve, reject }: Asking): void {
    const error = this.#end?.error;
    if (error === undefined) resolve({ value: undefined, done: true });
    else reject(error);
  }
}
