/** Room for what lives shortly. Runs make much of it; in the room that a process has by itself they take a tenth longer. */

/** The machine divides the young generation into three spaces of this size. */
const spaceMegabytes = 32;

/** For threads. */
export const youngGeneration = { maxYoungGenerationSizeMb: 3 * spaceMegabytes };

/** For processes. */
export const youngGenerationArguments: readonly string[] = [`--max-semi-space-size=${spaceMegabytes}`];
