/** The token that a run of tests is started with, and the variable that names it. */

/** How a run is told of its token. */
export const tokenVariable = 'KEELSON_TEST_TOKEN';

export type TokenPlace = {
  /** The library that speaks PKCS#11. */
  readonly module: string;
  readonly label: string;
  readonly pinFile: string;
  /** Where SoftHSM2 is configured. */
  readonly config: string;
  /** A Python with PyKCS11. */
  readonly python: string;
};
