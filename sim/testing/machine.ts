/**
 * A machine that a host lives on: it opens hosts on what it holds, and mishaps strike it. One on a simulated
 * disk is here; a user's own store is one with an `open` of its own.
 */
import type { Host } from '../../shell/host.ts';
import { openHost } from '../../shell/open.ts';
import type { HostOptions } from '../../shell/open.ts';
import type { Store } from '../../storage/store.ts';
import type { Disk } from '../disk/disk.ts';
import { openDisk } from '../disk/open-disk.ts';
import { chanceOf } from '../random.ts';
import type { Mishap } from './mishaps.ts';

export type Machine = {
  /** Opens a host on what the machine holds. Called again after each stop. */
  readonly open: () => Promise<Host>;
  /**
   * Makes ready what strikes; `true` when the process of the host is gone with it. Undefined, for a machine
   * that knows no mishap of that kind: the host is then closed and opened again.
   */
  readonly strike: (mishap: Mishap) => boolean | undefined;
  /** No mishap is under way any more: there is room, and what has not struck will not. */
  readonly spare: () => void;
};

/** A machine that can do no more than stop, around any way of opening a host. */
export function plainMachine(open: () => Promise<Host>): Machine {
  return { open, strike: () => undefined, spare: () => undefined };
}

export type SimulatedMachineOptions = {
  /** Draws which part of what was not synced survives a power loss. */
  readonly seed?: string;
  /** Opens the host on the store; `openHost({ store })` that looks at nothing of its own accord, unless given. */
  readonly open?: (store: Store) => Promise<Host>;
};

/** What a host on a simulated disk is opened with: time stands still, and nothing ticks. */
const still = { tickMilliseconds: 0 } as const satisfies Partial<HostOptions>;

/** A machine with a simulated disk: crashes in each part of a commit, power losses, errors, no room. */
export function simulatedMachine({
  seed = 'machine',
  open = (store) => openHost({ store, ...still }),
}: SimulatedMachineOptions = {}): Machine {
  const chance = chanceOf(seed);
  const disk = openDisk({
    now: () => 0,
    draw: (below, counter) => chance.draw(below, 0, counter),
    overlap: false,
  });
  return {
    open: () => open(disk.open()),
    strike: (mishap) => {
      disk.heal();
      return strikeDisk(disk, mishap);
    },
    spare: () => disk.heal(),
  };
}

function strikeDisk(disk: Disk, mishap: Mishap): boolean | undefined {
  switch (mishap.kind) {
    case 'stop':
      return undefined;
    case 'crash':
      disk.stop(mishap.power);
      return true;
    case 'crash-in-commit':
      disk.strikeNextCommit({ kind: 'crash', part: mishap.part, power: mishap.power });
      return false;
    case 'commit-error':
      disk.strikeNextCommit({ kind: 'error', effect: 'none' });
      return false;
    case 'read-error':
      disk.failNextRead();
      return false;
    case 'disk-full':
      disk.fill(true);
      return false;
  }
}
