/**
 * Work that waits for the one writer: a lane for each caller, first in first out, lanes in turn.
 *
 * Taking turns keeps a caller with much to say from holding up the others.
 */

/** One piece of work, with what it takes of the queue. */
export type Job = { readonly sizeBytes: number };

/** Jobs from `head` on; those before it were given out and are let go of. */
type Lane<J extends Job> = { jobs: (J | undefined)[]; head: number };

/** A caller's place in the queue. */
export type LaneId = object;

export class Lanes<J extends Job> {
  readonly #lanes = new Map<LaneId, Lane<J>>();
  /** Lanes that hold work, in the order of their turns. */
  readonly #turns: LaneId[] = [];
  #count = 0;
  #sizeBytes = 0;

  get count(): number {
    return this.#count;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** How much waits in one lane. */
  countOf(id: LaneId): number {
    const lane = this.#lanes.get(id);
    return lane === undefined ? 0 : lane.jobs.length - lane.head;
  }

  add(id: LaneId, job: J): void {
    const lane = this.#lanes.get(id);
    if (lane === undefined) {
      this.#lanes.set(id, { jobs: [job], head: 0 });
      this.#turns.push(id);
    } else {
      lane.jobs.push(job);
    }
    this.#count += 1;
    this.#sizeBytes += job.sizeBytes;
  }

  /** What `next` will answer. */
  peek(): J | undefined {
    const id = this.#turns[0];
    const lane = id === undefined ? undefined : this.#lanes.get(id);
    return lane?.jobs[lane.head];
  }

  /** The next piece of work by turns; undefined when nothing waits. */
  next(): J | undefined {
    const id = this.#turns.shift();
    const lane = id === undefined ? undefined : this.#lanes.get(id);
    const job = lane?.jobs[lane.head];
    if (id === undefined || lane === undefined || job === undefined) return undefined;
    takeFirst(lane);
    if (lane.head < lane.jobs.length) this.#turns.push(id);
    else this.#lanes.delete(id);
    this.#count -= 1;
    this.#sizeBytes -= job.sizeBytes;
    return job;
  }

  /** Takes out everything, in the order of turns. */
  clear(): readonly J[] {
    const left: J[] = [];
    for (let job = this.next(); job !== undefined; job = this.next()) left.push(job);
    return left;
  }
}

/** Lets go of the first job, and now and then of the places of all that are gone. */
function takeFirst<J extends Job>(lane: Lane<J>): void {
  lane.jobs[lane.head] = undefined;
  lane.head += 1;
  if (lane.head * 2 < lane.jobs.length || lane.head < goneCountMin) return;
  lane.jobs = lane.jobs.slice(lane.head);
  lane.head = 0;
}

const goneCountMin = 64;
