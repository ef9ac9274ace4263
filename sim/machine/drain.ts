/** Lets every promise that can go on go on: the event loop of the process turns once. */
export function drain(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
