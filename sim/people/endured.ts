/** Work of a host that goes on by itself: its node may stop before it is done, and nothing more comes of it. */
import { KeelsonError } from '../../shell/errors.ts';
import { StoreError } from '../../storage/store.ts';

/** Lets the work go on; what stops a node is endured, everything else is a fault of the simulator. */
export function endured<T>(work: Promise<T>, then: (value: T) => void = () => undefined): void {
  void work.then(then, (error: unknown) => {
    if (!(error instanceof KeelsonError) && !(error instanceof StoreError)) throw error;
  });
}
